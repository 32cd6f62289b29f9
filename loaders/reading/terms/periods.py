"""Years that a program runs or supports, and the years of its reviews and funds. Texts are in half width."""

import re
from collections.abc import Iterator
from decimal import Decimal

from loaders.errors import ValueUnreadable
from loaders.reading.terms.found import Found
from loaders.values import fiscal_year

_NTH = r"(?:\d{1,2}|元)"
_YEAR = rf"(?:(?:令和|平成|昭和)\s?{_NTH}|(?<![A-Za-z])[RHS]\s?{_NTH}|(?:FY\s?)?(?:19|20)\d\d)"
_FROM = rf"(?P<first>{_YEAR}) ?(?:年度?|\.)?(?:\d{{1,2}}月)?"
_TO = rf"(?P<last>{_YEAR}|\d{{1,2}}) ?年?度?(?:\d{{1,2}}月)?"
_RANGE = re.compile(
    rf"(?:{_FROM} ?(?:~|から|-) ?(?:{_TO}(?! ?年(?:間|目)))?(?:まで)?(?: ?\((?:最大|最長)"
    rf"?(?P<years>\d{{1,2}}) ?(?:か|ヵ|"
    rf"カ)?年間? ?\)|の(?P<span>\d{{1,2}}) ?(?:か|ヵ|カ)?年間)?"
    rf"|(?:~) ?(?P<until>{_YEAR}) ?年度?)"
)
_PROGRAM_LABEL = (
    r"(?:事業実施期間|事業期間|事業実施年度|事業年度|実施期間|補助期間|補助事業期間|プログラム期間|"
    r"プロジェクト期間|計画期間|事業の期間)"
)
_SUPPORT_LABEL = (
    r"(?:支援期間|研究期間|研究実施期間|研究開発期間|助成期間|委託期間|支援年限|支援年数|補助対象期間|課題実施期間|"
    r"採択期間|期間|公募採択|事業内公募)"
)
_GAP = r"(?:\([^()~\n]{0,12}\))?\s*[:】>)\]は]?\s*[(]?\s*(?:原則(?:として)?)?\s*"
_LABELLED_PROGRAM = re.compile(
    rf"(?<![一-龥])(?:{_PROGRAM_LABEL}{_GAP}|期間\s*[:】>]\s*|^\s*[【<\[](?={_YEAR}年度~))(?={_YEAR}|~)", re.MULTILINE
)
_YEARS = (
    r"(?P<before>(?:原則(?:として)?|最長で?|最大で?|概ね|約|~|上限|当初)*)\s?(?:(?P<low>\d{1,2})"
    r"\s?年?\s?[~-]\s?)?(?P<number>\d{1,2}|半|"
    r"数)\s?(?:か|ヵ|カ|ヶ)?(?P<unit>年(?:度)?間?半?|月間?)(?!度|目|\d|以上を?要|を要|を超)"
    r"(?P<after>\s?(?:程度|以内|以下|未満|"
    r"を上限|を限度|まで)?)"
)
_PERIOD = re.compile(_YEARS)
_LABELLED_SUPPORT = re.compile(
    rf"(?P<label>{_SUPPORT_LABEL}|{_PROGRAM_LABEL})(?P<gap>\([^()\n]{{0,12}}\)|\s|[:はが】・])*(?={_YEARS})"
)
_SAID_PERIODS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?P<years>(?:最長|最大)で?\s?(?P<number>\d{1,2})\s?年間?)"
            r"(?=\s?(?:の|に(?:わたり|亘り)|支援|\)|、|。|\s|$|程度))",
            re.MULTILINE,
        ),
        "support-period-max",
    ),
    (re.compile(r"(?P<years>(?P<number>\d{1,2})\s?年(?:間)?を(?:上限|限度))"), "support-period-max"),
    (
        re.compile(
            r"(?P<years>(?P<number>\d{1,2})\s?年間)(?=\s?(?:の(?:安定|支援|継続|長期|補助)|支援|助成|"
            r"継続(?:して|的に)支援))"
        ),
        "support-period",
    ),
    (re.compile(r"(?<=x)\s?(?P<years>(?P<number>\d{1,2})\s?年間?)(?!度)"), "support-period"),
)
_WITH_MOST = re.compile(r"(?P<number>\d{1,2})\s?年間?\s?\((?P<most>(?:最長|最大)(?P<years>\d{1,2})\s?年間?)\)")
_BESIDE_MONEY = re.compile(
    r"(?<=円)(?:程度|以内|以下)?(?: ?/ ?(?:年|課題|件|拠点|機関|人|チーム))*(?:\([^()\n]{0,8}\))"
    r"?[、, x・]{1,3}(?=(?:原則|最長|最大)"
    r"?\d{1,2} ?年(?:間|以内|程度)?(?![度目\d]))"
)
_GATE = re.compile(r"ステージ・?ゲート(?:評価|審査)?(?!等)(?:を(?:設定|設け|実施))?")
_GATED_YEARS = re.compile(
    r"(?P<list>(?:(?:研究)?(?:開始(?:から|後))?\s?\d{1,2}\s?年(?:目|度目|後)(?:[、,・及びと]*)){1,4})(?:に|の|"
    r"で|終了時に)"
    r"?[^。\n]{0,6}?(?:ステージ・?ゲート|中間評価)"
)
_GATED_YEAR = re.compile(r"(?:(?:研究)?開始(?:から|後))?\s?(?P<number>\d{1,2})\s?年(?:目|後)")
_FUND_YEAR = re.compile(
    rf"(?:(?P<year>{_YEAR})年度(?:第\d次)?補正予算|\[(?P<short>{_YEAR})\])(?=[^。\n]{{0,24}}基金(?:を|に|から|"
    r"化の|により|設置|造成))"
)
_FUND_YEARS = re.compile(r"円\s?\((?P<number>\d{1,2})\s?年(?:間|分)\)")


