"""Where a text names a policy document, with the decision printed beside the title."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from loaders.reading.citations import decisions, titles
from loaders.reading.citations.decisions import Bracket, Decision

_OPENING = {"」": "「", "』": "『", "】": "【", ">": "<", "]": "["}
_LONGEST_TITLE = 130
_CHAIN = re.compile(r"(?:[、,・\s]|及び|並びに|又は|または|や|と)*\Z")
_LEADING = re.compile(
    r"[\s・○◯●◆◇■□▶▷➢➡✓✔※•\-+→⇒|]*(?:\(?[\d①-⑳]+[).]?\s+|[①-⑳]\s*|\([\d①-⑳a-zア-ン]\)\s*)?"
    r"(?:(?:また|なお|さらに|特に|加えて|このため|そのため|一方|政府の|国の|同じく|及び|並びに|や)、?(?=\S{4}))?"
)
_PARTICLE = re.compile(
    r".*(?:については|においては|では|には|とは|[^とでにも]は|により|による|に基づき|に基づく|を踏まえた|"
    r"を踏まえ|に加え|のほか|、)(?=.{4})"
)
_STOPS = frozenset("。、,:;(「『【[〔<>│|…→⇒")
_JOINED = re.compile(r"(?:及び|並びに|又は|または|や|と|等|、)")
_CONTEXT = re.compile(
    r"(?:\([^()]{0,30}\))?等?(?:の記載)?(?:に(?:基づ|おい|おけ|沿|則|掲げ|位置|定め|示さ|記載|も|対応)|"
    r"を(?:踏まえ|受け|着実|実現|推進)|"
    r"で(?:示|掲げ|定め|も|は|目指)|での|の(?:中|実現|推進|着実|改[定訂]|目標|記載|位置)|と(?:整合|連携|位置))"
)
_NEXT_QUOTE = re.compile(r"等?(?:\([^()]*\))?(?:[、,・や]|及び|並びに|と)\s*[「『]")
_REPORT = re.compile(r"の(?P<title>(?P<body>[^、。「」\s]{2,40}?)の(?:報告書|最終報告|中間報告|提言|答申|勧告))")
_DEED_ALONE = re.compile(r"建議|答申|勧告|報告|提言|(?:取|と)りまとめ")
_EDITION_YEAR = re.compile(r"(?:(?:19|20)\d\d|(?:令和|平成)(?:\d+|元))年?")
_PRESENTED = re.compile(
    r"(?P<body>[一-龥ァ-ヶーA-Za-z・]{2,30}?(?:会議|審議会|委員会|部会|分科会|本部|懇談会))(?:の)?(?:(?:中間|最終|"
    r"第.次)?(?:答申|提言|建議|報告書?|(?:取|と)"
    r"り?まとめ))?\s*\Z"
)
_OWN_BODY = re.compile(
    r"(?P<body>.{2,}?(?:会議|委員会|本部|懇談会|検討会|審議会|会合))(?:の)?\s*"
    r"(?:(?:中間|最終|第[一二三四五六\d]次)?(?:(?:取|と)り?まとめ|報告書?|提言|答申)|共同声明|首脳宣言)"
)


@dataclass(frozen=True)
class Mention:
    """A title in a text, from `start` to `end`, and its decision; `place_end` is where all of it ends."""

    start: int
    end: int
    place_end: int
    date: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    deed: str | None = None
    strong: bool = False


def dated(text: str) -> Iterator[Mention]:
    """Each title beside which a decision is printed."""
    for bracket in decisions.brackets(text):
        if bracket.end - bracket.start < _LONGEST_TITLE:
            yield from _bracketed(text, bracket)
    for said in decisions.said(text):
        yield from _told(text, said)
    for date in decisions.dates(text):
        if match := _REPORT.match(text, date[1]):
            yield Mention(*match.span("title"), match.end(), date, match.span("body"))


def undated(text: str) -> Iterator[Mention]:
    """Each title that shows by itself, or by the words after it, that it is a policy's."""
    for start, end in _quoted(text):
        if titles.is_known(_line(text[start:end])) or _is_in_use(text, start, end):
            yield Mention(start, end, end)
    match = titles.known(text)
    while match:
        yield Mention(match.start(), match.end(), match.end())
        match = titles.known(text, match.end())


def repeated(text: str, folded_titles: Iterable[str]) -> Iterator[Mention]:
    """Each printing of titles that the document dates elsewhere."""
    folded = re.sub(r"\s+", "", text)
    for title in sorted((title for title in folded_titles if title in folded), key=len, reverse=True):
        pattern = r"\s*".join(map(re.escape, title))
        for match in re.finditer(pattern, text):
            if titles.ends(text, match.end()):
                yield Mention(match.start(), match.end(), match.end())


