"""Lines as one text that patterns can read: half width, one character for one, with the line of each character."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from loaders import values
from loaders.pages import Line

_ALIKE = {
    **dict.fromkeys("～〜∼˜", "~"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("〈《≪", "<"),
    **dict.fromkeys("〉》≫", ">"),
    **dict.fromkeys("\t\r\v\f", " "),
    **dict.fromkeys("“", "「"),
    **dict.fromkeys("”", "」"),
    "×": "x",
    "✕": "x",
}
_HALF = MappingProxyType(str.maketrans(_ALIKE))
# A slide is asked the same several times while a document is read.
_KEPT = 1 << 8
_SPACES = re.compile(r"(\s{2})\s+")
_NARROW = 26
"""Characters of the shortest line that a sentence is wrapped at."""
_ASTERISKS = re.compile(r"[*＊]+")


@dataclass(frozen=True)
class Text:
    """Some lines as one text, with a line feed between lines."""

    printed: str
    """As printed, without the asterisks of Markdown."""
    half: str
    """The same in half width: the character at each position is that of `printed`."""
    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    def line(self, position: int) -> int:
        """The number of the line that holds this position."""
        return self.numbers[bisect_right(self.starts, position) - 1]

    def cut(self, start: int, end: int) -> str:
        """What is printed there, without line feeds and surrounding white space."""
        return self.printed[start:end].replace("\n", "").strip()

    def line_end(self, position: int) -> int:
        """Where the line that holds this position ends."""
        end = self.half.find("\n", position)
        return len(self.half) if end < 0 else end

    def line_start(self, position: int) -> int:
        """Where the line that holds this position starts."""
        return self.half.rfind("\n", 0, position) + 1


def half(text: str) -> str:
    """The text with each full-width letter, digit and sign in half width; as long as before."""
    return values.plain(text).translate(_HALF)


@lru_cache(_KEPT)
def text(lines: tuple[Line, ...]) -> Text:
    """The lines as one text, without blank ones; of a run of spaces two remain, and a wrapped line is joined."""
    parts: list[str] = []
    numbers: list[int] = []
    last = None
    for line in lines:
        part = _SPACES.sub(r"\1", _ASTERISKS.sub("", line.text)).replace("\n", " ").rstrip()
        if part.strip():
            if parts:
                parts[-1] += "" if last is not None and _wraps(last, part) else "\n"
            parts.append(part)
            numbers.append(line.number)
        last = part if part.strip() else None
    printed = "".join(parts)
    return Text(printed, half(printed), tuple(_starts(parts)), tuple(numbers))


_BEGINS = re.compile(
    r"\s*(?:[-・･✓◆◇■□●○◯▶▷➢※→⇒➡★◎【〔＜<①-⑳⓪Ⅰ-Ⅹ|]|[(（]?(?:\d{1,2}|[a-zア-ン]|[０-９]{1,2})"
    r"[).．）、]|[（(](?:担当|参考|注|例|前年度|うち)|"
    r"補助|委託|国(?:[ 　(（→⇒]|$)|[一-龥・]{2,12}[:：]|(?:令和|平成|R|H)\s?[\d０-９元]+年度[^。、]*(?:予算|要求|補正))"
)
_OPEN = re.compile(r"[（(「『【\[]([^（(「『【\[）)」』】\]]*)$")
_UNENDED = re.compile(r"[一-龥々ぁ-んァ-ヶー・、A-Za-zＡ-Ｚａ-ｚ\d０-９（(「『]$")
_FLOW = re.compile(r"^\s*国[\s(（]|[→⇒➡➔]")
_TAIL = re.compile(r"\S{0,9}等")


def _wraps(above: str, below: str) -> bool:
    # A line that breaks off, without a mark of a new point below it: a page narrower than its sentence.
    if _BEGINS.match(below) or not _UNENDED.search(above):
        return False
    if _OPEN.search(above) and len(above) >= _NARROW // 2:
        return True
    if _FLOW.search(above):
        return bool(_TAIL.fullmatch(below.strip()))
    return len(above.strip()) >= _NARROW and bool(re.search(r"[、。]", above + below))


def _starts(parts: Iterable[str]) -> Iterable[int]:
    position = 0
    for part in parts:
        yield position
        position += len(part)
