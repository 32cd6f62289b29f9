"""Lines as they are written, and at which of them each fact stands: where the truth gets its lines from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.readings import Reading, reading
from bench.slides.pieces import Fact, Row, Text, joined
from loaders.records import EntryRow


@dataclass(frozen=True)
class Rendering:
    """A document in one medium."""

    content: bytes
    suffix: str
    lines: tuple[str, ...]
    """Its lines as a reader sees them; of a text file those of the file."""
    pages: tuple[int, ...]
    """The slide of each line, from 1."""
    truth: Reading


class Sheet:
    """Collects lines and the facts that they print."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pages: list[int] = []
        self.page = 1
        self._spans: dict[Fact, tuple[int, int, int]] = {}

    def write(self, text: Text, before: str = "", after: str = "") -> str:
        """The next line, with what the medium puts around it."""
        shown = before + joined(text) + after
        self.lines.append(shown)
        self.pages.append(self.page)
        number = len(self.lines)
        for fact in (fact for piece in text for fact in piece.facts):
            first, _, order = self._spans.get(fact, (number, number, len(self._spans)))
            self._spans[fact] = (first, number, order)
        return shown

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")
        self.pages.append(self.page)

    def rendering(self, content: bytes, suffix: str) -> Rendering:
        """The document, finished."""
        headings: dict[str, set[int]] = {}
        for fact, (first, _, _) in self._spans.items():
            if isinstance(fact.row, EntryRow):
                headings.setdefault(fact.row.program, set()).add(first)
        found = reading(self._rows())
        known = {program: frozenset(lines) for program, lines in headings.items()}
        return Rendering(content, suffix, tuple(self.lines), tuple(self.pages), replace(found, headings=known))

    def _rows(self) -> Iterator[Row]:
        for fact, (first, last, _) in sorted(self._spans.items(), key=lambda item: item[1]):
            if not fact.is_heading:
                yield replace(fact.row, line_start=first, line_end=last)
