from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.errors import Place
from loaders.holdings import Printed
from loaders.records import BudgetRow, EntryRow
from loaders.review.differences import Pair, pairs


def budget(
    line: int, printed: str = "1億円", program: str = "moon", year: int = 2024, phase: str = "draft"
) -> BudgetRow:
    return BudgetRow(
        place=Place(Path("budgets.csv"), line),
        program=program,
        printed_name=program,
        fiscal_year=year,
        phase=phase,
        amount_yen=None,
        container_amount_yen=None,
        printed=printed,
        component_of=None,
        qualifiers=(),
        line_start=line,
        line_end=line,
        method="parsed",
    )


def entry(line: int, program: str, printed: str, part_of: str | None = None) -> EntryRow:
    return EntryRow(
        place=Place(Path("programs.csv"), line),
        program=program,
        printed_name=printed,
        part_of=part_of,
        start_fiscal_year=None,
        end_fiscal_year=None,
        is_new=False,
        line_start=line,
        line_end=line,
        method="parsed",
    )


def said(found: tuple[Pair, ...]) -> list[tuple[str, int | None, int | None]]:
    return [(pair.change, line(pair.drafted), line(pair.registered)) for pair in found]


def line(row: Printed | None) -> int | None:
    return None if row is None else row.line_start


@pytest.mark.parametrize(
    ("drafted", "registered", "wanted"),
    [
        ([budget(1)], [budget(1)], [("same", 1, 1)]),
        ([budget(1)], [], [("added", 1, None)]),
        ([], [budget(1)], [("removed", None, 1)]),
        ([budget(1, phase="request")], [budget(1)], [("changed", 1, 1)]),
        ([budget(1, "1.0億円")], [budget(1)], [("changed", 1, 1)]),
        ([budget(1), budget(5)], [budget(5)], [("added", 1, None), ("same", 5, 5)]),
        ([budget(9)], [budget(1), budget(7)], [("removed", None, 1), ("changed", 9, 7)]),
        ([budget(30)], [budget(1)], [("removed", None, 1), ("added", 30, None)]),
        ([budget(5, "2億円", "mars", 2023)], [budget(5)], [("added", 5, None), ("removed", None, 5)]),
        ([budget(5, "2億円")], [budget(9)], [("added", 5, None), ("removed", None, 9)]),
        ([entry(5, "moon", "月")], [entry(500, "moon", "月面の農業")], [("changed", 5, 500)]),
    ],
)
def test_rows_of_one_place_meet(
    drafted: list[BudgetRow], registered: list[BudgetRow], wanted: list[tuple[str, int | None, int | None]]
) -> None:
    assert said(pairs(drafted, registered)) == wanted


def test_the_same_row_meets_before_one_that_prints_the_same_there() -> None:
    drafted = [budget(5, program="mars"), budget(5, program="moon")]
    found = pairs(drafted, [budget(5, program="moon")])
    assert [(pair.change, pair.row.program) for pair in found] == [("added", "mars"), ("same", "moon")]


def test_each_cell_that_differs_is_told_but_the_method() -> None:
    [pair] = pairs([entry(5, "moon", "月", "space")], [entry(5, "moon", "月")])
    assert [(cell.column, cell.registered, cell.drafted) for cell in pair.cells] == [("part_of", "", "space")]


def test_registered_rows_keep_their_order_on_a_line_and_an_added_one_follows_its_neighbour() -> None:
    programs = ("a", "b", "c")
    registered = [budget(5, program=program) for program in ("c", "a")]
    drafted = [budget(5, program=program) for program in programs]
    assert [pair.row.program for pair in pairs(drafted, registered)] == ["c", "a", "b"]


lines = st.lists(
    st.builds(budget, st.integers(1, 40), st.sampled_from(["1億円", "2億円"]), st.sampled_from(["moon", "mars"])),
    max_size=8,
)


@given(lines, lines)
def test_every_row_is_in_one_pair(drafted: list[BudgetRow], registered: list[BudgetRow]) -> None:
    found = pairs(drafted, registered)
    assert Counter(id(pair.drafted) for pair in found if pair.drafted) == Counter(map(id, drafted))
    assert Counter(id(pair.registered) for pair in found if pair.registered) == Counter(map(id, registered))
    shared = Counter(drafted) & Counter(registered)
    assert sum(pair.change == "same" for pair in found) == shared.total()


@given(lines)
def test_a_table_differs_in_nothing_from_itself(rows: list[BudgetRow]) -> None:
    assert {pair.change for pair in pairs(rows, rows)} <= {"same"}
