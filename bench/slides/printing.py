"""Yen, years and dates -> the ways in which ministries print them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

_FULL = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")
_REIWA, _HEISEI = 2018, 1988


class Unit(StrEnum):
    """The unit of a document's amounts."""

    OKU = "億円"
    HYAKUMAN = "百万円"
    SEN = "千円"


STEPS = {Unit.OKU: 10**8, Unit.HYAKUMAN: 10**6, Unit.SEN: 10**3}


@dataclass(frozen=True)
class Manner:
    """What is the same on every slide of a document: knobs of its typography and wording."""

    fiscal_year: int
    phase: str
    unit: Unit
    decimals: int
    is_full_width: bool
    is_ascii_bracket: bool
    wave: str
    width: int | None
    """Characters a line in the flattened text; None where paragraphs are not broken."""
    encoding: str

    def digits(self, text: str) -> str:
        """In full width where the document prints so."""
        return text.translate(_FULL) if self.is_full_width else text

    def bracketed(self, text: str) -> str:
        """In round brackets of the document's form."""
        return f"({text})" if self.is_ascii_bracket else f"（{text}）"


def grouped(yen: int, unit: Unit, decimals: int = 0) -> str:
    """The figure in this unit without the unit: 1,234 or 12.5."""
    return f"{yen / STEPS[unit]:,.{decimals}f}"


def amount(yen: int, manner: Manner) -> str:
    """An amount as the document prints it: 37億円, 12.5億円, 1兆2,000億円, 6,610百万円."""
    if manner.unit is Unit.OKU and yen >= 10**12 and yen % 10**8 == 0:
        cho, rest = divmod(yen, 10**12)
        return manner.digits(f"{cho:,}兆" + (f"{rest // 10**8:,}億円" if rest >= 10**8 else "円"))
    decimals = manner.decimals if manner.unit is Unit.OKU else 0
    return manner.digits(grouped(yen, manner.unit, decimals)) + manner.unit


def mixed(yen: int, rng: Random) -> str:
    """An amount of support in words and figures: 5千万円, 1億2千万円, 3百万円, 700万円, 2億円."""
    oku, rest = divmod(yen, 10**8)
    sen, man = divmod(rest // 10**4, 1000)
    head = f"{oku}億" if oku else ""
    if not rest:
        return f"{head}円"
    if not man:
        return f"{head}{rng.choice((f'{sen}千万円', f'{sen},000万円'))}"
    if not sen and man % 100 == 0 and not oku:
        return rng.choice((f"{man}万円", f"{man // 100}百万円"))
    return f"{head}{sen * 1000 + man:,}万円"


def era(year: int, manner: Manner) -> tuple[str, str]:
    """The era of a fiscal year and its number: 令和 6, 令和 元; before the new era was named, 平成 goes on (32)."""
    # The draft and the request of fiscal 2019 were printed before the new era had a name.
    if manner.fiscal_year < 2020 or year < 2019:
        return "平成", str(year - _HEISEI)
    return "令和", "元" if year == 2019 else str(year - _REIWA)


def fiscal_year(year: int, manner: Manner) -> str:
    """令和6年度 or 平成30年度."""
    name, number = era(year, manner)
    return f"{name}{manner.digits(number)}年度"


def period(start: int | None, end: int | None, manner: Manner, rng: Random) -> str:
    """The years of a program: both, or the first with the number of years, or one of them."""
    if start is None:
        return f"{manner.wave}{fiscal_year(end or 0, manner)}"
    first = fiscal_year(start, manner)
    if end is None:
        return rng.choice((first, _letter(start, manner))) + manner.wave
    name, number = era(end, manner)
    same = manner.digits(number) if era(start, manner)[0] == name else name + manner.digits(number)
    return rng.choice(
        (
            f"{first}{manner.wave}{fiscal_year(end, manner)}",
            f"{first}{manner.wave}{fiscal_year(end, manner)}",
            f"{first}{manner.wave}{manner.bracketed(manner.digits(str(end - start + 1)) + '年')}",
            f"{first.removesuffix('年度')}{manner.wave}{same}年度",
            f"{_letter(start, manner)}年度{manner.wave}{_letter(end, manner)}年度",
            f"{start}{manner.wave}{end}年度",
        )
    )


def _letter(year: int, manner: Manner) -> str:
    name, number = era(year, manner)
    return {"令和": "R", "平成": "H"}[name] + number.replace("元", "1")


def day(decided: date, manner: Manner, rng: Random) -> str:
    """A date of any precision and spelling: 令和5年6月16日, 令和5年6月, R5.6.16, 2023年6月16日, 2023年6月, 令和5年."""
    is_reiwa = decided >= date(2019, 5, 1)
    number = decided.year - (_REIWA if is_reiwa else _HEISEI)
    nth = "元" if number == 1 else manner.digits(str(number))
    name, month, dom = (
        ("令和" if is_reiwa else "平成"),
        manner.digits(str(decided.month)),
        manner.digits(str(decided.day)),
    )
    long = f"{name}{nth}年{month}月"
    return rng.choices(
        (
            f"{long}{dom}日",
            long,
            f"{'R' if is_reiwa else 'H'}{number}.{decided.month}.{decided.day}",
            f"{decided.year}年{decided.month}月{decided.day}日",
            f"{decided.year}年{decided.month}月",
            f"{name}{nth}年",
        ),
        (10, 6, 2, 1, 1, 1),
    )[0]
