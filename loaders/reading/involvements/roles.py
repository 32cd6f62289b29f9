"""Bodies in sentences and after labels, with the role that the words beside them give. Texts are in half width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.reading.involvements.bodies import AGENCY, FUNDER, GROUP, MINISTRY, NAMED, is_group, is_named, items

_WITH = r"と(?:の|も)?(?:緊密な|密接な|緊密に|密接に)?連携"
_WITH_ANY = r"(?:と|との|とも)(?:の|も)?(?:緊密な|密接な|緊密に|密接に|一層の)?(?:連携|協力|協働|共同)"


@dataclass(frozen=True)
class Part:
    """A body that stands from `start` to `end`, in a role (a notation of the code list)."""

    start: int
    end: int
    role: str


_AFTER_NAMED: tuple[tuple[str, str], ...] = (
    ("operating-grant-body", r"\s*(?:の)?運営費交付金"),
    ("funding-agency", r"に(?:基金を|造成|設置する基金|設置した基金)"),
    ("implementing", r"(?:に)?(?:おいて|おける)"),
    ("implementing", r"に[^、。\n]{2,20}を設置"),
    ("implementing", r"\s*【(?:拠点|実施|実施機関|運営)】"),
    ("implementing", r"が(?:実施|運営|整備|運用|開発|主体)"),
    ("core-institute", r"[^、。\n一-龥]?[^、。\nぁ-ん]{0,12}を(?:中核|中心|核|拠点|ハブ)"),
    ("participant", r"(?:等|など)による"),
    ("partner", rf"(?:等|など)?{_WITH_ANY}"),
)
_AFTER_AGENCY = re.compile(r"の(?:ファンディング|支援|公募|基金)|を通じ|\s*【(?:ファンディング|配分機関|FA)】")
_SHARE_BEFORE = re.compile(r"うち\s*\Z")
_SHARE_AFTER = re.compile(r"\s*(?:[一-龥]{0,6}(?:予算|要求|決定額)|分|計上|執行|事業|[(:\d])")
_BUDGET_BEFORE = re.compile(r"(?:予算額?|要求額?|計上額?)(?:\(案\))?\s*\(\Z")
_AFTER_GROUP: tuple[tuple[str, str], ...] = (
    (
        "recipient",
        r"に対し|を対象(?:に|と)|への(?:集中的な|重点的な|継続的な)?(?:追加)?支援|を(?:追加的に|重点的に|"
        r"集中的に)?支援",
    ),
    ("recipient", r"(?:が(?:ハブ|主体|中心)とな|の[^、。\nを]{0,12}(?:研究|取組|活動)(?:を|の)?支援)"),
    ("recipient", rf"や{GROUP}が(?:ハブ|主体|中心)とな"),
    ("participant", r"で構成"),
    ("participant", r"を[^、。\n]{0,8}拠点として"),
    ("partner", rf"(?:\([^()\n]{{2,16}}\))?{_WITH}"),
    ("partner", rf"(?=、{GROUP}(?:\([^()\n]{{2,16}}\))?{_WITH})"),
)
_FOLLOWING_NAMED = tuple((role, re.compile(pattern)) for role, pattern in _AFTER_NAMED)
_FOLLOWING_GROUP = tuple((role, re.compile(pattern)) for role, pattern in _AFTER_GROUP)
_SELECTED = re.compile(
    r"(?:^|[、。を])\s*(?P<body>[^、。\n()「」]{2,24}から選抜(?:された|した)機関)に対し", re.MULTILINE
)
_ENTRUSTED = re.compile(r"から(?P<body>[^。\n()]{2,50}?)(?:に|へ)(?:委託|補助|交付|配分)")
_LABELS: tuple[tuple[str, str, str], ...] = (
    (
        r"支援対象機関|支援対象(?:者)?|補助対象(?:機関|者|事業者)?|対象機関|交付先|交付対象|支援先|補助先|"
        r"補助事業者|間接補助事業者|公募対象|実施主体|事業実施主体|対象大学|対象者",
        "implementing",
        "recipient",
    ),
    (r"支援規模", "", "recipient"),
    (r"研究推進法人|管理法人|資金配分機関|配分機関|基金設置法人|基金管理団体", "funding-agency", ""),
    (
        r"委託先(?:機関)?|実施機関|(?:国の|整備|運用)主体|(?:国立)?研究開発法人|実施者|運営主体|設置主体|運営機関|実施法人|執行団体|執行機関|設置者",
        "implementing",
        "recipient",
    ),
    (
        r"(?:研究)?代表機関|代表研究機関|中核機関|中核拠点|拠点機関|中心拠点|中核大学|代表校|幹事校|主管機関",
        "core-institute",
        "recipient",
    ),
    (
        r"参画機関|副代表機関|幹事機関|参加機関|分担機関|採択機関|選定機関|採択大学|選定大学|参画大学|参画校|"
        r"共同実施機関|拠点",
        "participant",
        "",
    ),
    (r"パートナー|協力機関|連携機関|連携先|連携大学|共同研究機関", "partner", "partner"),
)
_LABEL = {
    words: re.compile(
        rf"(?:^|[\s、・○●◆■✓【<(])(?:{words})[】>)]?(?:[ ]*:\s*|[】>][ ]*|[ ]{{1,4}}|[ ]*\n\s*)"
        rf"(?P<value>[^\n。]{{2,80}})",
        re.MULTILINE,
    )
    for words, _, _ in _LABELS
}
_VALUE_END = re.compile(
    r"\s{2,}|\s*(?:\(?(?:最大|約|計|各|全)?\d+\s*(?:機関|拠点|件|校|大学|箇所|か所|課題)|\((?:\d|最大|定額|補助率|"
    r"公募|案)|補助率|[\s、]+[一-龥]{2,8}:|※|。|【|〔|→|⇒)"
)
_VALUE_LEAD = re.compile(r"[ :・]*(?:(?:令和|平成)(?:\d{1,2}|元)年度(?:採択)?[ :]+)?")
_LISTED = (
    ("implementing", re.compile(r"^[^\S\n]*〔(?P<list>[^〔〕\n]+)〕[^\S\n]*$", re.MULTILINE)),
    ("implementing", re.compile(r"^[^\S\n]*【(?P<list>[^【】\n]+)】[^\S\n]*$", re.MULTILINE)),
    ("participant", re.compile(r"\[(?P<list>[^\[\]\n]{2,80})\]\s*$", re.MULTILINE)),
    (
        "participant",
        re.compile(r"\((?:全|計)?\d+\s*(?:件|拠点|機関|課題|チーム|大学|校)\s*:\s*(?P<list>[^()\n]{2,120})\)"),
    ),
    ("participant", re.compile(r"(?:機関|拠点|大学|班|チーム|体制)\((?P<list>[^()\n]{2,60}?)等\)")),
)
_CERTIFIED = re.compile(
    r"(?:^|[\s、。を・「])(?P<name>[^\s、。()「」・]{2,24}?(?:機関|拠点|病院))\([^()\s]*大臣認定\)|"
    r"「(?P<other>[^「」\s]{2,24}(?:機関|拠点))"
    r"」として[^。\n]{0,30}認定"
)


def named(text: str) -> Iterator[Part]:
    """Bodies by name whose role a word beside them tells."""
    for match in _NAMED.finditer(text):
        start = _name_start(text, *match.span())
        role = _role_of_named(text, match) if start is not None else None
        if start is not None and role:
            yield Part(start, match.end(), role)


_NAMED = re.compile(NAMED)
_AGENCY = re.compile(AGENCY)


def _role_of_named(text: str, match: re.Match[str]) -> str | None:
    before = text[max(0, match.start() - 16) : match.start()]
    if _AGENCY.fullmatch(match[0]):
        shared = _SHARE_BEFORE.search(before) and _SHARE_AFTER.match(text, match.end())
        budgeted = _BUDGET_BEFORE.search(before) and text.startswith(")", match.end())
        if shared or budgeted or _AFTER_AGENCY.match(text, match.end()):
            return "funding-agency"
    return next((role for role, pattern in _FOLLOWING_NAMED if pattern.match(text, match.end())), None)


_SUBJECT = re.compile(rf"^[\s\-・○●◆◇■□▶➢✓※*]*(?P<body>{AGENCY})[はの]", re.MULTILINE)


def subjects(text: str) -> Iterator[Part]:
    """An agency with which several points of a slide begin: it carries out what they tell."""
    found = list(_SUBJECT.finditer(text))
    for match in found:
        if sum(other["body"] == match["body"] for other in found) > 1:
            yield Part(*match.span("body"), "implementing")


def _name_start(text: str, start: int, end: int) -> int | None:
    # 我が国の東京大学 and the like: the name begins behind what is no part of it.
    for at in range(start, end - 1):
        if is_named(text[at:end]) and not (at > 0 and re.match(r"[一-龥ァ-ヶー]", text[at - 1]) and at > start):
            return at
    return None


def grouped(text: str) -> Iterator[Part]:
    """Bodies in general words whose role the verb tells."""
    for pattern in (_SELECTED, _ENTRUSTED):
        for match in pattern.finditer(text):
            if is_group(match["body"]):
                yield Part(*match.span("body"), "recipient")
    for match in _GROUP.finditer(text):
        found = ((role, pattern.match(text, match.end())) for role, pattern in _FOLLOWING_GROUP)
        role, after = next(((role, after) for role, after in found if after), ("", None))
        if after:
            yield from _in_role(text, (match.start(), _with_note(text, match.end(), role)), role)


_GROUP = re.compile(GROUP)


def _with_note(text: str, end: int, role: str) -> int:
    # 臨床研究中核病院(厚生労働大臣承認)との連携: the bracket is printed with the name.
    note = re.match(r"\([^()\n]{2,16}\)", text[end : end + 20]) if role == "partner" else None
    return end + note.end() if note else end


def _in_role(text: str, span: tuple[int, int], role: str) -> Iterator[Part]:
    start = _clause(text, *span)
    words = text[start : span[1]]
    named = is_group(re.sub(r"\([^()]*\)$", "", words)) and not _ABROAD.match(words)
    if named and (role != "partner" or _is_particular(words)):
        yield Part(start, span[1], role)


_ABROAD = re.compile(r"(?:.*\d|各(?:拠点|機関|大学)|国内外|海外|世界|欧米|諸外国)")
_BARE = re.compile(r"(?:研究)?(?:機関|大学|企業|法人|団体|拠点|事業者|病院)(?:等|など)?")
_RELATIVE = re.compile(
    r"(?:[^、。\n「」:]{2,30}[にをがでのとは]\n(?!\s*[-・○●◆■※✓]))?[^、。\n「」:]{0,30}[たるむうす]\Z"
)


def _clause(text: str, start: int, end: int) -> int:
    # 研究者の環境改善に努めた機関: 機関 alone says nothing, so the clause before belongs to it.
    alone = _BARE.fullmatch(text[start:end])
    before = text[max(0, start - 60) : start]
    clause = _RELATIVE.search(before) if alone and re.search(r"[たるむうす]\Z", before) else None
    if not clause:
        return start
    words = clause[0]
    lead = re.match(r"[\s\-・○●◆■✓※→⇒*]*", words)
    return start - len(words) + (lead.end() if lead else 0)


def _is_particular(group: str) -> bool:
    return len(group) >= 9 or (group.endswith(("病院", "拠点")) and len(group) >= 6)


def labelled(text: str) -> Iterator[Part]:
    """Bodies after a label such as 支援対象機関: or 代表機関:."""
    for words, of_named, of_group in _LABELS:
        for match in _LABEL[words].finditer(text):
            start, end = _value(text, *match.span("value"))
            yield from _valued(text, (start, end), of_named, of_group)


def _value(text: str, start: int, end: int) -> tuple[int, int]:
    stop = _VALUE_END.search(text, start, end)
    end = stop.start() if stop and stop.start() > start else end
    lead = _VALUE_LEAD.match(text, start, end)
    start = lead.end() if lead else start
    value = text[start:end].rstrip(" 、,")
    return start, start + len(value if value.count("(") == value.count(")") else value.rstrip(" 、,)"))


def _valued(text: str, span: tuple[int, int], of_named: str, of_group: str) -> Iterator[Part]:
    start, end = span
    listed = [(start + left, start + right) for left, right in items(text[start:end])]
    if listed and of_named and all(_is_listed(text[left:right]) for left, right in listed):
        yield from (Part(left, right, _role(text[left:right], of_named)) for left, right in listed)
    elif of_group and is_group(text[start:end]):
        yield Part(start, end, of_group)


_OFFICIAL = re.compile(rf"{MINISTRY}|北海道|東京都|(?:京都|大阪)府|[一-龥]{{2,4}}[県市]")


def _is_listed(name: str) -> bool:
    """Whether a name among those after a label is one body's: ministries and prefectures count there."""
    return is_named(name) or bool(_OFFICIAL.fullmatch(name))


