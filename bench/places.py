"""Where a found row stands, in the lines or pages of the truth: media differ in what a line is."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from bench.identities import fold
from bench.slides.pieces import Row
from loaders.pages import Line
from loaders.records import BudgetRow, CitationRow, EntryRow, TermRow

Places = Callable[[Row], int]

_REACH = 400
_FIGURES = re.compile(r"[0-9][0-9,.]*")


def by_line(row: Row) -> int:
    """Of a text: the line of the file."""
    return row.line_start


def by_page(pages: Sequence[int]) -> Places:
    """Of the truth of a PDF: the page of the row's line."""
    return lambda row: pages[row.line_start - 1]


def by_evidence(lines: Sequence[Line]) -> Places:
    """Of a PDF: the page of the row's lines, if what the row prints stands on them; if not, no place."""
    known = {line.number: line for line in lines}

    def place(row: Row) -> int:
        first = known.get(row.line_start)
        span = range(row.line_start, row.line_end + 1)
        text = fold("".join(known[number].text for number in span if number in known))
        return first.page or 0 if first and _stands(row, text) else -row.line_start

    return place


def by_order(shown: Sequence[str], lines: Sequence[Line]) -> Places:
    """Of an HTML page: the line of the truth that the row's line repeats, found by going through both in step."""
    order = _order(shown, lines)
    return lambda row: order.get(row.line_start, -row.line_start)


def printed(row: Row) -> str:
    """What a row says stands on its lines."""
    if isinstance(row, BudgetRow | TermRow):
        return row.printed
    if isinstance(row, CitationRow):
        return row.printed_title
    return row.printed_name


def _stands(row: Row, text: str) -> bool:
    said = fold(printed(row))
    if isinstance(row, EntryRow):
        return bool(said) and said[:6] in text
    # The unit of a table, or of two figures before one unit, stands elsewhere.
    return said in text or (isinstance(row, BudgetRow) and all(one in text for one in _FIGURES.findall(said)))


def _order(shown: Sequence[str], lines: Sequence[Line]) -> Mapping[int, int]:
    texts = [_plain(text) for text in shown]
    starts = [0, *accumulate(len(text) for text in texts)]
    whole = "".join(texts)
    order: dict[int, int] = {}
    at = 0
    for line in lines:
        text = _plain(line.text)
        found = whole.find(text, at, at + len(text) + _REACH) if text else -1
        if found >= 0:
            order[line.number] = bisect_right(starts, found)
            at = found + len(text)
    return order


def _plain(text: str) -> str:
    return re.sub(r"[|\s]|^[-・•*]\s?", "", fold(text))
