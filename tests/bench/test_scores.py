"""The scores of small readings whose right answer is plain."""

from dataclasses import replace

import pytest

from bench.identities import identities
from bench.places import by_line
from bench.readings import Reading, reading
from bench.scores import Score, day, scores, sides
from loaders.records import BudgetRow
from tests.bench.rows import budget, citation, entry, involvement, term

OKU = 10**8
TRUTH = reading(
    [
        entry("alpha", "甲事業（ALPHA）", 1, start_fiscal_year=2022, end_fiscal_year=2026),
        entry("beta", "乙プログラム", 4, part_of="alpha"),
        budget("alpha", 2, 12 * OKU),
        budget("alpha", 3, 11 * OKU, fiscal_year=2023, phase="initial"),
        budget("beta", 4, 5 * OKU),
        citation("alpha", 6, "統合イノベーション戦略2023", "令和5年6月9日"),
        involvement("alpha", 7, "研究振興局ライフサイエンス課", "division-in-charge"),
        term("beta", 8, "5", "5年間"),
    ]
)


def scored(found: Reading, truth: Reading = TRUTH) -> dict[str, Score]:
    return scores(*sides(truth, found, identities(truth), (by_line, by_line)))


def test_the_truth_agrees_with_itself() -> None:
    made = scored(TRUTH)
    assert {(score.f1, bool(score.hits)) for score in made.values()} == {(1.0, True)}


def test_nothing_found_is_precise_and_recalls_nothing() -> None:
    score = scored(Reading())["amounts"]
    assert (score.precision, score.recall, score.f1, len(score.missed)) == (1.0, 0.0, 0.0, 3)


@pytest.mark.parametrize(
    "changed",
    [
        budget("alpha", 9, 12 * OKU),
        budget("alpha", 2, 13 * OKU),
        budget("alpha", 2, 12 * OKU, fiscal_year=2025),
        budget("alpha", 2, 12 * OKU, phase="request"),
        replace(budget("alpha", 2, 12 * OKU), amount_yen=None, container_amount_yen=12 * OKU),
    ],
)
def test_an_amount_is_its_line_year_phase_and_yen(changed: BudgetRow) -> None:
    found = replace(TRUTH, budgets=(changed, *TRUTH.budgets[1:]))
    score = scored(found)["amounts"]
    assert (score.hits, len(score.missed), len(score.false)) == (2, 1, 1)
    assert score.f1 == pytest.approx(2 / 3)


def test_an_amount_of_another_program_is_an_amount_still() -> None:
    found = replace(
        TRUTH, budgets=(replace(TRUTH.budgets[0], program="beta", printed_name="乙プログラム"), *TRUTH.budgets[1:])
    )
    made = scored(found)
    assert made["amounts"].f1 == 1
    assert made["amounts with program"].hits == 2


def test_the_same_amount_printed_twice_is_two_amounts() -> None:
    truth = replace(TRUTH, budgets=(TRUTH.budgets[0], TRUTH.budgets[0]))
    once = scored(replace(TRUTH, budgets=TRUTH.budgets[:1]), truth)["amounts"]
    thrice = scored(replace(TRUTH, budgets=TRUTH.budgets[:1] * 3), truth)["amounts"]
    assert (once.hits, len(once.missed), len(once.false)) == (1, 1, 0)
    assert (thrice.hits, len(thrice.missed), len(thrice.false)) == (2, 0, 1)


def test_a_program_without_a_slug_is_known_by_its_printed_name() -> None:
    found = reading(
        [
            entry("new-1", "甲 事業 (ALPHA)", 1, start_fiscal_year=2022, end_fiscal_year=2026),
            entry("new-4", "① 乙プログラム", 4, part_of="new-1"),
            budget("new-1", 2, 12 * OKU),
            budget("new-4", 4, 5 * OKU),
        ]
    )
    made = scored(found)
    assert made["amounts with program"].hits == 2
    assert made["parts of programs"].f1 == made["periods of programs"].f1 == made["programs"].f1 == 1


def test_a_program_may_stand_at_any_of_its_headings() -> None:
    truth = replace(TRUTH, headings={"alpha": frozenset({1, 30})})
    found = replace(TRUTH, programs=(replace(TRUTH.programs[0], line_start=30), TRUTH.programs[1]))
    assert scored(found, truth)["programs"].f1 == 1
    assert scored(found, TRUTH)["programs"].hits == 1


def test_qualifiers_count_but_for_what_parts_make_of_a_total() -> None:
    new = replace(TRUTH, budgets=(replace(TRUTH.budgets[0], qualifiers=("itemised", "new")), *TRUTH.budgets[1:]))
    assert scored(TRUTH, new)["amounts with qualifiers"].hits == 2
    both = replace(TRUTH, budgets=(replace(TRUTH.budgets[0], qualifiers=("new",)), *TRUTH.budgets[1:]))
    assert scored(both, new)["amounts with qualifiers"].f1 == 1


def test_titles_are_compared_folded_and_dates_as_days() -> None:
    same = citation("alpha", 6, "「統合イノベーション戦略２０２３」", "R5.6.9")
    other = citation("alpha", 6, "統合イノベーション戦略2023", "令和5年6月")
    assert scored(replace(TRUTH, citations=(same,)))["citations"].f1 == 1
    assert scored(replace(TRUTH, citations=(other,)))["citations"].hits == 0


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和5年6月16日", "2023-06-16"),
        ("令和５年６月", "2023-06"),
        ("令和元年", "2019"),
        ("R5.6.16", "2023-06-16"),
        ("H28.1.22", "2016-01-22"),
        ("平成28年1月22日", "2016-01-22"),
        ("2023年6月", "2023-06"),
        ("2025-06-13", "2025-06-13"),
        ("2024", "2024"),
        (None, ""),
        ("春頃", "春頃"),
    ],
)
def test_a_day_of_any_spelling(printed: str | None, expected: str) -> None:
    assert day(printed) == expected


def test_scores_add_up() -> None:
    half = scored(replace(TRUTH, budgets=TRUTH.budgets[:1]))["amounts"]
    both = half + scored(TRUTH)["amounts"]
    assert (both.hits, len(both.missed)) == (4, 2)
    assert both.recall == pytest.approx(4 / 6)
