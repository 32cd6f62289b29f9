from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.reading import tokens

BUDGET_TEXT = st.text(
    alphabet="0123456789０１２,.，兆億万千百十円年度令和平成元RH月日第次補正予算額要求案"
    "（）()【】△▲－・①※うち内数新規\n 事業の費を",
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("令和6年度予算額（案）\t0.6億円", [("0.6億円", 60_000_000)]),
        ("２，４７９億円（前年度 2,379億円）", [("２，４７９億円", 247_900_000_000), ("2,379億円", 237_900_000_000)]),
        ("1,2\n34百万円", [("1,2\n34百万円", 1_234_000_000)]),
        ("12\n億円", [("12\n億円", 1_200_000_000)]),
        ("1兆2,000億円", [("1兆2,000億円", 1_200_000_000_000)]),
        ("106億円の内数", [("106億円の内数", 10_600_000_000)]),
        ("五千万円と三億円", [("五千万円", 50_000_000), ("三億円", 300_000_000)]),
        ("6~12億円程度", [("12億円", 1_200_000_000)]),
        ("△3億円", [("△3億円", -300_000_000)]),
        ("11,915（10,440）百万円", [("11,915", 11_915_000_000), ("10,440", 10_440_000_000)]),
        ("7\n12億円", [("12億円", 1_200_000_000)]),
        ("円、百万円、1,5000円、100億ドル、円高", []),
    ],
)
def test_amounts_are_found_where_they_stand(text: str, found: list[tuple[str, int]]) -> None:
    read = tokens.money_tokens(text)
    assert [(one.printed, one.money.yen) for one in read] == found
    assert all(text[one.start : one.end] == one.printed for one in read)


@pytest.mark.parametrize(
    ("text", "phase", "year", "offset"),
    [
        ("令和6年度予算額（案）", "draft", 2024, 0),
        ("平成30年度予定額", "draft", 2018, 0),
        ("令和7年度当初予算案額", "draft", 2025, 0),
        ("令和5年度予算概算決定額", "draft", 2023, 0),
        ("令和８年度要求・要望額", "request", 2026, 0),
        ("平成二十五年度概算要求額", "request", 2013, 0),
        ("令和6年度予\n算額（案）", "draft", 2024, 0),
        ("前年度予算額", "initial", None, -1),
        ("前年度", "initial", None, -1),
        ("R5補正", "supplementary", 2023, 0),
        ("令和５年度第２次補正予算額（案）", "supplementary-draft", 2023, 0),
        ("補正後予算額", "revised", None, 0),
        ("令和3年度執行額", "executed", 2021, 0),
        ("2024年度当初予算額", "initial", 2024, 0),
        ("令和5年度文部科学省関係補正予算", "supplementary", 2023, 0),
        ("令和6年度エネルギー対策特別会計予算額（案）", "draft", 2024, 0),
        ("令和8年度予算（一般会計）案", "draft", 2026, 0),
        ("令和6年度予算政府案", "draft", 2024, 0),
        ("令和7年度予算要求額", "request", 2025, 0),
        ("平成31年度（2019年度）予算額（案）", "draft", 2019, 0),
        ("2019（平成31）年度要求額", "request", 2019, 0),
        ("平成23年度三次補正", "supplementary", 2011, 0),
        ("令和5年度予算額（補正後", "revised", 2023, 0),
        ("27年度要求額", "request", 2015, 0),
    ],
)
def test_a_label_names_a_phase_and_a_year(text: str, phase: str, year: int | None, offset: int) -> None:
    (label,) = tokens.phase_tokens(text)
    assert (label.printed, label.phase, label.fiscal_year, label.offset) == (text, phase, year, offset)


@pytest.mark.parametrize("text", ["前年度より増加", "対前年度増△減額", "背景・課題", "予算編成"])
def test_what_is_no_label_is_none(text: str) -> None:
    assert tokens.phase_tokens(text) == ()


def test_a_year_without_an_era_is_of_the_era_before_it() -> None:
    assert [label.fiscal_year for label in tokens.phase_tokens("平成30年度補正・31年度当初")] == [2018, 2019]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("令和元年度からR8年度、FY2024、2023年度", ["令和元年度", "R8年度", "FY2024", "2023年度"]),
        ("H1N1とR2D2、H3ロケット", []),
        ("[H23] 基金化", ["H23"]),
    ],
)
def test_fiscal_years_are_found(text: str, printed: list[str]) -> None:
    assert [token.printed for token in tokens.year_tokens(text)] == printed


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("（令和5年6月16日閣議決定）", ["2023-06-16"]),
        ("平成三十年十二月、R5.6.9", ["2018-12", "2023-06-09"]),
        ("（R3.3閣議決定）R3.3倍", ["2021-03"]),
        ("令和5年度", []),
    ],
)
def test_dates_are_found(text: str, dates: list[str]) -> None:
    assert [token.date for token in tokens.date_tokens(text)] == dates


def test_what_speaks_of_money_without_an_amount_is_vague() -> None:
    text = "数十億円、5百万程度、1,5000円（単位：百万円）"
    assert [token.printed for token in tokens.vague_tokens(text)] == ["数十億円", "5百万", "1,5000円"]


@given(
    st.decimals(min_value=0, max_value=99_999, places=1),
    st.sampled_from([("億円", 10**8), ("百万円", 10**6), ("千円", 10**3), ("兆円", 10**12)]),
    st.sampled_from(["{}", "令和6年度予算額（案） {}", "事業（{}）", "{}の内数", "・\n{}\n"]),
)
def test_any_printed_form_round_trips(number: Decimal, unit: tuple[str, int], around: str) -> None:
    name, worth = unit
    (token,) = tokens.money_tokens(around.format(f"{number:,}{name}"))
    assert token.money.yen == int(number * worth)


@given(BUDGET_TEXT)
def test_no_text_breaks_the_search(text: str) -> None:
    found = [
        *tokens.money_tokens(text),
        *tokens.year_tokens(text),
        *tokens.date_tokens(text),
        *tokens.phase_tokens(text),
        *tokens.decision_tokens(text),
        *tokens.vague_tokens(text),
    ]
    assert all(text[one.start : one.end] == one.printed for one in found)
