"""Numbers of awards, sites, institutions, areas, people and the like. Texts are in half width."""

import re
from collections.abc import Iterator
from decimal import Decimal

from loaders.reading.terms.found import Found
from loaders.reading.terms.quantities import AFTER, BEFORE, NUMBER, bounds, number

_BOUNDED = frozenset(
    f"number-of-{thing}"
    for thing in [
        "awards",
        "projects",
        "sites",
        "institutions",
        "areas",
        "teams-per-area",
        "themes",
        "calls",
        "calls-per-year",
        "researchers",
        "principal-investigators",
        "personnel",
    ]
) | {"foreign-researcher-share"}
_WITH_LABEL = frozenset(
    {"success-rate", "number-of-applications", "number-of-new-awards", "number-of-awards", "number-of-research-units"}
)
"""Kinds whose figure is printed with the words before it."""
_N = rf"(?P<before>{BEFORE})(?:(?P<low>{NUMBER}) ?[人名件]? ?[~-] ?)?(?P<number>{NUMBER})"
"""A number after a label."""
_M = rf"(?P<number>{NUMBER})"
"""A number before the words that say what it counts."""
_TAIL = re.compile(AFTER)
_LEAD = re.compile(rf"(?P<before>{BEFORE})(?:(?P<low>{NUMBER}) ?[^\s\d~-]{{0,6}}? ?[~-] ?)?\Z")
_PIECES = r"(?:件|課題|提案)"
_SITES = r"(?:拠点|箇所|か所|ヶ所|カ所)"
_BODIES = r"(?:機関|大学|校|病院|施設|社)"
_PEOPLE = r"(?:研究者|大学院生|博士(?:後期)?課程学生|学生|若手)"
_PER_AREA = r"(?:各|1)領域(?:あたり|当たり)?"
_RULES: tuple[tuple[str, str, str], ...] = (
    ("success-rate", "percent", rf"採択率{_N} ?%"),
    ("number-of-applications", "count", rf"(?:応募|申請)(?:件数|総数|数)?{_N} ?件"),
    ("number-of-new-awards", "count", rf"新規採択(?:予定)?(?:件数|数|課題数)?{_N} ?(?:{_PIECES}|{_SITES}|{_BODIES})"),
    ("number-of-new-awards", "count", rf"{_M} ?{_PIECES}{AFTER}(?:の|を)新規(?:に)?採択"),
    ("number-of-new-awards", "count", rf"新規分?{_N} ?{_PIECES}"),
    ("number-of-supported-projects", "count", rf"{_M} ?{_PIECES}{AFTER}の(?:助成|支援)"),
    ("number-of-calls-held", "count", rf"{_M} ?回の公募を(?:これまでに)?実施"),
    ("number-of-calls-per-year", "count", rf"公募(?:回数)?[:は\s]*年(?:に|間)?{_N} ?回"),
    ("number-of-calls-per-year", "count", rf"年(?:に|間)?{_N} ?回{AFTER}の?公募"),
    ("number-of-calls", "count", rf"公募回数{_N} ?回"),
    ("number-of-teams-per-area", "count", rf"領域{AFTER} ?[x・] ?{_N} ?チーム"),
    ("number-of-teams-per-area", "count", rf"{_PER_AREA}{_N} ?チーム"),
    ("number-of-themes-per-area", "count", rf"{_PER_AREA} ?{_N} ?(?:つ{AFTER}の|(?:つの)?テーマ|課題)"),
    (
        "number-of-areas",
        "count",
        rf"(?<![各第]){_M} ?(?:つの)?(?:研究|技術|重点|戦略|対象|主要)*領域(?!横断|を超え|の(?:垣根|壁)|あたり|当たり)",
    ),
    (
        "number-of-themes",
        "count",
        rf"{_M} ?(?:つの)?(?:研究|開発|重点)?(?:課題枠|テーマ|ユースケース)(?!間|あたり|当たり)",
    ),
    ("number-of-reviewers", "persons", rf"(?:審査(?:委)?員(?:数)?|評価者){_N} ?[人名]"),
    ("number-of-reviewers", "persons", rf"研究者\({_N} ?[人名](?={AFTER}\)[^。\n]{{0,20}}審査)"),
    ("number-of-principal-investigators", "persons", rf"(?:PI|主任研究[者員])(?:が|を|数)?{_N} ?[人名]"),
    ("foreign-researcher-share", "percent", rf"{_M} ?%{AFTER}(?:が|は|を)?(?:外国|海外)(?:から|人)"),
    ("foreign-researcher-share", "percent", rf"外国人(?:研究者)?(?:比率|割合|の割合){_N} ?%"),
    ("number-of-research-units", "count", rf"全{_N} ?(?:研究)?(?:チーム|ユニット|研究室)"),
    ("biobank-cases", "count", rf"{_M} ?症例"),
    ("biobank-diseases", "count", rf"(?<=[、,]){_M} ?疾患"),
    (
        "biobank-participants",
        "persons",
        rf"{_M} ?人(?=の(?:試料|検体|健康|ゲノム|DNA)|[、,・][^。\n]{{0,8}}症例)",
    ),
    ("number-of-researchers", "persons", rf"{_M} ?[人名](?={AFTER}の[^、。\d\n]{{0,8}}{_PEOPLE})"),
    (
        "number-of-researchers",
        "persons",
        rf"(?:研究者|学生|大学院生|支援人数|支援対象者?数|採用人数|支援者数)[:\s]{_N} ?[人名]",
    ),
    (
        "number-of-researchers",
        "persons",
        rf"{_M} ?[人名](?={AFTER}(?:を|に対し)[^、。\n]{{0,6}}(?:支援|採用|派遣|招へい))",
    ),
    ("number-of-researchers", "persons", rf"{_PEOPLE}等?\({_N} ?[人名](?={AFTER}[)/])"),
    ("number-of-awards", "count", rf"(?:採択|支援)(?:予定)?(?:課題)?(?:件数|数|予定数){_N} ?{_PIECES}"),
    ("number-of-institutions", "count", rf"{_M} ?(?:機関|大学|校)(?=が参画)"),
    ("number-of-personnel", "persons", rf"総勢{_N} ?[人名]"),
    ("number-of-personnel", "persons", rf"(?:(?<=チーム[、,])|(?<=ユニット[、,])){_M} ?名"),
)
_COMPILED = tuple((kind, unit, re.compile(pattern)) for kind, unit, pattern in _RULES)
_TURNOVER = re.compile(
    r"(?:毎年)?(?:審査|評価)(?:委)?員の(?P<under>[1-9])分の(?P<over>\d)(?:程度)?(?=を(?:改選|交替|交代))"
)
_AFTER_PHD = re.compile(r"(?:博士号?|学位|博士の学位|博士学位)取得後 ?(?P<number>\d+) ?年(?:以内|未満)")
_MEMBERS = re.compile(r"(?<=\()(?:全|計)?(?P<number>\d+) ?件(?= ?:)")
_CONTRACTED = re.compile(r"(?<![\d~])(?P<number>\d+) ?機関(?= ?[・x] ?[\d,.]+ ?(?:百万|億|千万|万)円)")


