"""Anchors -> the program each line of a slide speaks of."""

import re
from collections.abc import Iterator, Mapping, Sequence

from loaders.pages import Line
from loaders.reading import anchors, namings, slides, tokens, wording
from loaders.reading.anchors import Anchor, Anchored

# What a slide says of its program as a whole, apart from the parts: its period, who may apply, where its money goes.
_OF_THE_WHOLE = re.compile(
    r"[(（【<＜\[［〔■□◆◇○●]*\s*(?:事業(?:実施)?期間|実施期間|事業年度|事業スキーム|事業の流れ|資金の流れ|支援対象|対象機関|対象者|補助対象|"
    r"補助率|補助先|委託先|交付先|実施主体|事業主体|成果目標|政策目標|KPI|財源|お問い?合わ?せ)"
)


def owners(one: Anchored, subject: str | None, names: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The number of each filled line of a slide and the program it speaks of; lines of none are left out."""
    begins = _begins(one)
    current: Anchor | None = None
    before: Line | None = None
    for line in one.slide.lines:
        if line.text.strip():
            if line.number in begins:
                current = begins[line.number]
            elif current and _ends(line, before, current):
                current = None
            speaks = _told(line, one.anchors) or current
            program = names[speaks.key] if speaks else subject
            if program:
                yield line.number, program
        before = line


def _begins(one: Anchored) -> Mapping[int, Anchor]:
    """The lines from which a slide speaks of a part: its name's, and that of an amount printed away from its name."""
    inner = {owned.figure.line: owned.anchor for owned in one.owned if owned.anchor and _is_part(owned.anchor)}
    return inner | {anchor.line_start: anchor for anchor in one.anchors if _is_part(anchor)}


def _is_part(anchor: Anchor) -> bool:
    return not (anchor.of_which or anchor.apart or anchor.style == anchors.TITLE)


def _told(line: Line, parts: Sequence[Anchor]) -> Anchor | None:
    """The part that a line explains: "② チャレンジ型：…"."""
    words = wording.marked(line.text)[1]
    told = (
        part
        for part in parts
        if part.name in words and re.match(rf"[「『]?{re.escape(part.name)}[」』]?\s*[:：]", words)
    )
    return next(told, None)


def _ends(line: Line, before: Line | None, current: Anchor) -> bool:
    """Whether a line leaves the part it stands below: a section, the division in charge, a headline."""
    if wording.is_charge(line.text) or wording.is_section(line.text) or _cites(line.text):
        return True
    heads = slides.begins_paragraph(line, before)
    if heads and _OF_THE_WHOLE.match(wording.bare(line.text)) and not wording.bulleted(line.text):
        return True
    if not heads or wording.bulleted(line.text) or wording.marked(line.text)[0] or wording.is_body(line.text):
        return False
    name = namings.named(line.text) if 6 <= len(line.text) <= 50 else None
    return name is not None and not tokens.money_tokens(line.text) and (not current.mark or "を" not in name)


def _cites(text: str) -> bool:
    """Whether a line quotes a decision, as the whole slide does: …（令和5年6月9日閣議決定）."""
    return bool(tokens.date_tokens(text) and tokens.decision_tokens(text))
