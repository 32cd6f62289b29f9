"""Slides as the lines of a text: what is left of a PDF once its boxes and columns are gone."""

from collections.abc import Iterator, Sequence
from random import Random

from bench.slides.pieces import Arrangement, Block, Box, Columns, Kind, Lines, Piece, Slide, Table, Text, plain, wrapped
from bench.slides.printing import Manner
from bench.slides.sheets import Rendering, Sheet

_BULLETS = ("・", "○ ", "✓ ", "◆ ", "- ", "● ", "")


def rendering(slides: Sequence[Slide], manner: Manner, rng: Random) -> Rendering:
    """The text file of a document, in its encoding."""
    sheet = Sheet()
    bullet, cell = rng.choice(_BULLETS), rng.choice(("\t", "  ", " "))
    bullet = bullet if _fits(bullet, manner.encoding) else "・"
    for page, slide in enumerate(slides, 1):
        sheet.page = page
        for block in slide.blocks:
            _write(sheet, block, manner, (bullet, cell))
        if rng.random() < 0.3:
            sheet.write(plain(str(page)))
        for _ in range(rng.randint(1, 3)):
            sheet.blank()
    text = "\n".join(sheet.lines) + "\n"
    encoding = manner.encoding if _fits(text, manner.encoding) else "utf-8"
    return sheet.rendering(text.encode(encoding), ".txt")


def pairs(box: Box) -> Iterator[Text]:
    """The labels and values of a box in the order in which they come once it is flattened."""
    if box.arrangement is Arrangement.LABELS_FIRST:
        yield from (label for label, _ in box.pairs)
        yield from (value for _, value in box.pairs)
        return
    for label, value in box.pairs:
        if box.arrangement is Arrangement.SEPARATE_LINES:
            yield label
            yield value
        else:
            between = "\t" if box.arrangement is Arrangement.TABULATED else " "
            yield (*label, Piece(between), *value)


def cells(row: Sequence[Text], between: str) -> Text:
    """A row of a table as one line."""
    pieces: list[Piece] = []
    for number, text in enumerate(row):
        pieces += [*([Piece(between)] if number else []), *text]
    return tuple(pieces)


def _write(sheet: Sheet, block: Block, manner: Manner, marks: tuple[str, str]) -> None:
    if isinstance(block, Columns):
        for one in (*block.left, *block.right):
            _write(sheet, one, manner, marks)
        return
    for text in _texts(block, marks):
        for part in wrapped(text, manner.width) if manner.width else (text,):
            sheet.write(part)
    sheet.blank()


def _texts(block: Lines | Box | Table, marks: tuple[str, str]) -> Iterator[Text]:
    if isinstance(block, Box):
        yield from (*pairs(block), *block.notes)
    elif isinstance(block, Table):
        yield block.caption
        yield from (cells(row, marks[1]) for row in block.rows)
    else:
        before = marks[0] if block.kind is Kind.BULLET else ""
        yield from ((Piece(before), *text) if before else text for text in block.lines)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
