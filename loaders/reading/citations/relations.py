"""How a policy document and a program are tied where the one is cited for the other. Texts are in half width."""

import re
from collections.abc import Iterator, Sequence

from loaders.reading.widths import half

_FOOTNOTE = re.compile(r"\s*(?:※\s?\d*|[⁰¹²³⁴-⁹]+|\d{1,3}(?=\s)|注\d*|脚注)")
_BLOCK_LINES = 6
_BLOCK_ENDS = re.compile(
    r"\s*(?:[○◯●◆■【<\[(]*\s*)?(?:背景|課題|目的|現状|(?:実施|事業|補助)期間|事業(?:の)?(?:概要|内容|目的|"
    r"スキーム|実施)|取組|"
    r"趣旨|概要|担当|方向性|ポイント|必要な取組)"
)
_LABEL = re.compile(
    r"\s*(?:[■○【<\[(・◆●□◇▶※-]\s*)*[^\s、。:「」『』()]{2,14}(?:\([^()]*\))?(?:[】>\]]?\s*:|"
    r"[】>\]]\s*(?:\n|\S{0,20}\d))|"
    r"[^\n]{0,40}予算額"
)
_BULLET = re.compile(r"\s*([■○・◆●□◇▶✓-])")
_THIS = re.compile(r"本(?:事業|プログラム|プロジェクト|施策|取組)[はがの][^。\n]*\Z")
_TELLS = re.compile(r"[^。\n]*(?:記載|位置(?:付|づ)け|明記|掲げられ|盛り込まれ)")


def names(program: str) -> tuple[str, ...]:
    """What a text may call the program: its name, the name without brackets, an abbreviation, the words it quotes."""
    whole = re.sub(r"\s+", "", half(program))
    bare = re.sub(r"\([^()]*\)", "", whole)
    inside = re.findall(r"\(([^()]{3,})\)", whole) + re.findall(r"「([^「」]{2,})」", whole)
    head = re.match(r"[ァ-ヶーA-Za-z0-9]{8,}", bare)
    tagged = [re.sub(r"^うち", "", text) for text in (whole, bare)]
    found = [*tagged, *inside, *([head[0]] if head else [])]
    return tuple(dict.fromkeys(name for name in found if len(name) >= 2))


def relation(text: str, span: tuple[int, int], stop: int, called: Sequence[str]) -> str:
    """The code of the relation of a citation at `span` to the program called so; its quotation ends by `stop`."""
    if _named_before(text, span[0], called) or _told_of_this(text, span):
        return "named-in-text"
    return _named_after(_block(text, span[1], stop), called)


def _named_before(text: str, start: int, called: Sequence[str]) -> bool:
    # 「…WPIによる…」 and on the next line (統合イノベーション戦略2023 (令和5年6月9日閣議決定))
    line = text[text.rfind("\n", 0, start) + 1 : start]
    above = text[: start - len(line)].rstrip()
    if line.strip() not in {"(", "(「"} or not above.endswith(("」", "』")):
        return False
    return _names(above[above.rfind("\n") + 1 :], called)


def _told_of_this(text: str, span: tuple[int, int]) -> bool:
    line = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    return bool(_THIS.search(line)) and bool(_TELLS.match(text, span[1]))


def _block(text: str, start: int, stop: int) -> list[str]:
    first = text[start : min(stop, _line_end(text, start))]
    return [
        *re.findall(r"[「『]([^」』]{8,})[」』]", first),
        *(text[begin:end] for begin, end in below(text, start, stop)),
    ]


def below(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where the lines stand that quote a policy whose title ends a line at `start`; the quotation ends by `stop`."""
    position = _line_end(text, start)
    bullet = _BULLET.match(text, text.rfind("\n", 0, start) + 1)
    if not re.fullmatch(r"[\s)>】」』:\]]*", text[start:position]):
        return
    for _ in range(_BLOCK_LINES):
        position += re.match(r"\s*", text[position:stop]).end()  # type: ignore[union-attr]
        end = min(stop, _line_end(text, position))
        if position >= end or _BLOCK_ENDS.match(text, position) or _LABEL.match(text, position):
            return
        if bullet and text[position] == bullet[1]:
            return
        yield position, end
        position = end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _named_after(lines: Sequence[str], called: Sequence[str]) -> str:
    naming = [line for line in lines if _names(line, called)]
    if any(_FOOTNOTE.match(line) for line in naming):
        return "named-in-footnote"
    return "named-in-text" if naming else "quoted-as-basis"


def _names(line: str, called: Sequence[str]) -> bool:
    folded = re.sub(r"\s+", "", line)
    return any(name in folded for name in called)
