"""Slides -> the terms of each program's support: amounts, numbers, periods and conditions."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from loaders.errors import Place
from loaders.reading import widths
from loaders.reading.citations import quoted_lines
from loaders.reading.outline import Outline
from loaders.reading.terms.amounts import per_thing
from loaders.reading.terms.counts import counts, placed
from loaders.reading.terms.found import Found
from loaders.reading.terms.periods import periods
from loaders.reading.terms.words import words
from loaders.reading.widths import Text
from loaders.records import TermRow

_READERS = (periods, per_thing, counts, placed, words)


def read(outline: Outline) -> tuple[TermRow, ...]:
    """Each term on a line that speaks of a program and quotes no policy, in reading order."""
    quoted = quoted_lines(outline)
    texts = (widths.text(slide.lines) for slide in outline.slides)
    return tuple(row for text in texts for row in _rows(outline, text, quoted))


def _rows(outline: Outline, text: Text, quoted: frozenset[int]) -> Iterator[TermRow]:
    found = chain.from_iterable(reader(text.half) for reader in _READERS)
    for each in _apart(sorted(found, key=lambda item: (item.start, item.end))):
        line = text.line(each.start + _space(text.half[each.start : each.end]))
        program = outline.owners.get(line)
        if program and line not in quoted:
            yield TermRow(
                place=Place(Path(), line),
                program=program,
                kind=each.kind,
                value=each.value,
                unit=each.unit,
                printed=text.cut(each.start, each.end),
                line_start=line,
                line_end=text.line(each.end - 1),
                method="parsed",
            )


def _space(words: str) -> int:
    return len(words) - len(words.lstrip())


def _apart(found: Iterable[Found]) -> Iterator[Found]:
    # Two patterns may read the same figure: the first reading counts.
    taken: list[Found] = []
    for each in found:
        if not any(_same(each, other) for other in taken):
            taken.append(each)
            yield each


def _same(each: Found, other: Found) -> bool:
    overlap = each.start < other.end and other.start < each.end
    return overlap and (each.kind == other.kind or (each.value == other.value and each.unit == other.unit))