def listed(text: str) -> Iterator[Part]:
    """Bodies in a bracket that holds nothing else."""
    for role, pattern in _LISTED:
        for match in pattern.finditer(text):
            offset = match.start("list")
            spans = [(offset + left, offset + right) for left, right in items(match["list"])]
            if spans and all(_is_body(text[left:right]) for left, right in spans):
                yield from (Part(left, right, role) for left, right in spans)


def _role(name: str, role: str) -> str:
    # Money given to an agency that funds others goes on to them.
    return "funding-agency" if role == "implementing" and re.search(FUNDER, name) else role


def _is_body(name: str) -> bool:
    return is_named(name) or name in {"民間企業", "企業"}


def certified(text: str, known: frozenset[str]) -> Iterator[Part]:
    """Institutions certified to give support, where they are put to use or explained."""
    for name in known:
        pattern = (
            rf"{re.escape(name)}(?:\([^()\s]*認定\))?(?=(?:等)?(?:を(?:通じ|活用|核)|の(?:更なる|さらなる|一層の)"
            r"?活用)|\s*:\s*$)"
        )
        for match in re.finditer(pattern, text, re.MULTILINE):
            yield Part(match.start(), match.end(), "certified-support-institution")


def certified_names(text: str) -> frozenset[str]:
    """The names of institutions that a minister certifies, as the text says."""
    return frozenset(match["name"] or match["other"] for match in _CERTIFIED.finditer(text))
