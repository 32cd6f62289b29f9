"""The rows of a draft beside the registered ones: which are the same, changed, added or removed."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from loaders import tables
from loaders.holdings import Printed
from loaders.records import EntryRow
from loaders.sources import printed_cells
from loaders.values import folded

NEAR = 3
"""Rows this many lines apart may be two readings of one place."""
FAR = 20
"""So may rows that print the same and are this many lines apart."""
HALF = 0.5
"""Two readings of one place share at least this part of their cells."""


@dataclass(frozen=True)
class Cell:
    """A cell that differs, as the tables write it."""

    column: str
    registered: str
    drafted: str


@dataclass(frozen=True)
class Pair:
    """A row of the draft and the registered row of the same place; one of them may be missing."""

    drafted: Printed | None
    registered: Printed | None

    @property
    def row(self) -> Printed:
        """The row of the draft, or else the registered one."""
        row = self.drafted or self.registered
        assert row is not None  # noqa: S101 (a pair of nothing is never made)
        return row

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that differ, but for the method; a missing row has empty ones."""
        columns = [column for column in tables.columns(type(self.row)) if column != "method"]
        differing = [one for one in columns if getattr(self.registered, one, None) != getattr(self.drafted, one, None)]
        both = [Cell(one, _cell(self.registered, one), _cell(self.drafted, one)) for one in differing]
        return tuple(cell for cell in both if cell.registered or cell.drafted)

    @property
    def change(self) -> str:
        """`same`, `changed`, `added` (the draft has it) or `removed` (it is registered)."""
        if self.drafted is None:
            return "removed"
        if self.registered is None:
            return "added"
        return "changed" if self.cells else "same"


def content(row: Printed) -> tuple[object, ...]:
    """What a row says, whoever read it: its cells but for the method."""
    return tuple(getattr(row, column) for column in tables.columns(type(row)) if column != "method")


def pairs(drafted: Sequence[Printed], registered: Sequence[Printed]) -> tuple[Pair, ...]:
    """Each row of a table once, in reading order.

    Rows that say the same meet first, then those that print the same at one place, then the nearest and most alike.
    """
    found: list[Pair] = []
    left, right = list(drafted), list(registered)
    for key in (content, _place):
        found += _met(left, right, key)
    found += _nearest(left, right)
    found += [Pair(row, None) for row in left] + [Pair(None, row) for row in right]
    return tuple(_in_order(found, drafted, registered))


def _in_order(found: Sequence[Pair], drafted: Sequence[Printed], registered: Sequence[Printed]) -> list[Pair]:
    """Registered rows keep their order on a line; an added row stands behind the one that it follows in the draft."""
    standing = {id(row): number for number, row in enumerate(registered)}
    by_draft = {id(pair.drafted): pair for pair in found if pair.drafted}
    order, last = {}, -1
    for number, row in enumerate(drafted, 1):
        pair = by_draft[id(row)]
        last = standing.get(id(pair.registered), last)
        order[id(pair)] = (last, 0 if pair.registered else number)
    return sorted(
        found, key=lambda pair: (*_lines(pair.row), *order.get(id(pair), (standing.get(id(pair.registered), 0), 0)))
    )


def _lines(row: Printed) -> tuple[int, int]:
    return row.line_start, row.line_end


def _cell(row: Printed | None, column: str) -> str:
    return "" if row is None else tables.printed(getattr(row, column))


def _place(row: Printed) -> Hashable:
    return row.line_start, row.line_end, _printed(row)


def _printed(row: Printed) -> str:
    _, printed = next(printed_cells(row))
    return folded(printed)


def _met(left: list[Printed], right: list[Printed], key: Callable[[Printed], Hashable]) -> list[Pair]:
    """The pairs of equal key, taken out of both lists."""
    by_key = defaultdict(list)
    for row in reversed(right):
        by_key[key(row)].append(row)
    found = [Pair(row, by_key[key(row)].pop()) for row in left if by_key[key(row)]]
    _take(found, left, right)
    return found


def _nearest(left: list[Printed], right: list[Printed]) -> list[Pair]:
    """The pairs of most alike rows, the nearer first, taken out of both lists."""
    ordered = sorted(_candidates(left, right), key=lambda found: found[:3])
    taken: set[int] = set()
    found = []
    for *_, pair in ordered:
        both = {id(pair.drafted), id(pair.registered)}
        if not taken & both:
            taken |= both
            found.append(pair)
    _take(found, left, right)
    return found


def _take(found: Sequence[Pair], left: list[Printed], right: list[Printed]) -> None:
    taken = {id(row) for pair in found for row in (pair.drafted, pair.registered)}
    left[:] = [row for row in left if id(row) not in taken]
    right[:] = [row for row in right if id(row) not in taken]


def _candidates(left: Sequence[Printed], right: Sequence[Printed]) -> Iterator[tuple[float, int, int, Pair]]:
    by_line, by_program = defaultdict(list), defaultdict(list)
    for row in right:
        by_line[row.line_start].append(row)
        if isinstance(row, EntryRow):
            by_program[row.program].append(row)
    for row in left:
        near = [other for line in range(row.line_start - FAR, row.line_start + FAR + 1) for other in by_line[line]]
        for other in near + by_program[row.program]:
            distance, alike = abs(row.line_start - other.line_start), _alike(row, other)
            if _one_place(row, other, distance, alike):
                yield -alike, distance, row.line_start, Pair(row, other)


def _one_place(row: Printed, other: Printed, distance: int, alike: float) -> bool:
    if isinstance(row, EntryRow) and row.program == other.program:
        return True
    return alike >= HALF and (distance <= NEAR or _printed(row) == _printed(other))


def _alike(row: Printed, other: Printed) -> float:
    """The part of the cells that say something, but for the lines, in which two rows agree."""
    columns = [column for column in tables.columns(type(row)) if column not in {"line_start", "line_end", "method"}]
    both = [(_cell(row, column), _cell(other, column)) for column in columns]
    said = [one for one in both if any(one)]
    return sum(before == after for before, after in said) / len(said)
