"""Terms in words: costs supported, who may apply, who benefits, which fields. Texts are in half width."""

import re
from collections.abc import Iterator

from loaders.reading.terms.found import Found

_HELPED = r"(?:を|の)(?:[^、。\n]{0,10}に)?(?:支援|支出|措置|補助|助成|負担|手当)"
_COST = r"(?:経費|費用|人件費|旅費|整備費|給付金|授業料|資金|研究費(?=等|、))"
_RULES: tuple[tuple[str, str], ...] = (
    ("supported-costs", r"(?:支援)?(?:対象経費|補助対象経費|経費の?内容|使途)(?:\s*:\s*|\s+)(?P<term>[^\n。]{2,80})"),
    (
        "supported-costs",
        rf"(?P<term>(?:[^、。\n・:()「」+]{{1,30}}費、)?[^、。\n・:()「」+]{{1,40}}?{_COST}(?:等|など)?)"
        rf"(?:\([^()\n]{{0,12}}\))"
        rf"?{_HELPED}",
    ),
    (
        "supported-costs",
        rf"(?P<term>[^、。\n・:()「」+]{{1,40}}?必要な[^、。\n]{{1,30}}?{_COST})について[^。\n]{{0,10}}(?:提供|支給)",
    ),
    ("supported-costs", r"\+\s?(?P<term>間接経費)"),
    (
        "fields-covered",
        r"(?P<term>(?:あらゆる|全(?:ての)?)(?:研究|学術)?分野(?:の「[^」\n]{2,12}」)?(?:が対象|を対象)?)"
        r"(?=を支援|(?<=対象))",
    ),
    ("fields-covered", r"対象(?:となる)?(?:研究|技術)?分野\s*:\s*(?P<term>[^\n。]{2,60})"),
    (
        "eligibility",
        r"(?:応募要件|応募資格|申請資格|申請要件|応募対象者?|公募要件|対象研究者|補助要件|採択要件)(?:\s*:\s*|"
        r"\s+)(?P<term>[^\n。]{2,80})",
    ),
    (
        "eligibility",
        r"(?P<term>(?:独立前後の|[^、。\n「」:・をがはに]{0,16}の)?(?:若手|多様な|女性|優秀な)?研究者(?:\([^()"
        r"]*\))?)を対象に",
    ),
    ("eligibility", r"(?P<term>[^、。\n「」・]{2,20}に限定した[^、。\n]{0,6}(?:応募枠|公募|枠))"),
    ("eligibility", r"(?:^|[、。\n])\s*(?P<term>[^、。\n()「」]{2,24}から選抜(?:された|した)機関)に対し"),
    ("eligibility", r"(?P<term>(?:[一-龥]{2,6}大臣の)?(?:認定|指定|選定|採択)を受けた[^、。\n]{2,30}?)を対象"),
    ("eligibility-exception", r"(?P<term>[^、。()\n]{4,40}は(?:別途)?(?:要件|年齢制限)を?緩和)"),
    (
        "beneficiaries",
        r"(?P<term>(?:あらゆる分野(?:\([^()\n]*\))?|大学等)の(?:若手)?研究者)(?:に対して[^。\n]{0,8}公募|"
        r"が[^。\n]{0,60}(?:ため|よう))",
    ),
    (
        "beneficiaries",
        r"(?:支援対象者?|受益者)\s*:\s*(?P<term>[^\n。]{0,20}(?:研究者|学生|若手|大学院生|人材|生徒|教員)"
        r"[^\n。]{0,20})",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.MULTILINE)) for kind, pattern in _RULES)
_REQUIREMENTS = re.compile(
    r"^\s*[<【(・○]*(?:主な)?(?:要件|応募要件|採択要件|申請要件)(?:\([^()\n]*\))?[>】)]*\s*$", re.MULTILINE
)
_ITEM = re.compile(r"\s*[-・✓○●]\s*(?P<term>(?![①-⑳])[^\s][^\n]{1,80}?)\s*$")


def words(text: str) -> Iterator[Found]:
    """Each term in words."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = _trimmed(text, *match.span("term"))
            yield Found(start, end, kind)
    for match in _REQUIREMENTS.finditer(text):
        yield from _required(text, match.end() + 1)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    term = text[start:end]
    lead = re.match(
        rf"[\s\-・✓○●◆※]*(?:令和\d+年度(?:補正)?予算にて)?(?:(?![^や]*{_COST})[^や]{{2,}}や(?=.*{_COST}))?", term
    )
    return start + (lead.end() if lead else 0), start + len(re.sub(r"(?:\(※[^()]*\))?\s*$", "", term))


def _required(text: str, position: int) -> Iterator[Found]:
    while match := _ITEM.match(text[: _line_end(text, position)], position):
        yield Found(*match.span("term"), "eligibility")
        position = _line_end(text, position) + 1


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
