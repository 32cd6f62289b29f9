"""What the processes of a server hold in memory, process by process: shared pages by their share (PSS)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PAUSE = 0.1
"""Seconds between two looks: reading it stops the process for a millisecond or so."""


@dataclass(frozen=True)
class Memory:
    """Bytes of all processes together, of the first of them, and of the largest of the others."""

    together: int = 0
    first: int = 0
    largest: int = 0

    def most(self, other: "Memory") -> "Memory":
        """The larger of the two, figure by figure."""
        return Memory(
            max(self.together, other.together), max(self.first, other.first), max(self.largest, other.largest)
        )


class Watch:
    """The most that was seen since it began."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self.peak = memory(pid)

    def look(self) -> None:
        """Looks again and again until `end`."""
        while not self._ended.wait(_PAUSE):
            self.peak = self.peak.most(memory(self._pid))

    def end(self) -> None:
        """Ends the looking."""
        self._ended.set()


@contextmanager
def watched(pid: int) -> Iterator[Watch]:
    """A watch over the process and all its descendants for the time of the block."""
    watch = Watch(pid)
    thread = threading.Thread(target=watch.look)
    thread.start()
    try:
        yield watch
    finally:
        watch.end()
        thread.join()


def memory(pid: int) -> Memory:
    """What the process and its descendants hold now."""
    first, *others = map(_proportional, family(pid))
    return Memory(first + sum(others), first, max(others, default=0))


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    children: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += map(int, task.read_text(encoding="ascii").split())
        except OSError:
            continue
    return [pid, *(far for child in children for far in family(child))]


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
