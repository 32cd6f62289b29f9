"""The characters of a page with their places, as a PDF library tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character; points from the top left corner of the page as it is shown."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    """Where its base line crosses: the top coordinate of its origin."""
    size: float
    """Its height."""
    turned: bool
    """Whether it stands askew or on its side."""

    @property
    def middle(self) -> float:
        """The left coordinate of its middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Page:
    """A page and the characters on it, in the order of the file."""

    number: int
    width: float
    height: float
    glyphs: Sequence[Glyph]


@dataclass(frozen=True, eq=False)
class String:
    """Characters that belong together on a base line (or, `apart`, one below the other, or askew).

    Each is itself: two of the same text at the same place are two.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    apart: bool = False

    @property
    def width(self) -> float:
        """From its left to its right end."""
        return self.right - self.left

    @property
    def centre(self) -> float:
        """The top coordinate of its middle."""
        return (self.top + self.bottom) / 2
