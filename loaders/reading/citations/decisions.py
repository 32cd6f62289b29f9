"""Who decided a policy document and when, as brackets and sentences print it. Texts are in half width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.reading.tokens import date_tokens

_DAYS = re.compile(r"\s*(?:[-~・、]|及び)\s*(?:\d{1,2}月)?\d{1,2}日")
BODY = (
    r"(?:会議|本部|委員会|審議会|部会|分科会|懇談会|懇話会|検討会|協議会|研究会|連絡会|小委員会|幹事会|調査会|"
    r"タスクフォース|"
    r"ワーキンググループ|WG|PT|プロジェクトチーム|チーム|会合|学術会議|大臣|省|庁|内閣府|内閣官房|機構)"
)
_DEED = (
    r"(?:(?:第[一二三四五六\d]+次)?提言|閣議(?:決定|了解|報告)|(?:再)?決定|(?:大臣)?(?:確認|合意|了承|決裁)|答申|建議|勧告|申し?合わ?せ|(?:取|"
    r"と)り?まとめ|策定|"
    r"公表|改[定訂]|承認|採択|報告|発表|提出|制定|変更)"
)
_SEPARATOR = r"[\s、,・:;]*"
_SEPARATORS = re.compile(_SEPARATOR)
_WORDS = re.compile(rf"[^。「」<>]{{0,60}}?(?:{_DEED}|{BODY})(?:開催)?(?:\([^()]{{1,80}}\))?")
_STRONG = re.compile(r"閣議|決定|答申|大臣(?:確認|合意)|申し?合わ?せ|了承|了解")
_ACT = re.compile(r"閣議|.決定")
_COUNCIL = re.compile(r"(?:会議|本部|委員会|審議会|部会|懇談会|検討会|省|庁|内閣府)(?:\([^()]*\))?$")
_MILD = re.compile(r"(?:にて|で|に)?(?:開催|策定|公表|発表|改[定訂]|(?:取|と)り?まとめ)(?:[・、](?:公表|改[定訂]))?")
_PROMISING = re.compile(r"[\d元一二三四五六七八九十]年|\d[./]\d|閣議|決定")
_LEAD = re.compile(r"[ 、,・:;\n]*(?:いずれも|ともに|同じく|共に)?[ 、,]*")
_LATER = re.compile(rf"{_SEPARATOR}[^、。,]{{0,40}}?(?:改[定訂正]|変更|見直し|延長)\s*$")
_STRIPPED = re.compile(
    rf"^(.*{BODY}(?:\([^()]*\))?)(?:決定|(?:第[一二三四五六\d]+次)?(?:提言|答申)|建議|申し?合わ?せ|(?:取|と)り?まとめ|報告|策定|公表|提出|了承|開催)$"
)


@dataclass(frozen=True)
class Decision:
    """A date, a deciding body or act, or both; `start` and `end` are those of the date within the text read."""

    start: int
    end: int
    body: tuple[int, int] | None
    strong: bool
    """True when its words alone say that a policy was decided."""
    council: bool = False
    """True when it names a council, which decides policies and little else."""

    @property
    def dated(self) -> bool:
        """True when a date is printed."""
        return self.end > self.start


def dates(text: str) -> Iterator[tuple[int, int]]:
    """Where each date stands, with a last day that follows it (令和5年5月12日-14日)."""
    for token in date_tokens(text):
        days = _DAYS.match(text, token.end)
        yield token.start, days.end() if days else token.end


def bracketed(content: str) -> Decision | None:
    """The decision that the inside of a bracket consists of, none when it says anything else."""
    if not _PROMISING.search(content):
        return None
    head = _without_later(content)
    when = next(dates(head), None)
    start, end = when or (0, 0)
    before, after = head[:start], head[end:]
    led = _LEAD.fullmatch(before)
    span = _rest(after, end) if led else _rest(before, 0)
    if span is None or not (led or _SEPARATORS.fullmatch(after) or _MILD.fullmatch(after.strip(" 、,"))):
        return None
    words = head[span[0] : span[1]]
    if not when and not _ACT.search(words):
        return None
    body = _body(head, span)
    council = bool(body and _COUNCIL.search(head[slice(*body)]))
    return Decision(start, end, body, bool(_STRONG.search(words)), council)


def _without_later(content: str) -> str:
    # 平成26年7月22日閣議決定、平成29年2月17日一部変更: the first date is the document's.
    for separator in re.finditer(r"[、,。]", content):
        if date_tokens(content[: separator.start()]) and _LATER.fullmatch(content, separator.start()):
            return content[: separator.start()]
    return content


def _rest(text: str, offset: int) -> tuple[int, int] | None:
    left = _LEAD.match(text).end()  # type: ignore[union-attr]
    right = len(text.rstrip(" 、,・:;\n"))
    if left >= right:
        return offset, offset
    fits = _WORDS.fullmatch(text, left, right) or _MILD.fullmatch(text, left, right)
    return (offset + left, offset + right) if fits else None


def _body(text: str, span: tuple[int, int]) -> tuple[int, int] | None:
    words = text[span[0] : span[1]]
    if not words or _MILD.fullmatch(words):
        return None
    if mild := re.match(rf"{_MILD.pattern}[ 、,]+(?=\S)", words):
        return span[0] + mild.end(), span[1]
    match = _STRIPPED.match(words)
    if match and not match[1].endswith(("大臣", "閣議")):
        return span[0], span[0] + match.end(1)
    return span


@dataclass(frozen=True)
class Bracket:
    """A pair of brackets: where it opens and where it closes (the position after)."""

    start: int
    end: int


_SIGNS = re.compile(r"[(\[【〔)\]】〕]")
_PAIRS = {")": "(", "]": "[", "】": "【", "〕": "〔"}


def brackets(text: str) -> Iterator[Bracket]:
    """Each pair of round, square or thick brackets, the inner before the outer."""
    opened: list[tuple[str, int]] = []
    for match in _SIGNS.finditer(text):
        sign, position = match[0], match.start()
        if sign in "([【〔":
            opened.append((sign, position))
        else:
            while opened and opened[-1][0] != _PAIRS[sign]:
                opened.pop()
            if opened:
                yield Bracket(opened.pop()[1], position + 1)


_SAID = re.compile(
    r"\s*(?:に|の)?\s*(?P<deed>閣議決定|閣議了解|[^、。「」()\s]{0,20}(?:会議|本部|委員会|審議会)決定|策定|"
    r"決定|公表|改[定訂]|"
    r"(?:取|と)り?まとめ)(?:され|し|られ)?(?:た|ました)?(?:ところ)?(?:の)?"
)


@dataclass(frozen=True)
class Said:
    """A decision told in a sentence, such as 令和5年4月に策定された: its whole place, its date and its act."""

    start: int
    end: int
    date: tuple[int, int]
    deed: str


def said(text: str) -> Iterator[Said]:
    """Each decision told in a sentence."""
    for date in dates(text):
        match = _SAID.match(text, date[1])
        if match:
            yield Said(date[0], match.end(), date, match["deed"])
