"""Servers that a benchmark starts: each is ended by its id, whatever happens."""

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
from bench.memory import family

_ENOUGH = 60.0


@dataclass(frozen=True)
class Process:
    """A program that was started, with its log."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

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
    pids = family(popen.pid)
    popen.send_signal(signal.SIGTERM)
    try:
        popen.wait(30)
    except subprocess.TimeoutExpired:
        for pid in pids:
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
