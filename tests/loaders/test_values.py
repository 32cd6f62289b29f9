from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import values
from loaders.errors import ValueUnreadable
from loaders.values import FiscalYearNames, Money


@pytest.mark.parametrize(
    ("printed", "yen", "unit", "precision"),
    [
        ("852億円", 85_200_000_000, "億円", 10**8),
        ("20.7億円", 2_070_000_000, "億円", 10**7),
        ("581.5 億円", 58_150_000_000, "億円", 10**7),
        ("6,610百万円", 6_610_000_000, "百万円", 10**6),
        ("2,479億円", 247_900_000_000, "億円", 10**8),
        ("106億円の内数", 10_600_000_000, "億円", 10**8),
        ("1兆2,000億円", 1_200_000_000_000, "億円", 10**8),
        ("5千万円", 50_000_000, "千万円", 10**7),
        ("２，３７９億円", 237_900_000_000, "億円", 10**8),
        ("1,500円", 1_500, "円", 1),
        ("３千円", 3_000, "千円", 1_000),
        ("五千万円", 50_000_000, "千万円", 10**7),
        ("三億円", 300_000_000, "億円", 10**8),
        ("百五十億円", 15_000_000_000, "十億円", 10**9),
        ("2千5百万円", 25_000_000, "百万円", 10**6),
        ("△3億円", -300_000_000, "億円", 10**8),
        ("▲1,200百万円", -1_200_000_000, "百万円", 10**6),
    ],
)
def test_an_amount_is_read_with_its_unit_and_precision(printed: str, yen: int, unit: str, precision: int) -> None:
    assert values.money(printed) == Money(yen, unit, precision)


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "円",
        "億円",
        "百万円",
        "十億円",
        "100億",
        "1,50億円",
        "2億3兆円",
        "約5億円",
        "5億円程度",
        "0.5円",
        "--円",
        "1億2億円",
        "9" * 40 + "円",
    ],
)
def test_what_is_no_amount_is_refused_by_name(printed: str) -> None:
    with pytest.raises(ValueUnreadable, match="is no"):
        values.money(printed)


@given(
    st.decimals(min_value=0, max_value=99_999, places=1).filter(lambda number: number >= 0),
    st.sampled_from([("億円", 10**8), ("百万円", 10**6), ("千円", 10**3)]),
    st.booleans(),
)
def test_any_printed_form_reads_back(number: Decimal, unit: tuple[str, int], full_width: bool) -> None:
    name, worth = unit
    printed = f"{number:,}{name}"
    if full_width:
        printed = printed.translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．"))
    assert values.money(printed).yen == int(number * worth)


@given(st.text(alphabet="0123456789,.兆億万千百十円 内数の△", max_size=12))
def test_no_text_breaks_the_reading(printed: str) -> None:
    try:
        money = values.money(printed)
    except ValueUnreadable:
        return
    assert money.lower <= money.yen <= money.upper


def test_bounds_are_what_rounds_to_the_printed_amount() -> None:
    money = values.money("45億円")
    assert (money.lower, money.upper) == (4_450_000_000, 4_550_000_000)


def test_an_amount_in_yen_is_exact() -> None:
    money = values.money("237,679,065,000円")
    assert money.lower == money.yen == money.upper


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("令和5年6月16日", "2023-06-16"),
        ("令和5年6月", "2023-06"),
        ("2023年6月", "2023-06"),
        ("2022年4月", "2022-04"),
        ("令和4年", "2022"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成３０年１２月", "2018-12"),
        ("令和五年六月十六日", "2023-06-16"),
        ("二〇二三年六月", "2023-06"),
        ("R5.6.16", "2023-06-16"),
        ("2023/6/16", "2023-06-16"),
        ("（令和5年5月12日-14日開催）", "2023-05-12"),
    ],
)
def test_a_date_is_as_precise_as_printed(printed: str, date: str) -> None:
    assert values.date(printed) == date


def test_what_holds_no_date_is_refused() -> None:
    with pytest.raises(ValueUnreadable, match="今年5月"):
        values.date("今年5月")


@pytest.mark.parametrize(
    ("partial", "datatype"), [("2023-06-16", "date"), ("2023-06", "gYearMonth"), ("2023", "gYear")]
)
def test_a_date_literal_has_the_type_of_its_precision(partial: str, datatype: str) -> None:
    assert values.date_literal(partial).datatype.value.endswith("#" + datatype)


@pytest.mark.parametrize(
    ("year", "names"),
    [
        (2024, FiscalYearNames("令和6年度", "FY2024", ("R6",))),
        (2019, FiscalYearNames("令和元年度", "FY2019", ("R1", "H31", "平成31年度"))),
        (2018, FiscalYearNames("平成30年度", "FY2018", ("H30",))),
        (1989, FiscalYearNames("平成元年度", "FY1989", ("H1",))),
        (1988, FiscalYearNames("昭和63年度", "FY1988", ("S63",))),
    ],
)
def test_a_fiscal_year_has_its_names(year: int, names: FiscalYearNames) -> None:
    assert values.fiscal_year_names(year) == names


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("令和6年度", 2024),
        ("令和元年度", 2019),
        ("平成三十年度", 2018),
        ("昭和６３年度", 1988),
        ("R6", 2024),
        ("H30～", 2018),
        ("FY2024", 2024),
        ("2024年度", 2024),
    ],
)
def test_a_fiscal_year_is_read(printed: str, year: int) -> None:
    assert values.fiscal_year(printed) == year


@pytest.mark.parametrize("printed", ["元年", "前年度", "H1N1", "6年度"])
def test_what_names_no_fiscal_year_is_refused(printed: str) -> None:
    with pytest.raises(ValueUnreadable, match="fiscal year"):
        values.fiscal_year(printed)


def test_a_figure_without_a_unit_has_the_unit_that_makes_its_yen() -> None:
    assert values.figure("1,500", 1_500_000_000) == Money(1_500_000_000, "百万円", 10**6)
    assert values.figure("12億円", 5) == values.money("12億円")
    with pytest.raises(ValueUnreadable, match="in any unit"):
        values.figure("1,500", 7)


@given(st.text(max_size=12))
def test_plain_text_keeps_its_places(text: str) -> None:
    assert len(values.plain(text)) == len(text)
