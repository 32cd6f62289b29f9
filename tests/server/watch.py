"""What tests see of a running server from outside: its worker processes, and whether something comes true."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def workers() -> dict[int, float]:
    """The worker processes of this process, with the processor time of each."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            command = stat.with_name("cmdline").read_bytes()
            if int(fields[1]) == os.getpid() and b"server.worker" in command:
                found[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def settled(seconds: float = 1.0) -> set[int]:
    """The worker processes when none has come or gone for a while: those of the tests before may have successors."""
    found, since = set(workers()), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.05)
        if (now := set(workers())) != found:
            found, since = now, time.monotonic()
    return found


def busy(seconds: float = 0.3) -> list[int]:
    """The workers that use the processor over a while."""
    before = workers()
    time.sleep(seconds)
    after = workers()
    return [process for process, used in after.items() if used - before.get(process, used) > seconds / 4]


def eventually(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Return when it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
