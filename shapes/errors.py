"""The errors of this package."""

from pathlib import Path


class ShapesError(Exception):
    """The root of every error of this package."""


class Unreadable(ShapesError):
    """A file that is no RDF: its name, the line and column as far as known, and what would be right."""

    def __init__(self, path: Path, problem: str, line: int | None = None, column: int | None = None) -> None:
        self.path, self.line, self.column = path, line, column
        super().__init__(":".join(str(part) for part in (path, line, column) if part is not None) + f": {problem}")
