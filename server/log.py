"""The log: lines on their way to a file, a pipe or a terminal, which never hold up who writes them."""

import asyncio
import json
import logging
import os
from datetime import UTC, datetime
from functools import lru_cache

_EVERY_SECONDS = 0.1
_MOST_LINES = 20_000
Line = dict[str, str | int | float | bool | dict[str, int]]


class Log:
    """Lines for a descriptor, written by a thread of their own some times a second.

    A reader that stands still costs lines, which are counted, and no request any time.
    """

    def __init__(self, descriptor: int | None, form: str) -> None:
        self._descriptor = descriptor
        self.form = form
        self.said = _SAID[form]
        self._lines: list[str] = []
        self._busy = False
        self.dropped = 0

    @property
    def is_open(self) -> bool:
        """Whether anybody gets the lines."""
        return self._descriptor is not None

    def write(self, line: str) -> None:
        """Takes a line with its end."""
        if len(self._lines) >= _MOST_LINES:
            self.dropped += 1
            return
        self._lines.append(line)
        if not self._busy:
            self._busy = True
            asyncio.get_running_loop().call_later(_EVERY_SECONDS, self._begin)

    def _begin(self) -> None:
        writing = asyncio.get_running_loop().run_in_executor(None, self.end)
        writing.add_done_callback(self._again)

    def _again(self, _written: "asyncio.Future[None]") -> None:
        self._busy = bool(self._lines)
        if self._busy:
            asyncio.get_running_loop().call_later(_EVERY_SECONDS, self._begin)

    def end(self) -> None:
        """Writes what waits."""
        lines, self._lines = self._lines, []
        rest = memoryview("".join(lines).encode(errors="replace"))
        while rest and self._descriptor is not None:
            rest = rest[os.write(self._descriptor, rest) :]


def moment(seconds: float) -> str:
    """A time as ISO 8601 writes it, in UTC."""
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1000):03}Z"


@lru_cache(16)
def _second(whole: int) -> str:
    return datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"


def _console(line: Line) -> str:
    return " ".join(str(value) if name in _PLAIN else f"{name}={value}" for name, value in line.items()) + "\n"


_PLAIN = frozenset({"time", "event", "method", "path", "status", "level", "message"})
_SAID = {"json": _json, "console": _console}


class Formatter(logging.Formatter):
    """What other parts of the program log, in the form of the request lines."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._written = _SAID[form]

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, without its end."""
        line: Line = {"time": moment(record.created), "event": "message", "level": record.levelname.lower()}
        line |= {"logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return self._written(line).rstrip("\n")
