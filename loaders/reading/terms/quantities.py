"""Numbers with their bounds: 約2.5万件, 最大7億円, 70~100人程度以上. Texts are in half width."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from loaders import values
from loaders.errors import ValueUnreadable
from loaders.reading.tokens import money_tokens

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?"
_SCALES = MappingProxyType({"億": 10**8, "万": 10**4, "千": 1000, "百": 100, "": 1})
NUMBER = r"\d(?<![\d.,万億千]\d)(?:\d{0,2}(?:,\d{3})+|\d{0,8})(?:\.\d{1,4})?(?: ?[億万]\d{1,4}千?| ?[億万千百]?)"
"""A number of things; it begins with its first digit, so that a search for it is quick."""
_BARE_MONEY = r"(?<![\d.,])\d{1,4}(?:\.\d)? ?(?:百万|千万|億)(?=程度|以内|以下|を上限| */)"
BEFORE = (
    r"(?:最大|最長|上限|最低|最小|原則(?:として)?|約|概ね|おおむね|合計|総勢|総計|計|延べ|各|全|年間|毎年|~|各々|"
    r"平均|,|:|\s|は|で|の){0,6}"
)
"""What may stand between a word and its number."""
AFTER = r"(?: ?(?:程度以上|程度|以上|以内|以下|未満|を上限|を下限|まで|超|前後|強|弱))?"
"""What may stand between a unit and the words after it."""
_MOST = re.compile(r"最大|最長|上限|以内|以下|未満|まで|を限度")
_LEAST = re.compile(r"最低|最小|以上|下限|超")


@dataclass(frozen=True)
class Bound:
    """A value and what it bounds: `""` the quantity itself, `-min` or `-max`."""

    suffix: str
    value: Decimal


def number(printed: str) -> Decimal:
    """2.5万 is 25000, 10万4千 is 104000."""
    parts = re.findall(rf"({_DIGITS})\s?([億万千百]?)", printed)
    value = sum((Decimal(figure.replace(",", "")) * _SCALES[scale] for figure, scale in parts), Decimal())
    return value.to_integral_value() if value == value.to_integral_value() else value


def money(printed: str) -> Decimal | None:
    """The yen of an amount with or without 円; none if the figures do not read."""
    try:
        return Decimal(values.money(re.sub(r"\s", "", printed).removesuffix("円") + "円").yen)
    except ValueUnreadable:
        return None


def bounds(low: Decimal | None, high: Decimal, around: tuple[str, str]) -> Iterator[Bound]:
    """The bounds of a quantity with the words before and after it; `low` only in a range."""
    before, after = around
    if low is not None:
        yield Bound("-min", low)
        if not _LEAST.search(after):
            yield Bound("-max", high)
    elif _MOST.search(before + after) or before.rstrip().endswith("~"):
        yield Bound("-max", high)
    elif _LEAST.search(before + after):
        yield Bound("-min", high)
    else:
        yield Bound("", high)


@dataclass(frozen=True)
class Amount:
    """An amount of money, or a range, with its place and the words that bound it."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal
    around: tuple[str, str]

    def bounds(self, limited: bool) -> Iterator[Bound]:
        """Its value or values; `limited` when a label says that it is the most."""
        before, after = self.around
        return bounds(self.low, self.high, (before + ("上限" if limited else ""), after))


_BEFORE = re.compile(r"(?:最大|上限|約|概ね|原則|~|総額|各|年間|年額)*\Z")
_LOW = re.compile(rf"(?<![\d.,])(?P<number>{_DIGITS}) ?(?P<unit>[千百]?[億万]?円?) ?[~-] ?\Z")
_GOES_ON = re.compile(rf" ?[~-] ?{_DIGITS} ?[千百]?[億万]?円")
_AFTER = re.compile(
    r" ?(?:程度以上|程度|以上|以内|以下|未満|を上限|上限|まで|前後)?(?: ?\((?:上限|最大|平均|目安)\))?(?:を上限)?"
)


def amounts(text: str) -> Iterator[Amount]:
    """Each amount of money."""
    for token in money_tokens(text):
        first_of_two = _GOES_ON.match(text, token.end)
        # A hyphen at the start of a line is a bullet.
        bullet = token.signed and text[token.start - 1 : token.start] in {"", "\n"}
        if not (token.included or first_of_two or "\n" in token.printed) and (bullet or not token.signed):
            yield _amount(text, token.start + bullet, token.end, Decimal(abs(token.money.yen)))
    for match in re.finditer(_BARE_MONEY, text):
        yen = money(match[0])
        if yen is not None:
            yield _amount(text, match.start(), match.end(), yen)


def _amount(text: str, start: int, end: int, yen: Decimal) -> Amount:
    low = _LOW.search(text, max(0, start - 20), start)
    least = money(low["number"] + (low["unit"].removesuffix("円") or _unit(text[start:end]))) if low else None
    first = low.start() if low and least is not None else start
    before = _BEFORE.search(text, max(0, first - 10), first)
    after = _AFTER.match(text, end)
    words = (before[0] if before else "", after[0] if after else "")
    return Amount(first - len(words[0]), end + len(words[1]), least, yen, words)


def _unit(printed: str) -> str:
    return re.sub(r"[\d,.\s]+", "", printed).removesuffix("円")
