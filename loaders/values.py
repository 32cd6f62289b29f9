"""Printed text -> yen, dates and fiscal years. Pure; a text without a reading raises `ValueUnreadable`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from loaders.errors import ValueUnreadable

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STEPS = MappingProxyType({"千": 1000, "百": 100, "十": 10, "": 1})
_SCALES = MappingProxyType({"兆": 10**12, "億": 10**8, "万": 10**4, "": 1})
_SECTION = re.compile(r"(?P<body>[^兆億万]+)(?P<scale>[兆億万]?)")
_PART = re.compile(r"(?P<number>(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)?)(?P<step>[千百十]?)")
_BARE = re.compile(r"[△▲+−-]?\d[\d,.]*")
_UNITS = ("百万円", "億円", "千円", "円", "万円", "兆円", "十億円", "千万円")
_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_LONGEST = 24
_ABOVE_ALL = 10**16
_SIGNS = MappingProxyType({"△": -1, "▲": -1, "-": -1, "−": -1, "+": 1})
_ERAS = MappingProxyType({"令和": 2018, "平成": 1988, "昭和": 1925})
_INITIALS = MappingProxyType({"R": "令和", "H": "平成", "S": "昭和"})
_COUNT = r"(?:\d{1,2}|元|[二三四五六]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ERA_YEAR = rf"(?P<era>令和|平成|昭和|(?<![A-Za-z0-9])[RHS]\.?)\s?(?P<nth>{_COUNT})(?![A-Za-z])"
_ERA = rf"(?:{_ERA_YEAR}|(?<!\d)(?P<year>(?:19|20)\d\d|二〇[〇一二三四五六七八九]{{2}}))"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(rf"{_ERA}\s?年(?!度)(?:\s?{_MONTH}\s?月(?:\s?{_DAY}\s?日)?)?")
_DOTTED = re.compile(rf"{_ERA}(?P<mark>[./-])\s?{_MONTH}(?:(?P=mark)\s?{_DAY})?(?!\d)")
_FISCAL_YEAR = re.compile(rf"(?:FY\s?)?{_ERA}(?:\s?年度?)?")
_DATE_TYPES = MappingProxyType({4: "gYear", 7: "gYearMonth", 10: "date"})


@dataclass(frozen=True)
class Money:
    """An amount as printed: whole yen, its unit, and the yen that one step of its last printed digit is worth."""

    yen: int
    unit: str
    precision: int

    @property
    def lower(self) -> int:
        """The least amount that rounds to this one."""
        return self.yen - self.precision // 2

    @property
    def upper(self) -> int:
        """The largest amount that rounds to this one."""
        return self.yen + self.precision // 2


def folded(text: str) -> str:
    """The text without white space and the asterisks of Markdown: the form in which printed strings are compared."""
    return re.sub(r"[\s*]+", "", text)


@lru_cache(1 << 14)
def plain(text: str) -> str:
    """The text with full-width and compatibility characters in plain form, each in its place: the length stays."""
    # What is in that form as a whole is so in each of its parts.
    return text if unicodedata.is_normalized("NFKC", text) else text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """The code of each character that was met -> the character in plain form."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        narrow = unicodedata.normalize("NFKC", character)
        # A circled number marks an item; it is no figure.
        single = len(narrow) == 1 and unicodedata.category(character) != "No"
        return self.setdefault(code, narrow if single else character)


_PLAIN = _Plain()


def money(printed: str) -> Money:
    """The amount in "6,610百万円", "1兆2,000億円", "五千万円", "△3億円" or "106億円の内数"; any width."""
    text = folded(unicodedata.normalize("NFKC", printed)).removesuffix("の内数")
    sign = _SIGNS.get(text[:1], 0)
    figures = text[1:] if sign else text
    if not figures.endswith("円") or len(text) > _LONGEST:
        raise ValueUnreadable(f"{printed!r} is no amount in yen")
    parts = list(_parts(figures.removesuffix("円").translate(_DIGITS), printed))
    *_, (number, worth, unit) = parts
    precision = Decimal(worth).scaleb(int(number.as_tuple().exponent))
    total = sum((part * value for part, value, _ in parts), Decimal())
    if total % 1 or precision % 1:
        raise ValueUnreadable(f"{printed!r} is no whole number of yen")
    return Money(int(total) * (sign or 1), unit + "円", int(precision))


