"""Printed text -> yen, dates and fiscal years. Pure; a text without a reading raises `ValueUnreadable`."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from loaders.errors import ValueUnreadable

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STEPS = MappingProxyType({"千": 1000, "百": 100, "十": 10, "": 1})
_SCALES = MappingProxyType({"兆": 10**12, "億": 10**8, "万": 10**4, "": 1})
_PART = re.compile(r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<step>[千百十]?)(?P<scale>[兆億万]?)")
_LONGEST = 24
_ABOVE_ALL = 10**16
_ERAS = MappingProxyType({"令和": 2018, "平成": 1988, "昭和": 1925})
_DATE = re.compile(
    r"(?:(?P<era>令和|平成|昭和)(?P<nth>\d+|元)|(?P<year>\d{4}))年(?:(?P<month>\d+)月(?:(?P<day>\d+)日)?)?"
)
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


def money(printed: str) -> Money:
    """The amount in "6,610百万円", "20.7億円", "1兆2,000億円" or "106億円の内数"; full width is read as half width."""
    text = folded(unicodedata.normalize("NFKC", printed)).removesuffix("の内数")
    if not text.endswith("円") or len(text) > _LONGEST:
        raise ValueUnreadable(f"{printed!r} is no amount in yen")
    parts = list(_parts(text.removesuffix("円"), printed))
    *_, (number, worth, unit) = parts
    precision = Decimal(worth).scaleb(int(number.as_tuple().exponent))
    total = sum((part * value for part, value, _ in parts), Decimal())
    if total % 1 or precision % 1:
        raise ValueUnreadable(f"{printed!r} is no whole number of yen")
    return Money(int(total), unit + "円", int(precision))


def _parts(text: str, printed: str) -> Iterator[tuple[Decimal, int, str]]:
    # Each unit is smaller than the one before it; before the first there is one larger than all.
    position, above = 0, _ABOVE_ALL
    while position < len(text) or above == _ABOVE_ALL:
        match = _PART.match(text, position)
        scale = _SCALES[match["scale"]] if match else above
        if not match or scale >= above:
            raise ValueUnreadable(f"{printed!r} is no amount: its figures and units do not follow each other")
        yield (
            Decimal(match["number"].replace(",", "")),
            _STEPS[match["step"]] * scale,
            match["step"] + match["scale"],
        )
        position, above = match.end(), scale


def date(printed: str) -> str:
    """The first date in the text, `2023-06-16`, `2023-06` or `2023` as precise as it is printed."""
    match = _DATE.search(unicodedata.normalize("NFKC", printed))
    if not match:
        raise ValueUnreadable(f"{printed!r} holds no date such as 令和5年6月16日 or 2023年6月")
    nth = 1 if match["nth"] == "元" else int(match["nth"] or 0)
    year = _ERAS[match["era"]] + nth if match["era"] else int(match["year"])
    return "-".join([f"{year:04}", *(f"{int(part):02}" for part in (match["month"], match["day"]) if part)])


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