def own_body(title: str) -> tuple[int, int] | None:
    """Where in a title its own body stands, as in "…構想会議 中間とりまとめ"."""
    match = _OWN_BODY.fullmatch(title)
    return match.span("body") if match else None


def _bracketed(text: str, bracket: Bracket) -> Iterator[Mention]:
    content = text[bracket.start + 1 : bracket.end - 1]
    decision = decisions.bracketed(content)
    if decision and _EDITION_YEAR.fullmatch(content) and text.startswith("(", bracket.end):
        return
    if decision:
        spans = [span for span in _before(text, bracket.start) if _is_title(text, span, decision)]
        for start, end in spans:
            mention = _mention(start, end, bracket.end, (decision, bracket.start + 1))
            by = _presented(text, start - 1)
            told = mention.body and not _DEED_ALONE.fullmatch(text[slice(*mention.body)])
            yield mention if told or not by else replace(mention, body=by.span("body"))
    else:
        yield from _within(text, bracket)


def _within(text: str, bracket: Bracket) -> Iterator[Mention]:
    # (統合イノベーション戦略2023、令和5年6月9日閣議決定): title and decision in one bracket.
    content = text[bracket.start + 1 : bracket.end - 1]
    for date, _ in decisions.dates(content):
        decision = decisions.bracketed(content[date:])
        head = content[:date].rstrip(" 、,・\n")
        if decision and titles.is_firm(_line(head)) and "(" not in head:
            start = bracket.start + 1 + len(head) - len(head.lstrip(" 「『"))
            end = bracket.start + 1 + len(head.rstrip("」』"))
            yield _mention(start, end, bracket.end, (decision, bracket.start + 1 + date))
            return


def _mention(start: int, end: int, place_end: int, decided: tuple[Decision, int]) -> Mention:
    decision, offset = decided
    date = (decision.start + offset, decision.end + offset) if decision.dated else None
    body = (decision.body[0] + offset, decision.body[1] + offset) if decision.body else None
    return Mention(start, end, place_end, date, body, strong=decision.strong)


def _is_title(text: str, span: tuple[int, int], decision: Decision) -> bool:
    title = _line(text[slice(*span)])
    if titles.is_firm(title) or titles.is_known(title):
        return True
    sign = text[span[0] - 1 : span[0]]
    shown = sign in {"「", "『", "【", "<"} or _begins(text, span[0])
    if shown and titles.is_faint(title) and (decision.council or _presented(text, span[0] - 1)):
        return True
    return decision.strong and shown and titles.is_possible(title)