def _parts(text: str, printed: str) -> Iterator[tuple[Decimal, int, str]]:
    # Each unit is smaller than the one before it; before the first there is one larger than all.
    position, above = 0, _ABOVE_ALL
    while position < len(text) or above == _ABOVE_ALL:
        section = _SECTION.match(text, position)
        scale = _SCALES[section["scale"]] if section else above
        if not section or scale >= above or not re.search(r"\d", text):
            raise ValueUnreadable(f"{printed!r} is no amount: its figures and units do not follow each other")
        yield from _steps(section["body"], section["scale"], printed)
        position, above = section.end(), scale


def _steps(body: str, scale: str, printed: str) -> Iterator[tuple[Decimal, int, str]]:
    position, above = 0, _ABOVE_ALL
    while position < len(body):
        part = _PART.match(body, position)
        step = _STEPS[part["step"]] if part and part[0] else above
        if not part or step >= above:
            raise ValueUnreadable(f"{printed!r} is no amount: its figures and units do not follow each other")
        # 十 alone is one ten.
        yield Decimal(part["number"].replace(",", "") or 1), step * _SCALES[scale], part["step"] + scale
        position, above = part.end(), step


def figure(printed: str, yen: int) -> Money:
    """The amount of a cell of which the yen are known: a table states the unit of figures such as "1,500" elsewhere."""
    if not _BARE.fullmatch(folded(unicodedata.normalize("NFKC", printed))):
        return money(printed)
    read = (money(printed + unit) for unit in _UNITS if _is_amount(printed + unit))
    found = next((one for one in read if one.yen == yen), None)
    if found is None:
        raise ValueUnreadable(f"{printed!r} is no amount of {yen} yen in any unit")
    return found


def _is_amount(printed: str) -> bool:
    try:
        money(printed)
    except ValueUnreadable:
        return False
    return True


def date(printed: str) -> str:
    """The first date in the text, `2023-06-16`, `2023-06` or `2023` as precise as it is printed."""
    text = unicodedata.normalize("NFKC", printed)
    matches = [match for form in (_DATE, _DOTTED) if (match := form.search(text))]
    if not matches:
        raise ValueUnreadable(f"{printed!r} holds no date such as 令和5年6月16日 or 2023年6月")
    first = min(matches, key=re.Match.start)
    parts = (_counted(part) for part in (first["month"], first["day"]) if part)
    return "-".join([f"{_year(first):04}", *(f"{part:02}" for part in parts)])


def fiscal_year(printed: str) -> int:
    """The Gregorian year in which the first fiscal year of the text starts: 2024 for 令和6年度, R6 or FY2024."""
    match = _FISCAL_YEAR.search(unicodedata.normalize("NFKC", printed))
    if not match:
        raise ValueUnreadable(f"{printed!r} holds no fiscal year such as 令和6年度, R6 or 2024年度")
    return _year(match)


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"].translate(_DIGITS))
    era = match["era"]
    return _ERAS[_INITIALS.get(era[0], era)] + _counted(match["nth"])


def _counted(text: str) -> int:
    if text == "元":
        return 1
    tens, ten, ones = text.translate(_DIGITS).rpartition("十")
    return int(tens or bool(ten)) * 10 + int(ones or 0)


def date_literal(partial: str) -> Literal:
    """A date as precise as known: `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`."""
    return Literal(partial, datatype=NamedNode(_XSD + _DATE_TYPES[len(partial)]))


@dataclass(frozen=True)
class FiscalYearNames:
    """What a fiscal year (1 April to 31 March) is called."""

    ja: str
    en: str
    short: tuple[str, ...]


def fiscal_year_names(year: int) -> FiscalYearNames:
    """令和6年度, FY2024, R6 for 2024; 2019 is both 令和元 and 平成31."""
    era, nth = next((era, year - before) for era, before in _ERAS.items() if year > before)
    initial = {"令和": "R", "平成": "H", "昭和": "S"}[era]
    # The year began in 平成 and ended in 令和: its documents use both.
    other = ("H31", "平成31年度") if year == 2019 else ()
    return FiscalYearNames(f"{era}{'元' if nth == 1 else nth}年度", f"FY{year}", (f"{initial}{nth}", *other))