def periods(text: str) -> Iterator[Found]:
    """Each period, in reading order of its kind."""
    yield from _program_periods(text)
    yield from _support_periods(text)
    yield from _gates(text)
    yield from _funds(text)


def year(printed: str) -> int | None:
    """The Gregorian year of 令和6, H30 or FY2019; none if it does not read."""
    try:
        return fiscal_year(printed)
    except ValueUnreadable:
        return None


def _program_periods(text: str) -> Iterator[Found]:
    for label in _LABELLED_PROGRAM.finditer(text):
        match = _RANGE.match(text, label.end())
        if match:
            years = _length(match)
            yield Found(match.start(), _shut(match), "program-period", *_valued(years))
    for match in _RUN.finditer(text):
        yield Found(*match.span(), "program-period", *_valued(_length(match)))


_RUN = re.compile(rf"{_FROM} ?から ?{_TO}までの?(?:(?P<years>\d{{1,2}}) ?年間)?(?=の事業|で実施|実施|に実施)")


def _shut(match: re.Match[str]) -> int:
    # 事業期間(H30~): the bracket that closes behind is not the period's.
    return match.end() if match["years"] or not match[0].endswith(")") else match.end() - 1


def _valued(years: int | None) -> tuple[Decimal | None, str | None]:
    return (Decimal(years), "years") if years else (None, None)


def _length(match: re.Match[str]) -> int | None:
    printed = match.groupdict().get("years") or match.groupdict().get("span")
    if printed:
        return int(printed)
    if not match["first"] or not match["last"]:
        return None
    first, last = year(match["first"]), _last(match["first"], match["last"])
    return last - first + 1 if first and last and 0 <= last - first < 60 else None


def _last(first: str, last: str) -> int | None:
    # 平成29~33年度: the second year is of the era of the first; 2016~20: of its century.
    if not last.isdigit() or len(last) == 4:
        return year(last)
    era = re.match(r"令和|平成|昭和|[RHS]", first)
    start = year(first)
    return year(era[0] + last) if era else (start // 100 * 100 + int(last) if start else None)


def _support_periods(text: str) -> Iterator[Found]:
    yield from _labelled_periods(text)
    for pattern, kind in _SAID_PERIODS:
        for match in pattern.finditer(text):
            yield Found(*match.span("years"), _of_program(text, match, kind), Decimal(match["number"]), "years")
    for money in _BESIDE_MONEY.finditer(text):
        beside = _PERIOD.match(text, money.end())
        if beside:
            yield from _spans(beside, "support-period", money.end())
    for match in _WITH_MOST.finditer(text):
        yield Found(match.start(), match.start("most") - 1, "support-period", Decimal(match["number"]), "years")
        yield Found(*match.span("most"), "support-period-max", Decimal(match["years"]), "years")


def _labelled_periods(text: str) -> Iterator[Found]:
    for label in _LABELLED_SUPPORT.finditer(text):
        match = _PERIOD.match(text, label.end())
        if match:
            kind = "program-period" if re.fullmatch(_PROGRAM_LABEL, label["label"]) else "support-period"
            plain = "期間" in label["label"] and not set(text[label.start() : match.start()]) & set("】>\n")
            yield from _spans(match, kind, label.start() if plain else match.start())


def _of_program(text: str, match: re.Match[str], kind: str) -> str:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    labelled = re.search(rf"{_PROGRAM_LABEL}[^。\n]{{0,16}}\Z", line)
    return "program-period-max" if labelled and kind.endswith("max") else kind


def _spans(match: re.Match[str], kind: str, start: int) -> Iterator[Found]:
    most = re.search(r"最長|最大|上限|~", match["before"]) or re.search(
        r"以内|以下|未満|上限|限度|まで", match["after"]
    )
    high = _in_years(match["number"], match["unit"])
    if high is None:
        return
    bounded = f"{kind}-max" if kind in {"support-period", "program-period"} else kind
    if match["low"] and kind == "support-period":
        low = _in_years(match["low"], match["unit"])
        yield Found(start, match.end(), "support-period-min", low, "years")
        yield Found(start, match.end(), bounded, high, "years")
    else:
        yield Found(start, match.end(), bounded if most else kind, high, "years")


def _in_years(number: str, unit: str) -> Decimal | None:
    if number == "数":
        return None
    value = Decimal("0.5") if number == "半" else Decimal(number)
    if unit.endswith("半"):
        value += Decimal("0.5")
    return (value / 12).quantize(Decimal("0.0001")).normalize() if unit.startswith("月") else value


def _gates(text: str) -> Iterator[Found]:
    gated: list[tuple[int, int]] = []
    for match in _GATED_YEARS.finditer(text):
        gated.append((match.start(), match.end() + 12))
        for each in _GATED_YEAR.finditer(match["list"]):
            at = match.start("list")
            yield Found(at + each.start(), at + each.end(), "stage-gate", Decimal(each["number"]), "years")
    for match in _GATE.finditer(text):
        if not any(start <= match.start() < end for start, end in gated):
            yield Found(*match.span(), "stage-gate")


def _funds(text: str) -> Iterator[Found]:
    for match in _FUND_YEAR.finditer(text):
        start = year(match["year"] or match["short"])
        yield Found(*match.span(), "fund-start", Decimal(start) if start else None, "fiscal-year")
    for match in _FUND_YEARS.finditer(text):
        above = text[max(0, match.start() - 120) : match.end() + 40]
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "基金" in above and not re.search(r"[あ当]たり|最大|上限|につき", line):
            yield Found(match.start("number"), match.end() - 1, "fund-period", Decimal(match["number"]), "years")
