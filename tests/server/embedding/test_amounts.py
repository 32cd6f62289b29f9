"""Yen in words: to the printed digit and no further, in both languages."""

import pytest

from server.embedding.amounts import Amount, money


@pytest.mark.parametrize(
    ("yen", "step", "ja", "en"),
    [
        (6_500_000_000, 10**8, "65億円", "JPY 6.5 billion"),
        (10_000_000_000, 10**8, "100億円", "JPY 10.0 billion"),
        (58_150_000_000, 10**7, "581.5億円", "JPY 58.15 billion"),
        (6_610_000_000, 10**6, "66.10億円", "JPY 6.610 billion"),
        (45_000_000, 10**6, "45百万円", "JPY 45 million"),
        (1_200_000_000_000, 10**10, "12,000億円", "JPY 1,200 billion"),
        (200_000_000, 10**8, "2億円", "JPY 200 million"),
        (45_678_000, 10**3, "45,678千円", "JPY 45,678,000"),
        (123_456_789, 1, "123,456,789円", "JPY 123,456,789"),
        (123_456_789, 10**8, "123,456,789円", "JPY 123,456,789"),
        (-50_000_000, 10**7, "-0.5億円", "JPY -50 million"),
        (0, 10**8, "0億円", "JPY 0"),
        (0, 0, "0円", "JPY 0"),
    ],
)
def test_an_amount_has_its_printed_digits(yen: int, step: int, ja: str, en: str) -> None:
    assert (money(yen, step, "ja"), money(yen, step, "en")) == (ja, en)


def test_the_margin_is_what_rounding_leaves() -> None:
    amount = Amount(6_500_000_000, 6_450_000_000, 6_550_000_000)
    assert [amount.text("ja"), amount.margin("ja"), amount.exact("ja")] == ["65億円", "±0.5億円", "6,500,000,000円"]
    assert [amount.margin("en"), amount.exact("en")] == ["±JPY 50 million", "JPY 6,500,000,000"]
    assert Amount(0, 0, 50_000_000).margin("en") == "JPY 0 to JPY 50 million"
    assert Amount(7, 7, 7).margin("ja") == ""


def test_an_upper_bound_is_no_amount() -> None:
    bound = Amount(None, 0, 10_650_000_000)
    assert [bound.text("ja"), bound.exact("ja"), bound.margin("ja")] == ["", "", ""]
