"""How well the rows of a reading agree with the truth, table by table."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bench.identities import Identities, fold
from bench.places import Places
from bench.readings import Reading
from bench.slides.pieces import Row
from loaders.records import BudgetRow, CitationRow, InvolvementRow, TermRow

_DAY = re.compile(r"(?:(令和|平成|昭和|R|H|S)(\d{1,2}|元)|(\d{4}))[年.](?:(\d{1,2})(?:[月.](?:(\d{1,2})日?)?)?)?")
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}


@dataclass(frozen=True)
class Item:
    """A row with the key by which it is compared."""

    key: Hashable
    row: Row


@dataclass(frozen=True)
class Score:
    """What of one table was found, missed and found falsely."""

    hits: int
    missed: tuple[Item, ...]
    false: tuple[Item, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.hits / (self.hits + len(self.false)) if self.hits or self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of what is right that was found; 1 where there is nothing."""
        return self.hits / (self.hits + len(self.missed)) if self.hits or self.missed else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = 2 * self.hits + len(self.missed) + len(self.false)
        return 2 * self.hits / both if both else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.hits + other.hits, self.missed + other.missed, self.false + other.false)


@dataclass(frozen=True)
class Side:
    """A reading, and how its rows are named and placed in the truth."""

    reading: Reading
    place: Places
    programs: Mapping[str, str]

    def program(self, row: Row) -> str:
        """The program of a row as the truth names it."""
        return self.programs[row.program]


def sides(truth: Reading, found: Reading, known: Identities, places: tuple[Places, Places]) -> tuple[Side, Side]:
    """The truth and what was found, made comparable; `places` are those of the truth and of the found rows."""
    return (
        Side(truth, places[0], {program: program for program in known.each(truth)}),
        Side(found, places[1], known.each(found)),
    )


def scores(truth: Side, found: Side) -> dict[str, Score]:
    """The score of each table, in the order of a report."""
    return {name: _score(_items(truth, truth, keys), _items(found, truth, keys)) for name, keys in _TABLES.items()}


def day(printed: str | None) -> str:
    """A printed date of any spelling in figures, as precise as it is printed; what is no date as it is."""
    text = fold(printed or "")
    match = _DAY.search(text + "年" if text.isdigit() else text)
    if not match:
        return text
    era, number, year, month, dom = match.groups()
    years = int(year) if year else _ERAS[era] + (1 if number == "元" else int(number))
    return "-".join([f"{years}", *(f"{int(part):02}" for part in (month, dom) if part)])


Keys = Callable[[Side, Side], Iterator[Item]]


def _score(right: Sequence[Item], found: Sequence[Item]) -> Score:
    open_items: dict[Hashable, list[Item]] = {}
    for item in right:
        open_items.setdefault(item.key, []).append(item)
    false = []
    for item in found:
        if open_items.get(item.key):
            open_items[item.key].pop()
        else:
            false.append(item)
    missed = tuple(item for items in open_items.values() for item in items)
    return Score(len(right) - len(missed), missed, tuple(false))


def _items(side: Side, truth: Side, keys: Keys) -> list[Item]:
    return list(keys(side, truth))


def _amounts(side: Side, _: Side) -> Iterator[Item]:
    return (Item(_amount(side, row), row) for row in side.reading.budgets)


def _amounts_of_programs(side: Side, _: Side) -> Iterator[Item]:
    return (Item((*_amount(side, row), side.program(row)), row) for row in side.reading.budgets)


def _amounts_with_qualifiers(side: Side, _: Side) -> Iterator[Item]:
    # Whether parts make up a total is a judgement on all of a document's amounts, not a reading of one.
    for row in side.reading.budgets:
        yield Item((*_amount(side, row), frozenset(row.qualifiers) - {"itemised"}), row)


def _amount(side: Side, row: BudgetRow) -> tuple[Hashable, ...]:
    return (side.place(row), row.fiscal_year, row.phase, row.amount_yen, row.container_amount_yen)


def _citations(side: Side, _: Side) -> Iterator[Item]:
    return (Item(_citation(side, row), row) for row in side.reading.citations)


def _citations_of_programs(side: Side, _: Side) -> Iterator[Item]:
    return (Item((*_citation(side, row), side.program(row)), row) for row in side.reading.citations)


def _citation(side: Side, row: CitationRow) -> tuple[Hashable, ...]:
    return (side.place(row), fold(row.printed_title), day(row.printed_date))


def _involvements(side: Side, _: Side) -> Iterator[Item]:
    return (Item(_involvement(side, row), row) for row in side.reading.involvements)


def _involvements_of_programs(side: Side, _: Side) -> Iterator[Item]:
    return (Item((*_involvement(side, row), side.program(row)), row) for row in side.reading.involvements)


def _involvement(side: Side, row: InvolvementRow) -> tuple[Hashable, ...]:
    return (side.place(row), fold(row.printed_name), row.role)


def _terms(side: Side, _: Side) -> Iterator[Item]:
    return (Item(_term(side, row), row) for row in side.reading.terms)


def _terms_of_programs(side: Side, _: Side) -> Iterator[Item]:
    return (Item((*_term(side, row), side.program(row)), row) for row in side.reading.terms)


def _term(side: Side, row: TermRow) -> tuple[Hashable, ...]:
    value = None if row.value is None else round(float(row.value), 3)
    return (side.place(row), row.kind, value, row.unit)


def _programs(side: Side, truth: Side) -> Iterator[Item]:
    """By name and line; a reader may hold any line at which the truth has a heading for the most complete one."""
    homes = {row.program: truth.place(row) for row in truth.reading.programs}
    for row in side.reading.programs:
        program, place = side.program(row), side.place(row)
        if place in truth.reading.headings.get(program, ()):
            place = homes.get(program, place)
        yield Item((program, place), row)


def _parts(side: Side, _: Side) -> Iterator[Item]:
    for row in side.reading.programs:
        if row.part_of:
            yield Item((side.program(row), side.programs[row.part_of]), row)


def _periods(side: Side, _: Side) -> Iterator[Item]:
    for row in side.reading.programs:
        if row.start_fiscal_year or row.end_fiscal_year:
            yield Item((side.program(row), row.start_fiscal_year, row.end_fiscal_year), row)


_TABLES: MappingProxyType[str, Keys] = MappingProxyType(
    {
        "amounts": _amounts,
        "amounts with program": _amounts_of_programs,
        "amounts with qualifiers": _amounts_with_qualifiers,
        "citations": _citations,
        "citations with program": _citations_of_programs,
        "involvements": _involvements,
        "involvements with program": _involvements_of_programs,
        "terms": _terms,
        "terms with program": _terms_of_programs,
        "programs": _programs,
        "parts of programs": _parts,
        "periods of programs": _periods,
    }
)
