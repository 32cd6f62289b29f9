"""Blocks -> lines: a sentence that the page's edge broke is one line again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.pages.columns import Block
from loaders.pages.glyphs import String
from loaders.pages.line import Box
from loaders.pages.rows import Row

_FLUSH = 1.6
"""Of the height of characters: how far from the edge of its block a line may end that was broken there."""
_LEADING = 1.9
_LEAST = 18
"""Characters; shorter lines are labels, and not broken."""
_LONGEST = 400
_BEGIN = re.compile(
    r"\s*(?:[・･●○◯◎◆◇■□▶►▷➢➤✓✔※◼▪•◦*＊【《＜<〈〔→⇒➡↑↓]|[-–—―－]\s|[①-⑳⑴-⒇Ⅰ-Ⅻⅰ-ⅻ㋐-㋾]"
    r"|[(（【]?(?:うち|前年度|(?:令和|平成|昭和)\S{1,3}年度\S{0,12}(?:額|予算|要求|補正))"
    r"|[(（]?[0-9０-９a-zA-ZＡ-Ｚア-ン一二三四五六七八九十ivxIVX]{1,3}[)）.．、]|第[0-9０-９一二三四五六七八九十]+[章節条])"
)
_END = re.compile(r"[。．.!！?？:：】》〉＞>]\s*$|円[)）】]*$")
_GLUED = re.compile(r"[0-9０-９,，.．兆億万千百]$")
_UNIT = re.compile(r"\s*[0-9０-９,，.．]*[兆億万千百]*円")


_BRACKETS = (("（", "）"), ("(", ")"), ("【", "】"), ("「", "」"), ("『", "』"), ("〔", "〕"))


@dataclass(frozen=True)
class Printed:
    """A line as text, and where it stands."""

    text: str
    box: Box


def printed(block: Block) -> Iterator[Printed]:
    """The lines of a block."""
    if block.is_table:
        yield from (_line(row) for row in block.rows)
        return
    edge = max((one.right for row in block.rows for one in row), default=0.0)
    lines = [_line(row) for row in block.rows]
    whole, last = None, None
    for line in lines:
        if whole and last and len(whole.text) < _LONGEST and _continues(last, line, edge):
            whole = Printed(_glued(whole.text, line.text), _around(whole.box, line.box))
        else:
            if whole:
                yield whole
            whole = line
        last = line
    if whole:
        yield whole


def _line(row: Row) -> Printed:
    inked = [one for one in row if one.text]
    text = "\t".join(one.text for one in (row if len(inked) > 1 else inked)).rstrip()
    return Printed(text, Box(*(round(value, 1) for value in _extent(inked))))


def _extent(strings: Sequence[String]) -> tuple[float, float, float, float, float]:
    return (
        min(one.left for one in strings),
        min(one.top for one in strings),
        max(one.right for one in strings),
        max(one.bottom for one in strings),
        max(one.size for one in strings),
    )


def _continues(before: Printed, line: Printed, edge: float) -> bool:
    """Whether a line is the rest of the sentence above it."""
    size = max(before.box.size, line.box.size)
    near = 0 < line.box.top - before.box.top < _LEADING * size
    alike = min(before.box.size, line.box.size) > 0.85 * size
    if not (near and alike) or _BEGIN.match(line.text):
        return False
    if _closes(before.text, line.text):
        return True
    flush = before.box.right > edge - _FLUSH * size
    if flush and _GLUED.search(before.text) and _UNIT.match(line.text):
        return True
    return flush and len(before.text) >= _LEAST and "\t" not in before.text + line.text and not _END.search(before.text)


def _closes(before: str, line: str) -> bool:
    """Whether a line closes the bracket that the line above left open."""
    return any(
        before.count(left) > before.count(right) and right in line and left not in line.partition(right)[0]
        for left, right in _BRACKETS
    )


def _glued(before: str, after: str) -> str:
    word = before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha()
    return f"{before} {after}" if word else before + after


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
        max(one.size, other.size),
    )