def counts(text: str) -> Iterator[Found]:
    """Each number of things that a word beside it names."""
    for kind, unit, pattern in _COMPILED:
        for match in pattern.finditer(text):
            yield from _counted(text, (kind, unit), match)
    for match in _TURNOVER.finditer(text):
        share = (Decimal(match["over"]) / Decimal(match["under"])).quantize(Decimal("0.0001"))
        yield Found(*match.span(), "reviewer-turnover", share, "fraction")
    for match in _AFTER_PHD.finditer(text):
        yield Found(*match.span(), "eligibility-years-after-phd", number(match["number"]), "years")
    for match in _MEMBERS.finditer(text):
        yield Found(*match.span(), _members(text, match.start()), number(match["number"]), "count")
    for match in _CONTRACTED.finditer(text):
        yield Found(*match.span(), "number-of-institutions", number(match["number"]), "count")


def _counted(text: str, what: tuple[str, str], match: re.Match[str]) -> Iterator[Found]:
    kind, unit = what
    lead = match if "before" in match.re.groupindex else _LEAD.search(text, max(0, match.start() - 24), match.start())
    if lead is None:
        return
    after = _TAIL.match(text, match.end())
    end = after.end() if after else match.end()
    labelled = kind in _WITH_LABEL and lead is match
    start = _printed_start(text, match.start() if labelled else lead.start("before"), match.end())
    low = number(lead["low"]) if lead["low"] else None
    if low is not None and kind == "number-of-new-awards":
        kind = "number-of-awards"
    around = lead["before"], text[match.end("number") : end]
    for bound in bounds(low, number(match["number"]), around):
        yield Found(start, end, kind + (bound.suffix if kind in _BOUNDED else ""), bound.value, unit)


