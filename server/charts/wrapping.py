"""Text broken into lines by an estimate of its width: nothing here knows the font that a reader has."""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, east_asian_width

_THIN = frozenset(" iljtfrI.,:;'|!()[]{}-/")
_OPENERS, _CLOSERS = "（「『【〔(［“", "、。，．）」』】〕)］”・ー！？々％…"
_WORD = r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+"
_PIECE = re.compile(rf"[{re.escape(_OPENERS)}]*(?:{_WORD}|.)[{re.escape(_CLOSERS)}]*\s*", re.DOTALL)
# A last line as short as this looks like a mistake.
_WIDOW = 2.5


def ems(text: str) -> float:
    """About how wide a text is, in widths of a full-width character."""
    return sum(map(_em, text))


@lru_cache(8192)
def _em(sign: str) -> float:
    if east_asian_width(sign) in "WFA":
        return 1.0
    return 0.34 if sign in _THIN else 0.7 if sign.isupper() or sign in "mw%@" else 0.58


def cleaned(text: str) -> str:
    """The text on one line, without the control characters that an SVG may not hold."""
    return " ".join("".join(" " if category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text).split())


def wrapped(text: str, width: float, most: int) -> tuple[str, ...]:
    """At most so many lines, each about so many ems wide; what does not fit is cut, and an ellipsis says so."""
    lines = _filled(text, width)
    if len(lines) > most:
        return (*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), width))
    if len(lines) > 1 and ems(lines[-1]) < _WIDOW:
        evened = _filled(text, width - 2 * _WIDOW)
        return evened if len(evened) == len(lines) else lines
    return lines


def _filled(text: str, width: float) -> tuple[str, ...]:
    lines, used = [""], 0.0
    for piece in (part for found in _PIECE.findall(text) for part in _parts(found, width)):
        if lines[-1] and used + ems(piece.rstrip()) > width:
            lines.append("")
            used = 0.0
        lines[-1] += piece
        used += ems(piece)
    return tuple(line.strip() for line in lines)


def _parts(piece: str, width: float) -> Sequence[str]:
    """A piece as it is, or, where no line can hold it, its signs."""
    return (piece,) if ems(piece.rstrip()) <= width else tuple(piece)


def _cut(line: str, width: float) -> str:
    while line and ems(line.rstrip() + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"
