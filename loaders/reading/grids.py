"""A slide -> the amounts of its tables: rows of names and figures below a row of labels."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders import values
from loaders.errors import ValueUnreadable
from loaders.reading import tokens
from loaders.reading.sheets import Sheet
from loaders.reading.tokens import MoneyToken, PhaseToken

_OTHER = re.compile(
    r"(?:(?:対?\s?前\s?年\s?度?)?(?:予算額?)?(?:比較|比|差)?\s?増\s?[・･]?\s?[△▲]?\s?減\s?(?:額|率)?|対前年度?(?:比|差)?|前年度(?:比|差)|差引(?:増減)?額?|比較|伸び?率|"
    r"備考|摘要|主な内容|内容|概要|担当課?)\s*(?:\([^()]*\))?"
)
_UNIT = re.compile(
    r"単位\s*[:：]?\s*(?P<stated>円|千円|百万円|億円|十億円|兆円)|\(\s*(?P<bracket>千円|百万円|億円)\s*\)"
)
_CELL = (
    r"(?:[△▲+−-]?\s?\d[\d,]*(?:\.\d+)?\s?(?:兆|億|千万|百万|千)?円?(?:の内数)?%?|[-－—―–ー]|皆増|皆減|新規"
    r"|\([\d,.△▲+-]+%?\))"
)
_VALUES = re.compile(rf"(?P<name>.*?\S)??(?P<cells>(?:(?:^|\s+){_CELL})+)(?P<more>\s+\D.*|\s*)")
_RULE = re.compile(r"[\s|:+-]+")
_NUMBER = re.compile(r"[△▲+−-]?\s?\d")
_SEPARATED = re.compile(r"[^|\t]+")


@dataclass(frozen=True)
class Cell:
    """A figure of a table: its row's name, its column's label (None where the column holds no budget)."""

    token: MoneyToken
    name: str
    name_start: int
    label: PhaseToken | None


@dataclass(frozen=True)
class Grid:
    """A table: the lines it takes up, by index, and its figures."""

    first: int
    last: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class _Column:
    label: PhaseToken | None


def read(sheet: Sheet) -> tuple[Grid, ...]:
    """The tables of a slide, in order."""
    return tuple(_grids(sheet))


def _grids(sheet: Sheet) -> Iterator[Grid]:
    index = 0
    while index < len(sheet.lines):
        columns = _columns(sheet, index)
        grid = _grid(sheet, index, columns) if columns else None
        if grid:
            yield grid
        index = grid.last + 1 if grid else index + 1


def _columns(sheet: Sheet, index: int) -> Sequence[_Column]:
    """What each column of figures holds, where the line is the head of a table; else nothing."""
    start, text = sheet.begin(index), values.plain(sheet.lines[index].text)
    if tokens.money_tokens(text) or len(text) > 200:
        return []
    labels = [*tokens.phase_tokens(text), *tokens.lone_years(text)]
    spans = [(label.start, label.end, _Column(label)) for label in labels]
    taken = [(label.start, label.end) for label in labels]
    spans += [
        (match.end() - len(match[0].lstrip()), match.end(), _Column(None))
        for match in _OTHER.finditer(text)
        if match[0].strip() and not any(begin < match.end() and match.start() < end for begin, end in taken)
    ]
    spans.sort(key=lambda span: span[0])
    rest = text
    for begin, end, _ in reversed(spans):
        rest = rest[:begin] + rest[end:]
    if len(labels) < 1 or len(spans) < 2 or len(re.sub(r"[\s|()A-Z]+", "", rest)) > 12 or not _parted(text, spans):
        return []
    return [column for *_, column in spans] if start >= 0 else []


def _parted(text: str, spans: Sequence[tuple[int, int, _Column]]) -> bool:
    """Whether the heads stand apart from each other and from the words before them, as in a table."""
    return all(begin == 0 or text[begin - 1] in " \t|(　" for begin, _, _ in spans)


def _grid(sheet: Sheet, head: int, columns: Sequence[_Column]) -> Grid | None:
    unit = _unit(sheet, head)
    cells: list[Cell] = []
    last = head
    for index in range(head + 1, len(sheet.lines)):
        text = sheet.lines[index].text
        if not text.strip() or _RULE.fullmatch(text):
            if not text.strip() and index > last + 1 and cells:
                break
            continue
        row = list(_row(sheet, index, columns, unit))
        if not row and not (cells and _is_caption(text)):
            break
        cells += row
        last = index if row else last
    named = any(cell.name for cell in cells)
    return Grid(head, last, tuple(cells)) if cells and named else None


def _is_caption(text: str) -> bool:
    """Whether a line among the rows is a group's name, which holds no figures."""
    return (
        len(text.strip()) <= 30 and not tokens.money_tokens(text) and not tokens.phase_tokens(text) and "。" not in text
    )


def _unit(sheet: Sheet, head: int) -> str:
    """The unit stated above the table, in its head or just below it; empty where the figures have their own."""
    near = "\n".join(values.plain(line.text) for line in sheet.lines[max(0, head - 4) : head + 3])
    match = _UNIT.search(near)
    return (match["stated"] or match["bracket"]) if match else ""


def _row(sheet: Sheet, index: int, columns: Sequence[_Column], unit: str) -> Iterator[Cell]:
    start, text = sheet.begin(index), values.plain(sheet.lines[index].text)
    if "|" in text or "\t" in text.strip():
        places = [match.span() for match in _SEPARATED.finditer(text) if match[0].strip()]
        if not places or re.fullmatch(_CELL, text[slice(*places[0])].strip()):
            return
        name, cells = places[0], places[1:]
    else:
        match = _VALUES.fullmatch(text)
        if not match or not match["name"]:
            return
        name = match.span("name")
        offset = match.start("cells")
        cells = [(one.start() + offset, one.end() + offset) for one in re.finditer(_CELL, match["cells"])]
    if len(cells) > len(columns) or not any(_NUMBER.match(text[slice(*cell)].strip()) for cell in cells):
        return
    words = sheet.lines[index].text[slice(*name)]
    for (begin, end), column in zip(cells, columns, strict=False):
        if token := _token(sheet, start + begin, start + end, unit):
            yield Cell(token, words, start + name[0], column.label)


def _token(sheet: Sheet, begin: int, end: int, unit: str) -> MoneyToken | None:
    text = sheet.text[begin:end]
    begin, text = begin + len(text) - len(text.lstrip()), text.strip()
    plain = values.plain(text)
    if "%" in plain or not _NUMBER.match(plain):
        return None
    included = "内数" in plain
    figure = re.sub(r"\s|の?内数", "", plain)
    try:
        money = values.money(figure if figure.endswith("円") else figure + unit)
    except ValueUnreadable:
        return None
    return MoneyToken(begin, begin + len(text), text, money, included) if money.yen else None
