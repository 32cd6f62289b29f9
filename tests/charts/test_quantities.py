"""Amounts to the last digit that is known."""

from decimal import Decimal

import pytest

from server.charts.figures import Extent, Quantity
from server.charts.looks import Look
from server.charts.quantities import amount, unit, words
from tests.charts.conftest import OKU, extent

JA, EN = Look("ja"), Look("en")


@pytest.mark.parametrize(
    ("given", "ja", "en"),
    [
        (extent("61"), "61", "6.1"),
        (extent("2479"), "2,479", "247.9"),
        (extent("20.7", "0.05"), "20.7", "2.07"),
        (extent("0.6", "0.05"), "0.6", "0.06"),
        (extent("379", "2"), "379", "37.9"),
        (extent("66.1", "0.005"), "66.10", "6.610"),
        (Extent(Decimal(2379 * OKU)), "2,379", "237.9"),
        (Extent(Decimal(0)), "0", "0"),
        (Extent(None, whole=Decimal(106 * OKU)), "106の内数", "within 10.6"),
        (Extent(None), "額なし", "no amount"),
    ],
)
def test_amounts(given: Extent, ja: str, en: str) -> None:
    assert amount(given, unit(Quantity.YEN, JA), JA) == ja
    assert amount(given, unit(Quantity.YEN, EN), EN) == en


def test_words_have_unit_and_bounds() -> None:
    assert words(extent("61"), unit(Quantity.YEN, JA), JA) == "61億円（60.5〜61.5）"
    assert words(extent("61"), unit(Quantity.YEN, EN), EN) == "6.1 JPY bn (6.05 to 6.15)"
    assert words(Extent(None, whole=Decimal(106 * OKU)), unit(Quantity.YEN, JA), JA) == "106億円の内数"
    assert words(Extent(None), unit(Quantity.YEN, JA), JA) == "額なし"
    assert words(Extent(Decimal("-13.1")), unit(Quantity.PERCENT, EN), EN) == "−13.1%"
    assert words(Extent(Decimal(3)), unit(Quantity.COUNT, JA), JA) == "3件"
