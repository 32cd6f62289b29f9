"""Money in lines, by a scan that knows nothing of the readers: what neither a row nor the residue holds is lost."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.readings import Reading
from loaders.pages import Line
from loaders.records import ResidueRow
from loaders.values import folded

_NUMBER = r"(?:[0-9][0-9,.]*|[〇一二三四五六七八九十]+)"
_MONEY = re.compile(rf"{_NUMBER}\s*(?:[兆億万千百]+\s*(?:[0-9][0-9,.]*)?\s*)*円")


@dataclass(frozen=True)
class Lost:
    """Money in a line that nobody accounts for."""

    line: int
    token: str


def money(text: str) -> tuple[str, ...]:
    """The tokens of money in a text, in half width and without white space."""
    return tuple(folded(one) for one in _MONEY.findall(unicodedata.normalize("NFKC", text)))


def lost(lines: Sequence[Line], found: Reading, residue: Iterable[ResidueRow]) -> tuple[Lost, ...]:
    """Every token of money that fewer rows, the residue among them, print at its line than it is printed there."""
    accounted = _accounted(found, residue)
    return tuple(
        Lost(line.number, token)
        for line in lines
        for token, times in Counter(money(line.text)).items()
        for _ in range(max(0, times - accounted.get(line.number, Counter())[token]))
    )


def _accounted(found: Reading, residue: Iterable[ResidueRow]) -> Mapping[int, Counter[str]]:
    counted: dict[int, Counter[str]] = {}
    for line, text in (*_printed(found), *((one.line, one.printed) for one in residue)):
        counted.setdefault(line, Counter()).update(money(text))
    return counted


def _printed(found: Reading) -> Iterator[tuple[int, str]]:
    for budget in found.budgets:
        yield from ((line, budget.printed) for line in range(budget.line_start, budget.line_end + 1))
    for term in found.terms:
        yield from ((line, term.printed) for line in range(term.line_start, term.line_end + 1))
