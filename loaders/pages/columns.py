"""Rows -> blocks in reading order: columns one after the other, tables row by row."""

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from loaders.pages.glyphs import String
from loaders.pages.rows import Row, rows

_GUTTER = 0.8
"""Of the height of characters: the least white between two columns."""
_BREAK = 1.5
"""Of the height of characters: the least white between two parts of a page, one below the other."""
_LEADING = 1.6
_DEEPEST = 12
_FIGURE = re.compile(
    r"[\s\d０-９,，.．・:：%％△▲±+＋\-－―ー–—~～〜()（）【】\[\]［］〔〕億兆万千百円新規皆増減内数の※*＊年度人件倍約程度うち]+"
)
_BULLET = re.compile(r"[・･●○◯◎◆◇■□▶►➢➤✓✔※〇◼▪•–]")
_KEY_LENGTH = 12


@dataclass(frozen=True)
class Block:
    """Rows that are read one after the other."""

    rows: tuple[Row, ...]
    is_table: bool = False


@dataclass(frozen=True)
class _Gap:
    left: float
    right: float


def blocks(strings: Sequence[String], depth: int = 0) -> Iterator[Block]:
    """The blocks of a part of a page."""
    if not strings:
        return
    found = rows(strings)
    if depth > _DEEPEST:
        yield Block(tuple(found))
        return
    for zone, gaps in (part for whole in _zones(found) for part in _parted(*whole)):
        if gaps:
            yield from _columned(zone, gaps, depth)
        else:
            yield Block(tuple(zone))


def _zones(found: Sequence[Row]) -> Iterator[tuple[list[Row], list[_Gap]]]:
    """Rows that share the white between columns, and that white; none where there is one column."""
    extent = _extent(found)
    least = _GUTTER * statistics.median(one.size for row in found for one in row)
    zone: list[Row] = []
    common: list[_Gap] = []
    for row in found:
        narrowed = _shared(common, _free(row, extent), least) if zone else _free(row, extent)
        if zone and not _keeps(zone, row, common, narrowed):
            yield zone, _populated(zone, common)
            zone, narrowed = [], _free(row, extent)
        zone.append(row)
        common = narrowed
    yield zone, _populated(zone, common)


def _parted(zone: list[Row], gaps: list[_Gap]) -> Iterator[tuple[list[Row], list[_Gap]]]:
    """A zone, cut where white crosses all of it and a part has other columns than the whole."""
    least = _BREAK * statistics.median(one.size for row in zone for one in row)
    bottom = _bottom(zone[0])
    for cut, row in enumerate(zone[1:], 1):
        if min(one.top for one in row) - bottom > least:
            parts = zone[:cut], zone[cut:]
            if gaps and any(_is_otherwise(part, gaps) for part in parts):
                yield from _parted(parts[0], _gaps(parts[0]))
                yield from _parted(parts[1], _gaps(parts[1]))
                return
        bottom = max(bottom, _bottom(row))
    yield zone, gaps


def _is_otherwise(part: Sequence[Row], gaps: Sequence[_Gap]) -> bool:
    return len(_gaps(part)) > len(gaps) or not all(any(column) for column in _columns(part, gaps))


def _bottom(row: Row) -> float:
    return max(one.bottom for one in row)


def _gaps(part: Sequence[Row]) -> list[_Gap]:
    """The white between the columns of some rows."""
    extent = _extent(part)
    least = _GUTTER * statistics.median(one.size for row in part for one in row)
    common = _free(part[0], extent)
    for row in part[1:]:
        common = _shared(common, _free(row, extent), least)
    return _populated(part, common)


def _extent(part: Sequence[Row]) -> _Gap:
    return _Gap(min(one.left for row in part for one in row), max(one.right for row in part for one in row))


def _keeps(zone: Sequence[Row], row: Row, common: Sequence[_Gap], narrowed: Sequence[_Gap]) -> bool:
    """Whether a row belongs to the zone above it: it leaves the white that parts the columns of either."""
    if _populated([*zone, row], narrowed):
        return True
    return len(row) == 1 and not _populated(zone, common)


def _free(row: Row, extent: _Gap) -> list[_Gap]:
    ends = [extent.left, *(end for one in row for end in (one.left, one.right)), extent.right]
    return [_Gap(ends[i], ends[i + 1]) for i in range(0, len(ends), 2) if ends[i + 1] > ends[i]]


def _shared(one: Sequence[_Gap], other: Sequence[_Gap], least: float) -> list[_Gap]:
    both = (_Gap(max(a.left, b.left), min(a.right, b.right)) for a in one for b in other)
    return [gap for gap in both if gap.right - gap.left >= least]


def _populated(zone: Sequence[Row], gaps: Sequence[_Gap]) -> list[_Gap]:
    """The white that has something on both sides."""
    strings = [one for row in zone for one in row]
    return [
        gap
        for gap in gaps
        if any(one.right <= gap.left + 0.01 for one in strings) and any(one.left >= gap.right - 0.01 for one in strings)
    ]


def _columned(zone: Sequence[Row], gaps: Sequence[_Gap], depth: int) -> Iterator[Block]:
    for group in _grouped(_columns(zone, gaps)):
        if len(group) > 1:
            yield Block(tuple(_table(group)), is_table=True)
        else:
            yield from blocks([one for row in group[0] for one in row], depth + 1)


