"""The lines of a draft's source: what stands beside each row."""

from dataclasses import dataclass

from loaders import pages
from loaders.errors import DocumentUnreadable
from loaders.reading.folder import LINES
from loaders.review.drafts import Draft

_ALL = 6
"""A row of more lines is shown by its first ones."""


@dataclass(frozen=True)
class Context:
    """The lines of a source, or the reason why they are not at hand."""

    text: tuple[str, ...]
    missing: str | None = None

    def lines(self, start: int, end: int) -> tuple[str, ...]:
        """These lines, the first being 1; none if the source ends before them."""
        return self.text[start - 1 : end] if end <= len(self.text) else ()

    def around(self, start: int, end: int) -> tuple[tuple[int, str], ...]:
        """The line before, the lines themselves and the line after, each with its number."""
        last = min(end, start + _ALL - 1) + 1
        numbers = range(max(1, start - 1), min(last, len(self.text)) + 1)
        return tuple((number, self.text[number - 1]) for number in numbers)


def read(draft: Draft) -> Context:
    """The lines of the draft's source as extract numbered them, if the source is still the file that was read."""
    numbered, source = draft.folder / LINES, draft.source
    try:
        if numbered.is_file():
            # A form feed begins each page.
            return Context(tuple(line.removeprefix("\f") for line in numbered.read_text("utf-8").split("\n")))
        document = pages.document(source.path)
    except (OSError, ValueError, DocumentUnreadable) as error:
        return Context((), f"no lines are shown beside the rows: {error}")
    if document.sha256 != source.sha256:
        return Context((), f"{source.path} is not the file that was read, so no lines are shown: extract it again")
    return Context(tuple(line.text for line in document.lines))
