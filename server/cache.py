"""Whole answers kept for who asks the same again: the least recently used go first."""

import sys
from collections import OrderedDict
from dataclasses import dataclass

from server.frames import Header, Task


@dataclass(frozen=True)
class Whole:
    """An answer that came whole."""

    header: Header
    body: bytes


@dataclass(frozen=True)
class Key:
    """What an answer depends on: the state of the graph and the task."""

    state: str
    task: Task


class Cache:
    """Answers of at most so many bytes in all; one over an eighth of that is not kept."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Key, Whole] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Whole | None:
        """The answer, if it is kept."""
        found = self._kept.get(key)
        if found is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return found

    def put(self, key: Key, answer: Whole) -> None:
        """Keeps an answer that may be given again, and forgets others for it."""
        cost = _cost(key, answer)
        if not answer.header.lasting or cost > self._limit // 8:
            return
        if (before := self._kept.pop(key, None)) is not None:
            self.size -= _cost(key, before)
        self._kept[key] = answer
        self.size += cost
        while self.size > self._limit:
            self.size -= _cost(*self._kept.popitem(last=False))


def _cost(key: Key, answer: Whole) -> int:
    # A query is kept too, and a Python object or two beside it.
    return len(answer.body) + sys.getsizeof(key.task.text) + len(key.task.accept) + 1000
