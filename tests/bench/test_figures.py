"""Money that nobody accounts for."""

import pytest

from bench.figures import Lost, lost, money
from bench.readings import Reading
from loaders.pages import Line
from tests.bench.rows import budget, left, term

LINES = (Line(1, "甲事業 12億円（12億円）"), Line(2, "市場は約45兆円に達する"), Line(3, "1.2億円程度／件"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37億円（36億円）", ("37億円", "36億円")),
        ("５８１．５ 億円", ("581.5億円",)),
        ("1兆2,000億円", ("1兆2,000億円",)),
        ("6,610百万円、4千万円、3,000円", ("6,610百万円", "4千万円", "3,000円")),
        ("1億2千万円", ("1億2千万円",)),
        ("五億円", ("五億円",)),
        ("事業の円滑な実施、10億ドル、数百万円、第2次", ()),
    ],
)
def test_tokens_of_money(text: str, expected: tuple[str, ...]) -> None:
    assert money(text) == expected


def test_each_printing_is_accounted_for_once() -> None:
    row = budget("a", 1, 12 * 10**8)
    found = Reading(budgets=(row,), terms=(term("a", 3, None, "1.2億円程度／件"),))
    assert lost(LINES, found, [left(2, "45兆円")]) == (Lost(1, "12億円"),)
    assert lost(LINES, Reading(budgets=(row, row)), []) == (Lost(2, "45兆円"), Lost(3, "1.2億円"))
