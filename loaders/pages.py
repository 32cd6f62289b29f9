"""A file -> its lines: the only place that knows PDF, HTML and encodings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """Where a line stands on its page, in points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    """The height of its characters."""


@dataclass(frozen=True)
class Line:
    """A line of a document."""

    number: int
    """Counted through the whole document from 1; in a text file the line of the file."""
    text: str
    page: int | None = None
    """The page of a PDF, from 1; None where the file has no pages."""
    box: Box | None = None