def _begins(text: str, start: int) -> bool:
    """Whether nothing but a bullet stands before a place on its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip(" -・○●◆■□◇※✓▶")


def _presented(text: str, position: int) -> re.Match[str] | None:
    return _PRESENTED.search(text, max(0, position - 50), position)


def _told(text: str, said: decisions.Said) -> Iterator[Mention]:
    opened = text[said.end : said.end + 1]
    if opened and opened in "「『":
        for start, end in _quotes_from(text, said.end):
            title = _line(text[start:end])
            if titles.is_firm(title) or titles.is_known(title) or ("閣議" in said.deed and titles.is_possible(title)):
                yield _of_said(start, end, end + 1, said)
        return
    before = text[: said.start].rstrip(" \n")
    after_object = before.removesuffix("を")
    if len(after_object) < len(before) or text[said.start - 1 : said.start] in {" ", "」", "』"}:
        for start, end in _before(text, len(after_object)):
            title = _line(text[start:end])
            if titles.is_firm(title) or titles.is_known(title):
                yield _of_said(start, end, said.end, said)


def _of_said(start: int, end: int, place_end: int, said: decisions.Said) -> Mention:
    act = (
        said.deed.removesuffix("決定")
        if said.deed.endswith(("会議決定", "本部決定", "委員会決定", "審議会決定"))
        else said.deed
    )
    deed = act if act.endswith(("閣議決定", "閣議了解", "会議", "本部", "委員会", "審議会")) else None
    return Mention(start, end, place_end, said.date, deed=deed, strong=bool(deed))


def _before(text: str, position: int) -> Sequence[tuple[int, int]]:
    end = len(text[:position].rstrip(" "))
    if text[end - 1 : end] == "\n":
        end = len(text[:end].rstrip(" \n"))
    if end and text[end - 1] == "等" and text[end - 2 : end - 1] in {"」", "』"}:
        end -= 1
    closing = text[end - 1 : end]
    if closing in {"」", "』"}:
        return _chain(text, end)
    if closing in {"】", ">"}:
        start = _open(text, end - 1)
        return [] if start is None else [(start + 1, end - 1)]
    start = _bare(text, end)
    return [*_joined(text, start), (start, end)] if start < end else []


def _joined(text: str, start: int) -> Sequence[tuple[int, int]]:
    # 成長戦略実行計画・成長戦略フォローアップ(令和3年6月18日閣議決定) dates both.
    line = text[text.rfind("\n", 0, start) + 1 : start]
    before = re.sub(r"(?:・|、|及び|並びに|と|や)\Z", "", line)
    end = start - len(line) + len(before)
    if len(before) == len(line) or not before or before[-1] in _STOPS:
        return []
    head = _bare_in_line(text, end)
    return [(head, end)] if titles.is_known(_line(text[head:end])) else []


def _chain(text: str, end: int) -> Sequence[tuple[int, int]]:
    # A decision after 「A」、「B」 dates both.
    spans: list[tuple[int, int]] = []
    while end and text[end - 1] in "」』":
        start = _open(text, end - 1)
        if start is None or _has_own(text[start + 1 : end - 1]):
            break
        spans.append((start + 1, end - 1))
        link = _CHAIN.search(text[max(0, start - 6) : start])
        end = start - len(link[0]) if link and link[0] else 0
    return spans


def _has_own(title: str) -> bool:
    # 「A(令和3年閣議決定)」、「B」(令和4年閣議決定): A has a date of its own.
    inner = re.search(r"\(([^()]*)\)\s*\Z", title)
    return bool(inner and decisions.bracketed(inner[1]))


def _open(text: str, closing: int) -> int | None:
    sign, depth = text[closing], 0
    for position in range(closing, max(-1, closing - _LONGEST_TITLE), -1):
        depth += (text[position] == sign) - (text[position] == _OPENING[sign])
        if not depth:
            return position
    return None


def _bare(text: str, end: int) -> int:
    start = _bare_in_line(text, end)
    above = text[:start].rstrip(" ")
    if start > 0 and above.endswith("\n") and titles.is_headless(_line(text[start:end])):
        line = above.rstrip(" \n")
        if line and line[-1] not in "。」』)】>" and line.count("\n") >= above.count("\n") - 2:
            return _bare_in_line(text, len(line))
    return start


def _bare_in_line(text: str, end: int) -> int:
    if whole := _known_until(text, end):
        return whole
    start = _stop(text, end)
    start += len(_LEADING.match(text[start:end])[0])  # type: ignore[index]
    known = titles.known(text[start:end])
    while known and known.end() < end - start:
        known = titles.known(text[start:end], known.end())
    if known:
        return start + known.start()
    particle = _PARTICLE.match(text[start:end])
    return start + particle.end() if particle else start


def _known_until(text: str, end: int) -> int | None:
    # Names of series may hold a comma or quotation marks: 防災・減災、国土強靱化…, 「日本再興戦略」改訂2015.
    begin = text.rfind("\n", 0, end) + 1
    known = titles.known(text[begin:end])
    if known is None or known.end() < end - begin:
        return None
    start = begin + known.start()
    broken = "」" in known[0] and "「" not in known[0] and text[start - 1 : start] == "「"
    return start - broken if broken or "、" in known[0] else None


def _stop(text: str, end: int) -> int:
    position = end
    while position > max(0, end - _LONGEST_TITLE):
        sign = text[position - 1]
        if sign == "\n" or sign in _STOPS:
            break
        position = _over(text, position, sign)
        if position < 0:
            return -position
    return position


def _over(text: str, position: int, sign: str) -> int:
    # One sign back, or a whole quotation or edition; negative where the title starts.
    if sign == ")":
        opened = text.rfind("(", 0, position)
        inside = text[opened + 1 : position - 1]
        edition = position - opened <= 20 and (_EDITION_YEAR.fullmatch(inside) or not decisions.bracketed(inside))
        return opened if opened >= 0 and edition else -position
    if sign in "」』":
        opened_at = _open(text, position - 1)
        joined = _JOINED.match(text, position) or opened_at is None
        return -position if joined or opened_at is None else opened_at
    return position - 1


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[」』】>]", text):
        start = _open(text, match.start())
        if start is not None and match.start() - start > 3:
            yield start + 1, match.start()


def _quotes_from(text: str, position: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"\s*(?:[、,・や]|及び|と)?[「『]([^「」『』]{3,100})[」』]", text[position:]):
        yield position + match.start(1), position + match.end(1)
        return


def _is_in_use(text: str, start: int, end: int) -> bool:
    if not titles.is_firm(_line(text[start:end])) or text[start - 1] not in "「『":
        return False
    position = end + 1
    for _ in range(4):
        link = _NEXT_QUOTE.match(text, position)
        closing = min((at for at in (text.find(sign, position) for sign in "」』") if at >= 0), default=-1)
        if not link or closing < 0:
            break
        position = closing + 1
    return bool(_CONTEXT.match(text, position))


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()


def trimmed(text: str, mention: Mention) -> Mention:
    """The mention without white space at the ends of its title."""
    title = text[mention.start : mention.end]
    start = mention.start + len(title) - len(title.lstrip())
    return replace(mention, start=start, end=mention.end - (len(title) - len(title.rstrip())))
