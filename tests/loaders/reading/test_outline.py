import pytest

from loaders.pages import Line
from loaders.reading.outline import Outline, outline

PAGE = """宇宙資源探査推進事業

令和6年度予算額（案）
（前年度予算額）

12億円
10億円

文部科学省

背景・課題

- 資源の確保が課題である。

事業内容

① 探査機開発プログラム 8億円（7億円）
② 試料分析プログラム 4億円（3億円）

（担当：研究開発局宇宙課）
"""


def read(text: str) -> Outline:
    return outline([Line(number, line) for number, line in enumerate(text.splitlines(), 1)])


def test_a_page_names_its_program_and_the_parts_of_it() -> None:
    found = read(PAGE)
    assert (found.fiscal_year, found.phase) == (2024, "draft")
    assert [(heading.printed_name, heading.line_start, heading.part_of) for heading in found.headings] == [
        ("宇宙資源探査推進事業", 1, None),
        ("探査機開発プログラム", 17, "宇宙資源探査推進事業"),
        ("試料分析プログラム", 18, "宇宙資源探査推進事業"),
    ]


def test_each_line_has_the_program_it_speaks_of() -> None:
    owners = read(PAGE).owners
    assert owners[6] == owners[13] == owners[20] == "宇宙資源探査推進事業"
    assert (owners[17], owners[18]) == ("探査機開発プログラム", "試料分析プログラム")


def test_labels_printed_before_their_amounts_are_met_in_order() -> None:
    found = [(one.figure.fiscal_year, one.figure.phase, one.figure.token.money.yen) for one in read(PAGE).amounts]
    assert found[:2] == [(2024, "draft", 1_200_000_000), (2023, "initial", 1_000_000_000)]


def test_a_title_with_its_amounts_begins_a_slide_above_the_bureau() -> None:
    first, second = "月面輸送推進事業", "軌道清掃実証事業"
    pages = [
        f"{name}　5億円（4億円）\n\n宇宙局宇宙課\n\n事業の目的\n\n輸送を支える。\n\n事業実施期間 令和5年度～令和8年度\n"
        for name in (first, second)
    ]
    found = read("宇宙開発の推進\n\n令和6年度予算額（案） 10億円\n\n（担当：宇宙課）\n\n" + "\n\n".join(pages))
    assert [slide.title[0].text.split()[0] for slide in found.slides[-2:]] == [first, second]
    assert {found.owners[line.number] for line in found.slides[-1].lines if line.text.strip()} == {second}


@pytest.mark.parametrize(
    "marks", [("ア", "イ"), ("ⅰ", "ⅱ"), ("A.", "B."), ("❶", "❷"), ("【１】", "【２】"), ("(ａ)", "(ｂ)"), ("甲", "乙")]
)
def test_a_list_of_names_is_parts_and_the_period_after_it_is_of_the_whole(marks: tuple[str, str]) -> None:
    first, second = marks
    parts = f"{first} 軌道計算の構築\n\n・2件程度\n\n{second} 試料の保管\n\n・3件程度\n\n"
    body = f"事業内容\n\n{parts}事業実施期間 令和6年度～\n"
    found = read("宇宙資源探査推進事業\n\n令和6年度予算額（案） 12億円\n\n" + body)
    assert [heading.printed_name for heading in found.headings[1:]] == ["軌道計算の構築", "試料の保管"]
    owners = {line.text: found.owners.get(line.number) for line in found.slides[0].lines}
    assert (owners["・2件程度"], owners["・3件程度"]) == ("軌道計算の構築", "試料の保管")
    assert owners["事業実施期間 令和6年度～"] == "宇宙資源探査推進事業"


def test_a_slide_without_a_title_has_the_listed_program_of_its_amount() -> None:
    listed = "宇宙開発の推進\n\n令和6年度予算額（案） 20億円\n\n月面輸送推進事業 12億円\n軌道清掃実証事業 8億円\n"
    found = read(listed + "\n（担当：研究開発局宇宙課）\n\n令和6年度予算額（案） 8億円\n\n背景\n\n- 課題がある。\n")
    assert found.amounts[-1].program == "軌道清掃実証事業"
