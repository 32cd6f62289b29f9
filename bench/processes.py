"""Servers that a benchmark starts: each is ended by its id, whatever happens, and its memory is known."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.errors import NotReady

_ENOUGH = 60.0


@dataclass(frozen=True)
class Process:
    """A program that was started, with its log."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    def resident(self) -> int:
        """Bytes of memory of the process and all its descendants, shared pages by their share (PSS)."""
        return sum(map(_proportional, _descendants(self.popen.pid)))

    def await_ready(self, is_ready: Callable[[], bool], seconds: float = _ENOUGH) -> None:
        """Returns when it is ready; `NotReady` if it ends or takes too long."""
        until = time.monotonic() + seconds
        while not is_ready():
            if self.popen.poll() is not None or time.monotonic() > until:
                raise NotReady(self.name, self.log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """The program, running for the time of the block, in `folder` and with its output in `log`."""
    with log.open("wb") as out:
        popen = subprocess.Popen(  # noqa: S603 (our own list)
            command, stdout=out, stderr=subprocess.STDOUT, cwd=folder, env=environment
        )
        try:
            yield Process(Path(command[0]).name, popen, log)
        finally:
            _end(popen)


def _end(popen: subprocess.Popen[bytes]) -> None:
    # Its children are read before it ends: afterwards nothing says whose they were.
    family = _descendants(popen.pid)
    popen.send_signal(signal.SIGTERM)
    try:
        popen.wait(30)
    except subprocess.TimeoutExpired:
        for pid in family:
            _kill(pid)
        popen.wait()


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """A port of this machine that nothing listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def answers(url: str) -> bool:
    """Whether an HTTP server answers there, with any status."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 (our own loopback address)
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _descendants(pid: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue
    return [pid, *(far for child in children for far in _descendants(child))]


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
