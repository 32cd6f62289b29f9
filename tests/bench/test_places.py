"""Where a found row stands, in media whose lines are not those of the truth."""

from dataclasses import replace

from bench.places import by_evidence, by_order, by_page
from loaders.pages import Line
from tests.bench.rows import budget, citation, entry

LINES = (
    Line(1, "甲事業", page=1),
    Line(2, "令和6年度予算額（案）　１２億円", page=1),
    Line(3, "「統合イノベーション", page=2),
    Line(4, "戦略2023」等に基づき", page=2),
)


def test_a_row_of_a_pdf_stands_on_the_page_of_its_lines() -> None:
    place = by_evidence(LINES)
    assert place(budget("a", 2, 12 * 10**8)) == 1
    assert place(entry("a", "甲事業", 1)) == 1
    assert place(replace(citation("a", 3, "統合イノベーション戦略2023", None), line_end=4)) == 2


def test_a_row_whose_lines_do_not_print_it_stands_nowhere() -> None:
    place = by_evidence(LINES)
    assert place(budget("a", 1, 12 * 10**8)) == -1
    assert place(citation("a", 3, "統合イノベーション戦略2023", None)) == -3
    assert place(budget("a", 99, 12 * 10**8)) == -99


def test_the_unit_of_an_amount_may_stand_elsewhere() -> None:
    lines = (Line(1, "甲事業 1,100 1,234 134", page=1),)
    assert by_evidence(lines)(budget("a", 1, 0, printed="1,234百万円")) == 1
    assert by_evidence(lines)(budget("a", 1, 0, printed="9,999百万円")) == -1


def test_the_truth_of_a_pdf_stands_on_the_page_of_its_line() -> None:
    assert by_page((1, 1, 2))(budget("a", 3, 0)) == 2


def test_lines_are_followed_in_step() -> None:
    shown = ["甲事業", "予算額", "12億円", "事項\t要求額", "乙\t5", "12億円", "おわり"]
    lines = [
        Line(3, "甲事業"),
        Line(5, "予算額 12億円"),
        Line(6, "| 事項 | 要求額 |"),
        Line(7, "広告"),
        Line(8, "乙 5"),
        Line(9, "・ 12億円"),
        Line(12, "おわり"),
    ]
    place = by_order(shown, lines)
    found = [place(budget("a", line.number, 0)) for line in lines]
    assert found == [1, 2, 4, -7, 5, 6, 7]
