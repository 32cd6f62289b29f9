import pytest

from loaders.pages import Line
from loaders.reading import periods, programs
from loaders.reading.outline import outline
from loaders.reading.periods import Period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("（事業期間：令和6年度～令和8年度）", Period(2024, 2026)),
        ("・実施期間：令和3年度～（10年）", Period(2021, 2030)),
        ("・実施期間：令和元年度～（7年）", Period(2019, 2025)),
        ("事業期間(H30~): 最大10年間、ステージゲート評価", Period(2018, None)),
        ("事業期間: 2016~2025年度", Period(2016, 2025)),
        ("事業期間：R4年度～R8年度", Period(2022, 2026)),
        ("平成25年度～29年度", Period(2013, 2017)),
        ("事業実施期間 令和3年度～", Period(2021, None)),
        ("～令和10年度", Period(None, 2028)),
        ("研究期間：6年間", None),
    ],
)
def test_a_period_is_read_as_printed(text: str, period: Period | None) -> None:
    assert periods.period(text) == period


def test_a_program_on_an_overview_and_on_its_page_is_one_row() -> None:
    text = """蓄電池研究の推進
令和6年度予算額（案） 30億円
（前年度予算額 28億円）

○ 固体電池開発事業 20億円（新規）
○ 材料探索事業 10億円（8億円）

（担当：研究開発局環境課）

固体電池開発事業（SOLID）

令和6年度予算額（案）
20億円
（新規）

事業実施期間

令和6年度～令和10年度
"""
    rows = programs.read(outline([Line(number, line) for number, line in enumerate(text.splitlines(), 1)]))
    assert [
        (row.printed_name, row.part_of, row.start_fiscal_year, row.end_fiscal_year, row.is_new) for row in rows
    ] == [
        ("蓄電池研究の推進", None, None, None, False),
        ("材料探索事業", "蓄電池研究の推進", None, None, False),
        ("固体電池開発事業（SOLID）", "蓄電池研究の推進", 2024, 2028, True),
    ]


def test_a_slide_without_its_heading_is_an_entry_without_a_name() -> None:
    text = ["背景・課題", "", "令和6年度予算（案）のポイント", "", "1 拠点形成プログラム：500百万円", "（担当：課）"]
    rows = programs.read(outline([Line(number, line) for number, line in enumerate(text, 1)]))
    assert [(row.printed_name, row.line_start) for row in rows] == [("", 1), ("拠点形成プログラム", 5)]
