"""Text -> what looks like a fact in it: amounts, years, dates, phases and decisions, each with its place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from loaders import values
from loaders.errors import ValueUnreadable
from loaders.values import Money

# A line is searched several times while a document is read.
_KEPT = 1 << 14
GAP = r"[ \t\u3000*]{0,8}\n?[ \t\u3000*]{0,8}"
"""What may stand inside a token: the asterisks of Markdown, spaces and one line break."""

_GROUP = r"(?:\d{3}|\d\n\d{2}|\d{2}\n\d)"
_NUMBER = rf"(?:\d{{1,3}}(?:\n?,[ \n]?{_GROUP})+|\d+)(?:\.\n?\d+)?"
# Longer than any amount; without an end each place of a long line would be searched to its end.
_KANJI = r"[十百千]{0,3}[一二三四五六七八九][〇一二三四五六七八九十百千]{0,40}+"
_FIGURE = rf"(?:{_NUMBER}{GAP}[千百十]?|{_KANJI})"
_MONEY = re.compile(
    rf"(?<![\d.,])(?P<amount>(?:[△▲−+-]{GAP})?{_FIGURE}(?:{GAP}[兆億万]{GAP}{_FIGURE}?){{0,8}}{GAP}円)(?![/／]?ドル|安|高)"
    rf"(?P<whole>{GAP}の?{GAP}内数)?"
)
# 11,915（10,440）百万円: two figures with one unit.
_SHARED = re.compile(
    rf"(?<![\d.,])(?P<now>{_NUMBER}){GAP}[(\[]{GAP}(?P<before>{_NUMBER}){GAP}[)\]]{GAP}(?P<unit>[千百十]?[兆億万]?円)"
)
_VAGUE = re.compile(
    r"(?<!単位[::])(?<!単位)(?:[数何][十百千]*[万億兆]?|[十百千]{1,9}[億兆])円(?=[程未以規台超のを強弱))、。\s/]|$)"
    r"|(?<![\d.,])\d[\d,.]*[ *]{0,3}[千百十]?[万億兆]?円"
    r"|(?<![\d.,])\d[\d,.]*[ ]?(?:百万|千万|億|兆)(?=程度|以上|以下|規模|超|[\s)~]|$)"
)
_COUNT = r"(?:\d{1,2}|元|[二三四五六]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_SHORT_YEAR = r"(?<![A-Za-z0-9])[RHS]\.?[ ]?\d{1,2}(?![A-Za-z0-9ァ-ヶ])"
_YEAR = rf"(?:(?:令和|平成|昭和)[ ]?{_COUNT}|{_SHORT_YEAR}|(?:FY[ ]?)?(?<!\d)(?:19|20)\d\d)"
_FISCAL = re.compile(rf"{_YEAR}{GAP}年{GAP}度|{_SHORT_YEAR}(?!\.)|FY[ ]?(?:19|20)\d\d")
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(
    rf"{_YEAR}[ ]?年(?!{GAP}度)(?:[ ]?{_MONTH}[ ]?月(?:[ ]?{_DAY}[ ]?日)?)?"
    rf"|{_YEAR}(?P<mark>[./-])[ ]?{_MONTH}(?P=mark)[ ]?{_DAY}(?!\d)"
    rf"|{_SHORT_YEAR}\.{_MONTH}(?=[^\s\d()、。]{{0,24}}決定)"
)
_DECISION = re.compile(
    r"(?:閣議|[^\s\d、。()「」『』【】〔〕\[\]<>:]{0,24}(?:本部|会議|委員会|審議会|大臣|省|庁|懇談会|協議会|推進室))?"
    r"(?:決定|了解|報告|確認|申合せ|申し合わせ|取りまとめ|とりまとめ|答申)"
)


@dataclass(frozen=True)
class Token:
    """A piece of a text: `text[start:end]`, and how it is printed."""

    start: int
    end: int
    printed: str


@dataclass(frozen=True)
class MoneyToken(Token):
    """An amount; `printed` includes a 内数 that follows it."""

    money: Money
    included: bool
    """Whether the amount is that of a larger whole (内数)."""

    @property
    def signed(self) -> bool:
        """Whether a sign makes it a change of an amount."""
        return self.printed[0] in "△▲−+-－＋"


@dataclass(frozen=True)
class YearToken(Token):
    """A fiscal year by its full name."""

    fiscal_year: int


@dataclass(frozen=True)
class DateToken(Token):
    """A date, as precise as it is printed."""

    date: str


@dataclass(frozen=True)
class PhaseToken(Token):
    """A label such as 令和6年度予算額（案）."""

    phase: str
    fiscal_year: int | None
    """None where the label names no year of its own."""
    offset: int
    """-1 for 前年度: years from the year of the document."""


@lru_cache(_KEPT)
def money_tokens(text: str) -> tuple[MoneyToken, ...]:
    """The amounts in yen of a text, in order."""
    plain = values.plain(text)
    found = [token for match in _MONEY.finditer(plain) if (token := _money(text, match))]
    for match in _SHARED.finditer(plain):
        found += _sharing(text, match)
    return tuple(sorted(found, key=lambda token: token.start))


def _sharing(text: str, match: re.Match[str]) -> Iterator[MoneyToken]:
    for name in ("now", "before"):
        start, end = match.span(name)
        try:
            money = values.money(match[name] + match["unit"])
        except ValueUnreadable:
            return
        yield MoneyToken(start, end, text[start:end], money, included=False)


def _money(text: str, match: re.Match[str]) -> MoneyToken | None:
    try:
        money = values.money(match["amount"])
    except ValueUnreadable:
        return None
    return MoneyToken(*match.span(), text[match.start() : match.end()], money, bool(match["whole"]))


def vague_tokens(text: str) -> tuple[Token, ...]:
    """What speaks of money but gives no amount (数十億円, 1,5000円) or no unit (5百万程度), in order."""
    known = {place for token in money_tokens(text) for place in range(token.start, token.end)}
    found = (Token(*_token(text, match)) for match in _VAGUE.finditer(values.plain(text)))
    return tuple(one for one in found if known.isdisjoint(range(one.start, one.end)))


@lru_cache(_KEPT)
def year_tokens(text: str) -> tuple[YearToken, ...]:
    """The fiscal years of a text (令和6年度, R6, FY2024), in order."""
    found = (_token(text, match) for match in _FISCAL.finditer(values.plain(text)))
    return tuple(YearToken(*span, values.fiscal_year(_joined(span[2]))) for span in found)


@lru_cache(_KEPT)
def date_tokens(text: str) -> tuple[DateToken, ...]:
    """The dates of a text (令和5年6月16日, 2023年6月, R5.6.16), in order."""
    found = (_token(text, match) for match in _DATE.finditer(values.plain(text)))
    return tuple(DateToken(*span, values.date(_joined(span[2]))) for span in found)


def decision_tokens(text: str) -> tuple[Token, ...]:
    """The words by which a document says that something was decided (閣議決定, ○○会議決定), in order."""
    return tuple(Token(*_token(text, match)) for match in _DECISION.finditer(values.plain(text)))


def _token(text: str, match: re.Match[str]) -> tuple[int, int, str]:
    return match.start(), match.end(), text[match.start() : match.end()]


def _joined(printed: str) -> str:
    return values.folded(printed)


# The last words of a label -> the phase they name. The order matters: the first that fits is taken.
_CORES: Sequence[tuple[str, str]] = (
    ("revised", r"(?:予SPACE算SPACE額?SPACE[(])?補正後(?:の)?(?:予算)?(?:額)?|補正予算後(?:の)?予算額?"),
    (
        "supplementary-draft",
        r"(?:第?SPACE[\d一二三四]{1,4}SPACE[次号]SPACE)?補SPACE正SPACE予算SPACE(?:額)?SPACE(?:\(第?\d{1,4}[次号]\)SPACE)?(?:案|[(\[]SPACE案SPACE[)\]])(?:額)?",
    ),
    (
        "supplementary",
        r"(?:第?SPACE[\d一二三四]{1,4}SPACE[次号]SPACE)?補SPACE正(?!予?算?[後前])(?:SPACE予SPACE算(?:SPACE額)?)?(?:SPACE\(第?\d{1,4}[次号]\))?(?:計上額|措置額?)?",
    ),
    (
        "draft",
        r"(?:当SPACE初SPACE)?(?:政府SPACE)?予SPACE算SPACE(?:額SPACE)?(?:\((?:一般|特別)会計\))?(?:[(\[]SPACE(?:政府SPACE)?案SPACE[)\]]|案)(?:SPACE額)?"
        r"|予定額(?:SPACE\(案\))?|(?:予SPACE算SPACE)?政府案|当初案|(?:予算)?(?:概算)?決定額|内示額",
    ),
    (
        "request",
        r"(?:予SPACE算SPACE)?概SPACE算SPACE要SPACE求(?:SPACE[・･]SPACE要SPACE望)?(?:SPACE額)?|要SPACE求SPACE[・･、]?SPACE要SPACE望(?:SPACE額)?|(?:予SPACE算SPACE)?要SPACE求SPACE額|[一-龠]{0,10}要望額",
    ),
    ("executed", r"(?:執行|決算|支出)(?:済)?額"),
    ("carried-over", r"繰越額"),
    ("reserve", r"予備費(?:使用)?額?"),
    ("initial", r"当SPACE初SPACE予SPACE算(?:SPACE額)?|予SPACE算SPACE額|成立予算額?"),
)
# These name a phase only beside a year: 令和6年度予算, 令和8年度要求, 前年度.
_BARE: Sequence[tuple[str, str]] = (
    ("draft", r"\(SPACE案SPACE\)"),
    ("request", r"要SPACE求|要望"),
    ("initial", r"当SPACE初(?:額)?|予SPACE算(?!編成|要求|措置|規模|要望)"),
)
# 27年度 without an era is one of 平成.
_LAST_OF_REIWA = 20
_RELATIVE = MappingProxyType({"前々": -2, "前": -1, "昨": -1, "本": 0, "当": 0, "今": 0, "翌": 1, "来": 1})


def _pattern(pairs: Iterable[tuple[str, str]]) -> str:
    return "|".join(f"(?P<{phase.replace('-', '_')}>{form})" for phase, form in pairs).replace("SPACE", GAP)


_OWNER = (
    r"(?:一般会計|特別会計|エネ特|復興特会|[一-龠ァ-ヶー・]{2,12}(?:省|庁|府|局|特別会計|勘定)|科学技術(?:イノベーション)?|文部科学|文教)"
    r"(?:関係|所管|分)?"
)
_OWNED = rf"(?:の|における|[(]?{_OWNER}[)]?)?"
_YEAR_WORD = (
    rf"(?P<relative>前々|前|昨|本|当|今|翌|来){GAP}年{GAP}度"
    rf"|(?P<year>{_YEAR})(?:(?:{GAP}[(]{_YEAR}[)])?{GAP}年{GAP}度(?:{GAP}[(]{_YEAR}年?度?[)])?"
    r"|['’]|(?=[ ]?(?:補正|当初|要求|概算|予算)))"
    rf"|(?<![\d.])(?P<nth>\d{{1,2}}){GAP}年{GAP}度"
)
_LABEL = re.compile(
    rf"(?:(?:{_YEAR_WORD}){GAP}{_OWNED}{GAP}[(]?(?:{_pattern(_CORES)}|{_pattern(_BARE).replace('?P<', '?P<bare_')})"
    rf"|{_pattern(_CORES).replace('?P<', '?P<alone_')}"
    rf"|(?P<before>(?<!対)前{GAP}年{GAP}度)(?!{GAP}[かのにはとよ比並同増差]))"
)


_HINT = re.compile(r"算|要\s?[求望]|補\s?正|額|案|年\s?度|当\s?初")


@lru_cache(_KEPT)
def phase_tokens(text: str) -> tuple[PhaseToken, ...]:
    """The labels of amounts in a text (令和6年度予算額（案）, 前年度予算額, 第2次補正予算額), in order."""
    plain = values.plain(text)
    if not _HINT.search(plain):
        return ()
    era: list[str] = []
    return tuple(_phase(text, match, era) for match in _LABEL.finditer(plain))


def _phase(text: str, match: re.Match[str], eras: list[str]) -> PhaseToken:
    named = {name: printed for name, printed in match.groupdict().items() if printed}
    words = {"relative", "year", "nth"}
    phase = next((name for name in named if name not in words), "initial")
    phase = phase.removeprefix("bare_").removeprefix("alone_").replace("_", "-").replace("before", "initial")
    offset = -1 if "before" in named else _RELATIVE.get(named.get("relative", ""), 0)
    span = _token(text, match)
    return PhaseToken(*span, phase, _labelled_year(named, eras), offset)


def _labelled_year(named: dict[str, str], eras: list[str]) -> int | None:
    # "令和5年度補正・6年度当初": a year without an era is of the era printed before it.
    if "year" in named:
        printed = _joined(named["year"])
        eras.append(re.sub(r"[\d元一二三四五六七八九十]+$", "", printed))
        return values.fiscal_year(printed)
    if "nth" in named:
        era = eras[-1] if eras and eras[-1] and not eras[-1][0].isdigit() else _era(int(named["nth"]))
        return values.fiscal_year(f"{era}{named['nth']}年度")
    return None


def _era(nth: int) -> str:
    return "令和" if nth <= _LAST_OF_REIWA else "平成"


def lone_years(text: str) -> tuple[PhaseToken, ...]:
    """The fiscal years of a text that stand in no label, as labels of the budget of that year, in order."""
    taken = [(label.start, label.end) for label in phase_tokens(text)]
    years = (one for one in year_tokens(text) if not any(start < one.end and one.start < end for start, end in taken))
    return tuple(PhaseToken(one.start, one.end, one.printed, "initial", one.fiscal_year, 0) for one in years)
