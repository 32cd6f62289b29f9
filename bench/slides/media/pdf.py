"""Slides as pages of a PDF with an embedded Japanese font: a box at the top right, columns, tables with lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fpdf import FPDF

from bench.errors import Absent
from bench.slides.media import flattened
from bench.slides.pieces import (
    Arrangement,
    Block,
    Box,
    Columns,
    Kind,
    Lines,
    Piece,
    Slide,
    Table,
    Text,
    breadth,
    joined,
    wrapped,
)
from bench.slides.sheets import Rendering, Sheet

WIDTH, HEIGHT = 780.0, 540.0
_MARGIN = 30.0
_BOX = 250.0
_SIZES = (13.0, 11.5, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.5)
_LEADING = 1.45
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "/Library/Fonts")
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJKjp-Regular.otf", "ipaexg.ttf", "ipag.ttf", "TakaoGothic.ttf")


@dataclass(frozen=True)
class Run:
    """A line of text at its place; its band is the width of a grey bar behind it."""

    text: Text
    left: float
    top: float
    size: float
    band: float = 0.0


@dataclass(frozen=True)
class Frame:
    """The line around a box or a cell."""

    left: float
    top: float
    width: float
    height: float


Mark = Run | Frame


@cache
def font() -> Path:
    """The file of a Japanese font of this machine."""
    for folder in (Path(name).expanduser() for name in _FOLDERS):
        for name in _FONTS:
            for found in sorted(folder.rglob(name)):
                return found
    raise Absent("a Japanese font", f"one of {', '.join(_FONTS)}; Debian has it as fonts-noto-cjk")


def rendering(slides: Sequence[Slide], path: Path) -> Rendering:
    """The PDF of a document; its lines are those drawn, in the order of drawing."""
    sheet = Sheet()
    paper = FPDF(orientation="L", unit="pt", format=(HEIGHT, WIDTH))
    paper.add_font("ja", fname=str(path))
    paper.set_auto_page_break(False)
    for page, slide in enumerate(slides, 1):
        sheet.page = page
        paper.add_page()
        for mark in _fitting(slide):
            _draw(paper, sheet, mark)
    return sheet.rendering(bytes(paper.output()), ".pdf")


def _fitting(slide: Slide) -> list[Mark]:
    """The marks of a slide in the largest size in which they stay on the page."""
    marks: list[Mark] = []
    for size in _SIZES:
        marks, bottom = _laid(slide.blocks, size)
        if bottom < HEIGHT - _MARGIN / 2:
            break
    return marks


def _draw(paper: FPDF, sheet: Sheet, mark: Mark) -> None:
    if isinstance(mark, Frame):
        paper.rect(mark.left, mark.top, mark.width, mark.height)
        return
    paper.set_font("ja", size=mark.size)
    if mark.band:
        paper.set_fill_color(220, 230, 240)
        paper.rect(mark.left - 2, mark.top, mark.band, mark.size * _LEADING, style="F")
    shown = sheet.write(mark.text)
    paper.text(mark.left, mark.top + mark.size * 1.1, shown.replace("\t", "  "))


@dataclass(frozen=True)
class _Place:
    left: float
    top: float
    width: float


def _laid(blocks: Sequence[Block], size: float) -> tuple[list[Mark], float]:
    """The head of the slide with its box beside the title, then the rest below."""
    marks: list[Mark] = []
    top = right = _MARGIN / 2
    rest = list(blocks)
    while rest and _is_head(rest[0]):
        block = rest.pop(0)
        if isinstance(block, Box):
            made, right = _boxed(block, right, size + 1)
        elif isinstance(block, Lines) and block.kind is Kind.LABEL:
            made, right = _flow(block, _Place(WIDTH - _MARGIN - _BOX, right, _BOX), size)
        elif isinstance(block, Lines):
            made, top = _flow(block, _Place(_MARGIN, top, WIDTH - 3 * _MARGIN - _BOX), size)
        marks += made
    return _stacked(rest, _Place(_MARGIN, max(top, right) + 4, WIDTH - 2 * _MARGIN), size, marks)


def _is_head(block: Block) -> bool:
    return isinstance(block, Box) or (isinstance(block, Lines) and block.kind in (Kind.TITLE, Kind.LABEL))


def _stacked(blocks: Sequence[Block], place: _Place, size: float, marks: list[Mark]) -> tuple[list[Mark], float]:
    top = place.top
    for block in blocks:
        if isinstance(block, Columns):
            half = (place.width - 14) / 2
            marks, left = _stacked(block.left, _Place(place.left, top, half), size, marks)
            marks, right = _stacked(block.right, _Place(place.left + half + 14, top, half), size, marks)
            top = max(left, right)
            continue
        made, top = _block(block, _Place(place.left, top, place.width), size)
        marks = marks + made
    return marks, top


def _block(block: Lines | Box | Table, place: _Place, size: float) -> tuple[list[Mark], float]:
    if isinstance(block, Table):
        return _tabled(block, place, size)
    if isinstance(block, Box):
        return _boxed(block, place.top, size)
    return _flow(block, place, size)


def _flow(block: Lines, place: _Place, size: float) -> tuple[list[Mark], float]:
    big = size + 6 if block.kind is Kind.TITLE else size + 1 if block.kind is Kind.HEADING else size
    marks: list[Mark] = []
    top, width = place.top, place.width
    for text in block.lines:
        dotted = (Piece("・"), *text) if block.kind is Kind.BULLET else text
        for part in wrapped(dotted, max(8.0, width / big - 1)):
            marks.append(Run(part, place.left, top, big, width if block.kind is Kind.HEADING else 0.0))
            top += big * _LEADING
    return marks, top + 2


def _boxed(box: Box, top: float, size: float) -> tuple[list[Mark], float]:
    """The box at the top right; values stand right, but in a line with their labels where these run together."""
    left = WIDTH - _MARGIN - _BOX
    start = top
    marks: list[Mark] = []
    aligned = box.arrangement in (Arrangement.TABULATED, Arrangement.LABELS_FIRST)
    for text in (*(() if aligned else flattened.pairs(box)),):
        top, made = _set(text, left, top, size)
        marks += made
    for label, value in box.pairs if aligned else ():
        marks.append(Run(label, left + 4, top, size))
        marks.append(Run(value, left + _BOX - 6 - _breadth(value, size), top, size))
        top += size * _LEADING
    for note in box.notes:
        top, made = _set(note, left, top, size)
        marks += made
    return [*marks, Frame(left, start, _BOX, top - start + 2)], top + 6


def _set(text: Text, left: float, top: float, size: float) -> tuple[float, list[Mark]]:
    marks: list[Mark] = []
    for part in wrapped(text, _BOX / size - 1):
        marks.append(Run(part, left + 4, top, size))
        top += size * _LEADING
    return top, marks


def _tabled(table: Table, place: _Place, size: float) -> tuple[list[Mark], float]:
    marks: list[Mark] = [Run(table.caption, place.left + place.width - _breadth(table.caption, size), place.top, size)]
    top = place.top + size * _LEADING
    wide = place.width * 0.46
    narrow = (place.width - wide) / (len(table.rows[0]) - 1)
    for row in table.rows:
        widths = [wide, *[narrow] * (len(row) - 1)]
        made, top = _row(row, widths, _Place(place.left, top, place.width), size)
        marks += made
    return marks, top + 4


def _row(row: Sequence[Text], widths: Sequence[float], place: _Place, size: float) -> tuple[list[Mark], float]:
    set_cells = [tuple(wrapped(text, width / size - 1)) for text, width in zip(row, widths, strict=True)]
    height = max(len(lines) for lines in set_cells) * size * _LEADING + 4
    marks: list[Mark] = []
    left = place.left
    for lines, width in zip(set_cells, widths, strict=True):
        marks.append(Frame(left, place.top, width, height))
        for number, text in enumerate(lines):
            indent = 4 if left == place.left else width - 5 - _breadth(text, size)
            marks.append(Run(text, left + indent, place.top + 2 + number * size * _LEADING, size))
        left += width
    return marks, place.top + height


def _breadth(text: Text, size: float) -> float:
    return size * breadth(joined(text))