Column = list[Row]
"""What each row of a zone has in a column; nothing, in some."""


def _columns(zone: Sequence[Row], gaps: Sequence[_Gap]) -> list[Column]:
    middles = sorted((gap.left + gap.right) / 2 for gap in gaps)
    edges = list(pairwise([float("-inf"), *middles, float("inf")]))
    return [
        [tuple(one for one in row if left < (one.left + one.right) / 2 <= right) for row in zone]
        for left, right in edges
    ]


def _grouped(columns: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns that are one table together; each other column alone."""
    groups = [[columns[0]]]
    for column in columns[1:]:
        if _belong(groups[-1][-1], column) or (len(groups[-1]) > 1 and _belong(groups[-1][0], column)):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _belong(left: Column, right: Column) -> bool:
    """Whether two columns are read row by row: figures beside their labels, or keys beside their values."""
    lefts, rights = [row for row in left if row], [row for row in right if row]
    if _figures(rights) or _figures(lefts):
        beside = [row for row in rights if any(_is_near(row[0], other[0]) for other in lefts)]
        enough = len(beside) >= 0.6 * min(len(lefts), len(rights))
        return enough and (len(rights) >= 0.4 * len(lefts) or _length(lefts) <= 2 * _KEY_LENGTH)
    keys = [one for one, two in zip(left, right, strict=True) if one and two]
    return len(lefts) > 1 and len(keys) >= 0.9 * len(lefts) and _are_keys(keys)


def _is_near(one: String, other: String) -> bool:
    return abs(one.base - other.base) < 0.8 * max(one.size, other.size)


def _figures(cells: Sequence[Row]) -> bool:
    figures = sum(bool(_FIGURE.fullmatch("".join(one.text for one in cell))) for cell in cells)
    return figures >= 0.6 * len(cells)


def _length(cells: Sequence[Row]) -> float:
    return statistics.mean(sum(len(one.text) for one in cell) for cell in cells)


def _are_keys(cells: Sequence[Row]) -> bool:
    marked = sum(bool(_BULLET.match(cell[0].text)) for cell in cells)
    return _length(cells) <= _KEY_LENGTH and marked < 0.3 * len(cells)


def _table(columns: Sequence[Column]) -> Iterator[Row]:
    """The rows of a table, a cell a column; an empty one is an empty string at its place."""
    for cells in _unwrapped([list(cells) for cells in zip(*columns, strict=True) if any(cells)]):
        yield tuple(_whole(cell) if cell else _EMPTY for cell in cells)


def _whole(cell: Row) -> String:
    """A cell as one string; what stands on two lines is joined, what stands apart on one is kept apart."""
    text = cell[0].text
    for before, one in pairwise(cell):
        text += ("\t" if _is_near(before, one) and one.left > before.right else "") + one.text
    ends = max(one.right for one in cell), max(one.bottom for one in cell)
    return replace(cell[0], text=text, top=min(one.top for one in cell), right=ends[0], bottom=ends[1])


def _unwrapped(table: list[list[Row]]) -> list[list[Row]]:
    """The rows of a table; what was printed on several lines of a cell is one cell again."""
    whole: list[list[Row]] = []
    head = next((number for number, cells in enumerate(table) if _has_figures(cells)), 0)
    for number, cells in enumerate(table):
        after = table[number + 1] if number + 1 < len(table) else None
        before = whole[-1] if whole else None
        if after and _is_begun_above(cells, after):
            after[0] = cells[0]
        elif before and (
            (number < head and _distance(before, cells) < _LEADING) or _is_rest(before, cells, table[number - 1], after)
        ):
            before[:] = [(*one, *two) for one, two in zip(before, cells, strict=True)]
        else:
            whole.append(cells)
    return whole


def _is_begun_above(cells: Sequence[Row], after: Sequence[Row]) -> bool:
    """Whether cells are the first line of a name whose figures stand lower, in the middle of its lines."""
    return _is_name(cells) and not after[0] and _distance(cells, after) < 1.2


def _is_rest(before: Sequence[Row], cells: Sequence[Row], last: Sequence[Row], after: Sequence[Row] | None) -> bool:
    """Whether cells are the last line of the name above: nearer to it than to the row below."""
    if not _is_name(cells) or not _has_figures(before) or _BULLET.match(cells[0][0].text):
        return False
    return _distance(last, cells) < min(_LEADING, 0.93 * _distance(cells, after) if after else _LEADING)


def _is_name(cells: Sequence[Row]) -> bool:
    return bool(cells[0]) and not any(cells[1:])


def _has_figures(cells: Sequence[Row]) -> bool:
    return any(cell and _figures([cell]) for cell in cells[1:])


def _distance(above: Sequence[Row], below: Sequence[Row]) -> float:
    """From one base line to the next, in heights of characters."""
    one = max((string for cell in above for string in cell), key=lambda string: string.base)
    other = min((string for cell in below for string in cell), key=lambda string: string.base)
    return abs(other.base - one.base) / max(one.size, other.size, 0.1)


_EMPTY = String("", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
