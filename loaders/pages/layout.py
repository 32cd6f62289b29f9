"""Pages with characters -> lines in reading order."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from loaders.pages.columns import Block, blocks
from loaders.pages.glyphs import Page, String
from loaders.pages.line import Line
from loaders.pages.paragraphs import printed
from loaders.pages.rows import rows
from loaders.pages.runs import strings

_MARGIN = 0.09
"""Of the height of a page: where page numbers and running feet stand."""
_NUMBER = re.compile(
    r"[-–—－‐\s]*(?:[pPｐＰ][.．]?\s*)?[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?(?:頁|ページ)?[-–—－‐\s]*"
)
_TITLE_SIZE = 1.15
"""Of the usual height of characters: what a title has at least."""
_TITLE_REACH = 0.35
_BUDGET = re.compile(r"[0-9０-９]円|[兆億万千百]円|年度|予算|要求|うち|※")
_MONEY = re.compile(r"[0-9０-９][兆億万千百]*円")


def lines(pages: Iterable[Page]) -> tuple[Line, ...]:
    """The lines of a document, an empty one between blocks; page numbers and running feet end their page."""
    stated = [(replace(page, glyphs=()), strings(page.glyphs)) for page in pages]
    running = _running(stated)
    found: list[Line] = []
    for page, held in stated:
        for block in _read(page, held, running):
            if found and found[-1].text:
                found.append(Line(len(found) + 1, "", page.number))
            for line in printed(block):
                found.append(Line(len(found) + 1, line.text, page.number, line.box))
    return tuple(found)


def _read(page: Page, held: Sequence[String], running: frozenset[tuple[str, int]]) -> Iterator[Block]:
    margin = [one for one in held if not one.apart and _is_margin(page, one, running)]
    apart = [one for one in held if one.apart]
    body = [one for one in held if one not in margin and not one.apart]
    title = _title(page, body)
    head = _head(title, body)
    if title:
        yield Block(tuple(rows(title)))
    yield from blocks([one for one in head if one not in title])
    yield from blocks([one for one in body if one not in head])
    yield from (Block(((one,),)) for one in sorted(apart, key=lambda one: (-one.left, one.top)))
    yield from (Block((row,)) for row in rows(margin))


def _is_margin(page: Page, string: String, running: frozenset[tuple[str, int]]) -> bool:
    edge = _MARGIN * page.height
    below = string.top > page.height - edge
    number = (below or string.bottom < edge) and bool(_NUMBER.fullmatch(string.text))
    return number or (below and _place(page, string) in running)


def _running(stated: Sequence[tuple[Page, list[String]]]) -> frozenset[tuple[str, int]]:
    """What stands at the same height of most pages, and of three at least, in small characters; no amounts."""
    usual = statistics.median([one.size for _, held in stated for one in held] or [0.0])
    places = (
        {_place(page, one) for one in held if one.size < _TITLE_SIZE * usual and not _MONEY.search(one.text)}
        for page, held in stated
    )
    seen = Counter(place for found in places for place in found)
    return frozenset(place for place, times in seen.items() if times >= max(3, 0.6 * len(stated)))


def _place(page: Page, string: String) -> tuple[str, int]:
    return string.text, round(string.top / max(page.height, 1.0) * 100)


def _title(page: Page, body: Sequence[String]) -> list[String]:
    """The largest characters of the upper third, if they are larger than the rest of the page."""
    sizes = [one.size for one in body for _ in one.text]
    upper = [one for one in body if one.bottom < _TITLE_REACH * page.height and not _MONEY.search(one.text)]
    if not upper:
        return []
    largest = max(upper, key=lambda one: (len(one.text) > 1, one.size)).size
    if largest < _TITLE_SIZE * statistics.median(sizes):
        return []
    return [one for one in upper if one.size > 0.9 * largest]


def _head(title: Sequence[String], body: Sequence[String]) -> list[String]:
    """What stands beside or above the title, with the lines right below that: the box of amounts, the ministry."""
    if not title:
        return []
    bottom = max(one.bottom for one in title)
    head = [one for one in body if one in title or one.centre < bottom]
    for string in sorted(body, key=lambda one: one.top):
        if string not in head and any(_hangs(one, string) for one in head if one not in title):
            head.append(string)
    return head


def _hangs(above: String, string: String) -> bool:
    alike = min(above.size, string.size) > 0.7 * max(above.size, string.size)
    within = min(above.right, string.right) - max(above.left, string.left) > 0.5 * string.width
    near = 0 < string.top - above.top < 3.2 * above.size
    return alike and within and near and bool(_BUDGET.search(string.text))
