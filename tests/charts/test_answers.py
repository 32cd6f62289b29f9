"""Rows of a question as the points of its figure."""

from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode

import queries
from queries import Chart
from server.charts.answers import figure
from server.charts.figures import Figure, Layout, Mark, Quantity
from server.charts.looks import Look
from server.charts.programs import once_each
from server.charts.readings import Row
from server.rows import Term

JA = Look("ja")


def row(**values: str | int | bool) -> Row:
    terms: dict[str, Term] = {name: Literal(value) for name, value in values.items()}
    return Row(terms)


def drawn(chart: Chart, *rows: Row, look: Look = JA) -> Figure:
    return figure(queries.question("growth"), chart, rows, look, ("問い", ("出典",)))


def test_a_row_is_a_bar_with_its_bounds() -> None:
    found = drawn(
        Chart("amount", "label", "isCounted"),
        row(label="甲", labelEn="A", amount=61, lowerBound=60, upperBound=62, isCounted=True),
        row(label="乙", containerAmount=9, isCounted=False),
    )
    first, second = found.points
    assert (found.layout, found.quantity) == (Layout.BARS, Quantity.YEN)
    assert (first.label, list(map(int, first.extent.ends))) == ("甲", [61, 60, 62])
    assert (second.extent.value, second.extent.whole, second.series.place) == (None, Decimal(9), None)
    assert [one.name for one in found.series] == ["合計に数える", "合計に数えない"]


def test_names_are_in_the_language_where_there_are_some() -> None:
    rows = row(label="甲", labelEn="A", amount=1), row(label="乙", amount=2)
    assert drawn(Chart("amount", "label"), *rows, look=Look("en")).labels == ("A", "乙")


def test_a_sum_stands_above_and_is_no_bar() -> None:
    rows = row(kind="safe-sum", label="計", amount=10**9), row(kind="amount", label="甲", amount=10**9)
    found = drawn(Chart("amount", "label"), *rows)
    assert found.labels == ("甲",)
    assert found.subtitle.startswith("合計 10億円")


def test_a_thing_says_that_it_has_no_amount_only_where_it_has_none() -> None:
    rows = row(label="甲", amount=1), row(label="甲"), row(label="乙"), row(label="甲", amount=1)
    assert [(one.label, one.extent.value) for one in drawn(Chart("amount", "label"), *rows).points] == [
        ("甲", Decimal(1)),
        ("乙", None),
    ]


def test_bounds_are_named_after_their_column() -> None:
    rows = row(label="甲", growth=5, growthLowerBound=4, growthUpperBound=6, verdict="uncertain", amount=7)
    (point,) = drawn(Chart("growth", "label", "verdict"), rows).points
    assert list(map(int, point.extent.ends)) == [5, 4, 6]
    assert (point.series.name, point.series.place) == ("端数処理の範囲内", None)


def test_years_are_columns_and_new_is_marked() -> None:
    found = drawn(
        Chart("startYear", "amount", "phase"), row(startYear=2024, phase="draft", amount=5, isNew=True), look=Look("en")
    )
    assert (found.layout, found.labels, found.points[0].marks) == (Layout.COLUMNS, ("FY2024",), (Mark.NEW,))
    assert found.series[0].name == "draft budget"


@pytest.mark.parametrize("turned", [False, True])
def test_a_repetition_does_not_count_and_the_closest_does(turned: bool) -> None:
    def printed(line: int, spread: int, summability: str, phase: str = "draft") -> Row:
        bounds = {"lowerBound": 50 - spread, "upperBound": 50 + spread}
        return row(startYear=2024, phase=phase, line=line, amount=50, summability=summability, **bounds)

    rows = [
        printed(1, 1, "repeated"),
        printed(2, 5, "counted"),
        printed(3, 2, "counted"),
        printed(4, 2, "x", "request"),
    ]
    found = once_each(rows[::-1] if turned else rows)
    assert [one.text("line") for one in found] == ["4", "3"]


def test_iris_and_unbound_variables_are_text() -> None:
    found = Row({"program": NamedNode("https://w3id.org/seisaku/id/program/x")})
    assert (found.text("program"), found.text("label"), found.number("amount")) == (
        "https://w3id.org/seisaku/id/program/x",
        "",
        None,
    )
