"""Characters -> strings: what stands on one base line without a gap."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from types import MappingProxyType

from loaders.pages.glyphs import Glyph, String

_WORD_GAP = 0.35
"""Of the height of characters: a gap that is a space, but for characters that are only set apart."""
_LINE_GAP = 0.8
"""A gap that ends a string."""
_SPACED_GAP = 2.5
"""The same where the file itself has a space, or every character is set apart."""
_SLACK = 0.3
_LEAST_VERTICAL = 3
# Radicals stand for the characters of the same form in what many programs export; NFKC knows only some of them.
_RADICALS = MappingProxyType(
    {
        ord(one): two
        for one, two in zip(
            "⺠⻑⻄⻘⻝⻤⻩⻫⻭⻯⻲⺟⻁⻅⻆⻉⻋⻔⻙⻚⻛⻢⻣⻥⻦⻨⻰⻳⺍⻌⺾",
            "民長西青食鬼黄斉歯竜亀母虎見角貝車門韋頁風馬骨魚鳥麦龍亀小辶艹",
            strict=True,
        )
    }
)
_KANGXI = re.compile(r"[\u2f00-\u2fd5\u2e9f\u2ef3]")
_NARROW = re.compile(r"[\x21-\x7e\u00c0-\u024f]")


def strings(glyphs: Sequence[Glyph]) -> list[String]:
    """The strings of a page; those that stand askew or read downwards are `apart`."""
    runs = list(_runs(glyph for glyph in glyphs if not glyph.turned))
    turned = [_turned(group) for group in _groups([glyph for glyph in glyphs if glyph.turned])]
    return list(_once([*_joined_downwards(runs), *turned]))


def mended(text: str) -> str:
    """The text with the characters that radicals of the same form stand for, and with no invisible ones."""
    plain = _KANGXI.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_RADICALS))
    return plain if plain.isprintable() else "".join(one for one in plain if one.isprintable() or one.isspace())


def _once(strings: Iterable[String]) -> Iterator[String]:
    """Each string with something in it, once: a bold one is often printed twice, a hair's breadth apart."""
    seen: dict[str, list[String]] = {}
    for string in strings:
        near = seen.setdefault(string.text, [])
        slack = max(0.1, string.size * 0.12)
        if string.text and not any(_is_at(one, string, slack) for one in near):
            near.append(string)
            yield string


def _is_at(one: String, other: String, slack: float) -> bool:
    return abs(one.left - other.left) < slack and abs(one.base - other.base) < slack


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.text.isspace():
            run += [glyph] if run else []
            continue
        if last and not _follows(last, glyph, run[-1] is not last):
            yield run
            run = []
        run.append(glyph)
        last = glyph
    if run:
        yield run


def _follows(before: Glyph, glyph: Glyph, space: bool) -> bool:
    """Whether a character stands right after another; `space`: the file has one between them."""
    small, large = sorted((before.size, glyph.size))
    if small <= 0.5 * large or abs(glyph.base - before.base) >= _SLACK * large:
        return False
    return -0.5 * large < glyph.left - before.right < (_SPACED_GAP if space else _LINE_GAP) * large


def _joined_downwards(runs: Sequence[Sequence[Glyph]]) -> Iterator[String]:
    """The strings of runs; characters alone that stand one below the other are one string."""
    alone = [run[0] for run in runs if _is_alone(run)]
    for column in _columns(sorted(alone, key=lambda glyph: (round(glyph.middle), glyph.base))):
        if len(column) >= _LEAST_VERTICAL:
            yield _string(column, "".join(glyph.text for glyph in column), apart=True)
        else:
            yield from (level([glyph]) for glyph in column)
    yield from (level(run) for run in runs if not _is_alone(run))


def _is_alone(run: Sequence[Glyph]) -> bool:
    """Whether a run is one letter or sign of writing; numbers and the marks of lists stand below each other anyway."""
    text = "".join(glyph.text for glyph in run).strip()
    return len(text) == 1 and (text in "ー・（）「」" or (text.isalnum() and not text.isdigit()))


def _columns(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    column: list[Glyph] = []
    for glyph in glyphs:
        if column and not _below(column[-1], glyph):
            yield column
            column = []
        column.append(glyph)
    if column:
        yield column


def _below(above: Glyph, glyph: Glyph) -> bool:
    size = max(above.size, glyph.size, 0.1)
    step = (glyph.base - above.base) / size
    return abs(above.middle - glyph.middle) < _SLACK * size and 0.6 < step < 1.4


def level(run: Sequence[Glyph]) -> String:
    """The string of characters beside each other, with a space where a gap is one."""
    parts = [run[0].text]
    for before, glyph in pairwise(run):
        if glyph.left - before.right > _WORD_GAP * before.size and _is_word_gap(before.text, glyph.text):
            parts.append(" ")
        parts.append(glyph.text)
    return _string([glyph for glyph in run if not glyph.text.isspace()], "".join(parts), apart=False)


def _is_word_gap(before: str, after: str) -> bool:
    narrow = _NARROW.match(before) or _NARROW.match(after)
    return bool(narrow) and not before.isspace() and not after.isspace()


def _string(inked: Sequence[Glyph], text: str, *, apart: bool) -> String:
    left, right = min(glyph.left for glyph in inked), max(glyph.right for glyph in inked)
    top, bottom = min(glyph.top for glyph in inked), max(glyph.bottom for glyph in inked)
    sizes = sorted(glyph.size for glyph in inked)
    return String(mended(text).strip(), left, top, right, bottom, inked[0].base, sizes[len(sizes) // 2], apart)


def _groups(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Turned characters that the file has one after the other, near each other."""
    numbered = []
    group = 0
    for before, glyph in pairwise([*glyphs[:1], *glyphs]):
        reach = 2 * max(before.size, before.right - before.left, 0.1)
        group += abs(glyph.left - before.left) > reach or abs(glyph.top - before.top) > reach
        numbered.append((group, glyph))
    for _, found in groupby(numbered, key=lambda pair: pair[0]):
        inked = [glyph for _, glyph in found]
        if any(not glyph.text.isspace() for glyph in inked):
            yield inked


def _turned(glyphs: Sequence[Glyph]) -> String:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    return _string(inked, "".join(glyph.text for glyph in glyphs), apart=True)