def _printed_start(text: str, start: int, end: int) -> int:
    # A label on a line of its own is not printed with the figure.
    start = max(start, text.rfind("\n", 0, end) + 1)
    return start + len(text[start:end]) - len(text[start:end].lstrip(" 、,:はでのが"))


def _members(text: str, position: int) -> str:
    before = text[text.rfind("\n", 0, position) + 1 : position]
    if re.search(r"[Ff]lagship|フラッグシップ", before):
        return "number-of-flagship-projects"
    return "number-of-basic-projects" if "基礎基盤" in before else "number-of-projects"


_PLACED: tuple[tuple[str, str], ...] = (
    ("number-of-sites", _SITES),
    ("number-of-institutions", _BODIES),
    ("number-of-projects", r"(?:課題|プロジェクト|テーマ)"),
    ("number-of-awards", r"件"),
)
_CHOSEN = r"(?:採択|支援|選定|整備|形成|設置|公募|構築|指定|認定)"
_CHOSEN_LABEL = (
    r"(?:支援規模|事業規模|採択規模|支援件数|採択件数|採択予定件数|採択予定数|採択数|支援対象数|件数・単価|"
    r"採択件数・単価|"
    r"単価・件数|補助件数|実施箇所数?|(?:採択|選定|支援|対象|参画)(?:大学|機関|校|拠点)数?|件数|支援拠点数|"
    r"課題数|拠点数|機関数|"
    r"選定件数|選定数|採択予定)"
)


def _number_of(unit: str) -> str:
    return rf"{_M} ?{unit}"


_MONEY_NEXT = r"(?: ?[x@・] ?| +)(?:年間|約|最大)*[\d.,]+ ?[千百]?[億万]?円"
_NEXT_MONEY = re.compile(_MONEY_NEXT)
_PLACES = tuple(
    (
        kind,
        re.compile(
            rf"{_number_of(unit)}(?={AFTER}(?:(?:を|の|で)?{_CHOSEN}(?!した|され|済)|{_MONEY_NEXT}|(?P<closed>\))))"
        ),
    )
    for kind, unit in _PLACED
)
_OPENED = re.compile(rf"\({BEFORE}(?:{NUMBER} ?[^\s\d~-]{{0,6}}? ?[~-] ?)?\Z")
_TIMES_PLACES = tuple((kind, re.compile(rf"(?<=[x@]){_number_of(unit)}")) for kind, unit in _PLACED)
_PAST = re.compile(r"これまで|延べ|累計|既に|世界")
_LABELLED = re.compile(rf"{_CHOSEN_LABEL}(?:\([^()]*\))?[】>]?(?:\s*:\s*|\s+|は|(?<=[】>]))(?P<value>[^\n。]{{1,60}})")
_LABELLED_VALUES = tuple(
    (kind, re.compile(rf"{_number_of(unit)}(?!あたり|当たり|当り|につき)")) for kind, unit in _PLACED
)


def placed(text: str) -> Iterator[Found]:
    """Numbers of sites, institutions, projects and awards that a bracket, a label, 採択 or × shows to be chosen."""
    for kind, pattern in (*_PLACES, *_TIMES_PLACES):
        for match in pattern.finditer(text):
            if _stands(text, match):
                yield from _counted(text, (kind, "count"), match)
    for label in _LABELLED.finditer(text):
        for kind, pattern in _LABELLED_VALUES:
            for match in pattern.finditer(text, label.start("value"), _own_end(text, *label.span("value"))):
                yield from _counted(text, (kind, "count"), match)


def _own_end(text: str, start: int, end: int) -> int:
    # 13件(国立10件、私立3件): the bracket divides what is counted before it.
    divided = _DIVIDED.search(text, start, end)
    return divided.start() if divided else end


_DIVIDED = re.compile(r"(?<=[件校学])\((?:うち|内訳|国立|公立|私立|国公立)")


def _stands(text: str, match: re.Match[str]) -> bool:
    before = max(0, match.start() - 14)
    if _PAST.search(text, before, match.start() + 2):
        return False
    # 1課題 5,000万円: so much a project, not one project.
    if match["number"].strip() == "1" and _NEXT_MONEY.match(text, match.end()):
        return False
    closed = match.groupdict().get("closed")
    return not closed or bool(_OPENED.search(text, before, match.start()))
