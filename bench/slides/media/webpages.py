"""Slides as one HTML page: a section a slide."""

from collections.abc import Iterator, Sequence
from html import escape

from bench.slides.media import flattened
from bench.slides.pieces import Arrangement, Block, Box, Columns, Kind, Lines, Slide, Table, Text, joined
from bench.slides.sheets import Rendering, Sheet

_HEAD = """<!DOCTYPE html>
<html lang="ja">
<head><meta charset="utf-8"><style>.box { float: right } .columns { display: grid }</style></head>
<body>"""
_ELEMENTS = {Kind.HEADING: "h2", Kind.BULLET: "li"}


def rendering(slides: Sequence[Slide]) -> Rendering:
    """The page of a document; its lines are those that a browser shows."""
    sheet = Sheet()
    source = [_HEAD]
    for page, slide in enumerate(slides, 1):
        sheet.page = page
        source.append("<section>")
        for block in slide.blocks:
            source += _block(sheet, block)
        source.append("</section>")
    return sheet.rendering("\n".join([*source, "</body>", "</html>", ""]).encode(), ".html")


def _block(sheet: Sheet, block: Block) -> Iterator[str]:
    if isinstance(block, Columns):
        yield '<div class="columns"><div>'
        for one in block.left:
            yield from _block(sheet, one)
        yield "</div><div>"
        for one in block.right:
            yield from _block(sheet, one)
        yield "</div></div>"
    elif isinstance(block, Box):
        yield from _box(sheet, block)
    elif isinstance(block, Table):
        yield _element(sheet, "p", block.caption)
        yield from _table(sheet, block.rows)
    else:
        yield from _lines(sheet, block)


def _lines(sheet: Sheet, block: Lines) -> Iterator[str]:
    name = _ELEMENTS.get(block.kind, "p")
    if block.kind is Kind.TITLE:
        yield "<h1>" + "<br>".join(escape(sheet.write(text)) for text in block.lines) + "</h1>"
        return
    if name != "li":
        yield from (_element(sheet, name, text) for text in block.lines)
        return
    yield "<ul>"
    yield from (_element(sheet, name, text) for text in block.lines)
    yield "</ul>"


def _box(sheet: Sheet, box: Box) -> Iterator[str]:
    yield '<div class="box">'
    if box.arrangement is Arrangement.TABULATED:
        yield from _table(sheet, box.pairs)
    else:
        yield "<p>" + "<br>".join(escape(sheet.write(text)) for text in flattened.pairs(box)) + "</p>"
    yield from (_element(sheet, "p", note) for note in box.notes)
    yield "</div>"


def _table(sheet: Sheet, rows: Sequence[Sequence[Text]]) -> Iterator[str]:
    yield "<table>"
    for row in rows:
        sheet.write(flattened.cells(row, "\t"))
        yield "<tr>" + "".join(f"<td>{escape(joined(cell))}</td>" for cell in row) + "</tr>"
    yield "</table>"


def _element(sheet: Sheet, name: str, text: Text) -> str:
    return f"<{name}>{escape(sheet.write(text))}</{name}>"
