"""A real `seisaku serve` process: what it costs, which workers it has, how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tests

ROOT = Path(tests.__file__).parent.parent
LIMITS = {
    # Pages name the server that they are of, and those to compare are of several.
    "PUBLIC_URL": "https://campaign.example/",
    "QUERY_SECONDS": "1.5",
    "PAGE_SECONDS": "1.5",
    "WORKER_MEMORY": str(300 * 1024**2),
    "QUEUE_SECONDS": "8",
    "HOLD_BACK": str(128 * 1024),
    "HOLD_SECONDS": "0.3",
    "CACHE_LIMIT": str(8 * 1024**2),
    "SLOW_SLOTS": "2",
    "BUDGET_SECONDS": "100000",
    "DRAIN_SECONDS": "3",
}
# The longest that an answer may take: to wait for a worker of each sort, to run, to be fetched.
PATIENCE = 8.0 + 8.0 + 1.5 + 1.5 + 6.0


@dataclass(frozen=True)
class Cost:
    """Open files and resident bytes of the server, workers by process id, and children that nobody waited for."""

    files: int
    resident: int
    workers: tuple[int, ...]
    zombies: int


class Server:
    """A server process and the port it listens on."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    @property
    def cost(self) -> Cost:
        """What it costs at this moment."""
        folder = Path(f"/proc/{self.process.pid}")
        children = [_status(one) for one in self._children()]
        workers = tuple(process for process, state, is_worker in children if is_worker and state != "Z")
        pages = int((folder / "statm").read_text(encoding="ascii").split()[1])
        zombies = sum(state == "Z" for _, state, _ in children)
        return Cost(len(list((folder / "fd").iterdir())), pages * 4096, workers, zombies)

    def _children(self) -> list[int]:
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with suppress(OSError):
                found += [int(text) for text in (task / "children").read_text(encoding="ascii").split()]
        return found

    def settled(self, holds: Callable[[Cost], bool], seconds: float) -> Cost:
        """The cost as soon as it is so, or at the end of the time."""
        deadline = time.monotonic() + seconds
        while not holds(cost := self.cost) and time.monotonic() < deadline:
            time.sleep(0.1)
        return cost


def _status(process: int) -> tuple[int, str, bool]:
    with suppress(OSError):
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        command = Path(f"/proc/{process}/cmdline").read_bytes()
        return process, state, b"server.worker" in command
    return process, "gone", False


@contextmanager
def serving(store: Path, **settings: str) -> Iterator[Server]:
    """Runs `seisaku serve` on a free port; it must end of itself when it is told to."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    environment = os.environ | {f"SEISAKU_{name}": value for name, value in (LIMITS | settings).items()}
    command = [sys.executable, "-c", "import seisaku; seisaku.main()", "serve", f"--store={store}", f"--port={port}"]
    with (store / "log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _await(process, port)
        yield Server(process, port)
        process.send_signal(signal.SIGTERM)
        process.wait(15)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not start; its log is beside the store")
