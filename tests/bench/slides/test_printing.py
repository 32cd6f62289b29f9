"""The printed forms of amounts, years and dates."""

from datetime import date
from random import Random

import pytest

from bench.scores import day as read_day
from bench.slides import printing
from bench.slides.printing import Manner, Unit
from loaders.values import money

MANNER = Manner(2024, "draft", Unit.OKU, 1, False, False, "～", None, "utf-8")


@pytest.mark.parametrize(
    ("yen", "unit", "decimals", "expected"),
    [
        (1250 * 10**6, Unit.OKU, 1, "12.5億円"),
        (12345 * 10**8, Unit.OKU, 1, "1兆2,345億円"),
        (10**12, Unit.OKU, 0, "1兆円"),
        (6610 * 10**6, Unit.HYAKUMAN, 1, "6,610百万円"),
        (4_999_999 * 10**3, Unit.SEN, 0, "4,999,999千円"),
    ],
)
def test_amounts(yen: int, unit: Unit, decimals: int, expected: str) -> None:
    manner = Manner(2024, "draft", unit, decimals, False, False, "～", None, "utf-8")
    assert printing.amount(yen, manner) == expected
    assert money(expected).yen == yen


@pytest.mark.parametrize("yen", [5 * 10**6, 7 * 10**6, 10**7, 3 * 10**7, 5 * 10**7, 10**8, 3 * 10**8, 12 * 10**7])
def test_mixed_amounts(yen: int) -> None:
    assert {money(printing.mixed(yen, rng)).yen for rng in map(Random, range(9))} == {yen}


@pytest.mark.parametrize(
    ("year", "written", "expected"),
    [
        (2024, 2024, "令和6年度"),
        (2019, 2020, "令和元年度"),
        (2019, 2019, "平成31年度"),
        (2020, 2016, "平成32年度"),
        (2012, 2024, "平成24年度"),
    ],
)
def test_years_as_they_were_called_when_printed(year: int, written: int, expected: str) -> None:
    manner = Manner(written, "draft", Unit.OKU, 0, False, False, "～", None, "utf-8")
    assert printing.fiscal_year(year, manner) == expected


@pytest.mark.parametrize("decided", [date(2023, 6, 16), date(2019, 6, 21), date(2016, 1, 22)])
def test_dates_are_as_precise_as_printed(decided: date) -> None:
    printed = {printing.day(decided, MANNER, rng) for rng in map(Random, range(60))}
    assert len(printed) == 6
    assert {decided.isoformat().startswith(read_day(one)) for one in printed} == {True}
