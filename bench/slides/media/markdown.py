"""Slides as Markdown: titles and headings with number signs, bold names, tables with bars."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from bench.slides.media import flattened
from bench.slides.pieces import Block, Box, Columns, Kind, Lines, Piece, Slide, Table, Text
from bench.slides.sheets import Rendering, Sheet
from loaders.records import CitationRow, EntryRow

_MARKS = {Kind.TITLE: "# ", Kind.HEADING: "## ", Kind.BULLET: "- "}


def rendering(slides: Sequence[Slide], rng: Random) -> Rendering:
    """The Markdown file of a document."""
    sheet = Sheet()
    is_bold = rng.random() < 0.6
    for page, slide in enumerate(slides, 1):
        sheet.page = page
        for block in slide.blocks:
            _write(sheet, block, is_bold)
        sheet.write((Piece("---"),)) if rng.random() < 0.5 else sheet.blank()
        sheet.blank()
    return sheet.rendering(("\n".join(sheet.lines) + "\n").encode(), ".md")


def _write(sheet: Sheet, block: Block, is_bold: bool) -> None:
    if isinstance(block, Columns):
        for one in (*block.left, *block.right):
            _write(sheet, one, is_bold)
        return
    for text in _texts(block, is_bold):
        sheet.write(text)
    sheet.blank()


def _texts(block: Lines | Box | Table, is_bold: bool) -> Iterator[Text]:
    if isinstance(block, Box):
        yield from (*flattened.pairs(block), *block.notes)
    elif isinstance(block, Table):
        yield from _table(block)
    else:
        before = _MARKS.get(block.kind, "")
        bold = is_bold and block.kind in (Kind.BULLET, Kind.PARAGRAPH)
        for number, text in enumerate(block.lines):
            # A title goes on below its first line.
            mark = "" if number and block.kind is Kind.TITLE else before
            yield (Piece(mark), *(_bold(piece) if bold else piece for piece in text))


def _table(table: Table) -> Iterator[Text]:
    yield table.caption
    yield (Piece(""),)
    header, *rows = table.rows
    yield _barred(header)
    yield (Piece("|" + "---|" * len(header)),)
    yield from (_barred(row) for row in rows)


def _barred(row: Sequence[Text]) -> Text:
    return (Piece("| "), *flattened.cells(row, " | "), Piece(" |"))


def _bold(piece: Piece) -> Piece:
    strong = any(isinstance(fact.row, CitationRow | EntryRow) for fact in piece.facts)
    return replace(piece, text=f"**{piece.text}**") if strong else piece
