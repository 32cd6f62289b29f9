"""A slide as one text, with the line of each place in it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from loaders import values
from loaders.pages import Line


@dataclass(frozen=True)
class Sheet:
    """The text of some lines, one below the other."""

    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """The lines as printed, with a line break between two."""
        return "\n".join(line.text.replace("\n", " ") for line in self.lines)

    @cached_property
    def plain(self) -> str:
        """The text in plain characters; its places are those of `text`."""
        return values.plain(self.text)

    @cached_property
    def _starts(self) -> Sequence[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line.text) + 1)
        return starts

    def index(self, place: int) -> int:
        """The index of the line at a place of the text."""
        return min(bisect_right(self._starts, place), len(self.lines)) - 1

    def begin(self, index: int) -> int:
        """Where the line of an index begins."""
        return self._starts[index]

    def number(self, place: int) -> int:
        """The number of the line at a place of the text."""
        return self.lines[self.index(place)].number

    def start(self, place: int) -> int:
        """Where the line at a place begins."""
        return self._starts[self.index(place)]

    def rest(self, place: int) -> str:
        """The plain text from a place to the end of its line."""
        return self.plain[place : self._starts[self.index(place) + 1] - 1]

    def above(self, place: int) -> Line | None:
        """The nearest line above a place's line that is not empty."""
        return next((line for line in reversed(self.lines[: self.index(place)]) if line.text.strip()), None)
