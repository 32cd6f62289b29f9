"""Strings -> rows: what stands beside each other on one base line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from loaders.pages.glyphs import String

Row = tuple[String, ...]

_BAND = 0.35
_JOIN = 0.8
"""Of the height of characters: a gap that two strings of a line may have."""
_WORD = 0.35
_NARROW = re.compile(r"[\x21-\x7e]")


def rows(strings: Iterable[String]) -> list[Row]:
    """The rows from top to bottom, the strings of each from left to right; those that nearly touch are one."""
    found: list[list[String]] = []
    for string in sorted(strings, key=lambda one: (-one.size, one.top, one.left)):
        row = next((row for row in found if _beside(row, string)), None)
        if row is None:
            found.append([string])
        else:
            row.append(string)
    joined = [tuple(_joined(sorted(row, key=lambda one: one.left))) for row in found]
    return sorted(joined, key=lambda row: (max(row, key=lambda one: one.size).base, row[0].left))


def _beside(row: Sequence[String], string: String) -> bool:
    """Whether a string stands on the line of a row's largest: level with it, or raised beside it."""
    first = row[0]
    apart = abs(first.centre - string.centre)
    level = apart < _BAND * string.size or abs(first.base - string.base) < 0.2 * string.size
    raised = string.size < 0.75 * first.size and apart < 0.5 * first.size and any(_touches(one, string) for one in row)
    return (level or raised) and not any(_overlap(one, string) > 0.3 * min(one.width, string.width) for one in row)


def _touches(one: String, other: String) -> bool:
    return -_overlap(one, other) < 0.3 * one.size


def _overlap(one: String, other: String) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _joined(row: Sequence[String]) -> Iterator[String]:
    whole = row[0]
    spaced = _is_spaced(row)
    for string in row[1:]:
        gap = (string.left - whole.right) / max(whole.size, string.size, 0.1)
        if spaced or gap < _JOIN:
            whole = _one(whole, string, " " if not spaced and _is_word_gap(whole, string, gap) else "")
        else:
            yield whole
            whole = string
    yield whole


def _is_spaced(row: Sequence[String]) -> bool:
    """Whether single characters are set evenly over a line (均等割付)."""
    gaps = [string.left - before.right for before, string in pairwise(row)]
    single = len(row) > 2 and all(len(one.text) == 1 and not _NARROW.match(one.text) for one in row)
    return single and max(gaps) < 4 * row[0].size and max(gaps) - min(gaps) < 0.5 * row[0].size


def _is_word_gap(before: String, string: String, gap: float) -> bool:
    return gap > _WORD and bool(_NARROW.match(before.text[-1:]) or _NARROW.match(string.text))


def _one(before: String, string: String, between: str) -> String:
    larger = max(before, string, key=lambda one: one.size)
    return replace(
        larger,
        text=before.text + between + string.text,
        left=min(before.left, string.left),
        top=min(before.top, string.top),
        right=max(before.right, string.right),
        bottom=max(before.bottom, string.bottom),
    )
