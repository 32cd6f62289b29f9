"""Every question, asked as it stands, gives its golden answer; `make approve` rewrites them."""

import csv
import os
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store

import queries
from queries import Question

GOLDEN = Path(__file__).parent / "golden"
NAMES = [question.name for question in queries.questions()]
ANSWERABLE = {*range(1, 4), *range(5, 26), 31, 32, 34, 35}
COLUMNS = Path(__file__).parent / "columns.csv"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
XSD = "http://www.w3.org/2001/XMLSchema#"
TEXTS = {XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"}
DATATYPES = {name: {XSD + name} for name in ("integer", "decimal", "boolean")} | {
    "text": TEXTS,
    "slug": TEXTS,
    "date": {XSD + name for name in ("date", "gYearMonth", "gYear")},
}


def ask(graph: Store, text: str) -> QuerySolutions:
    found = graph.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found


def answer(graph: Store, text: str) -> bytes:
    found = ask(graph, text)
    return (found.serialize(format=QueryResultsFormat.CSV) or b"").replace(b"\r\n", b"\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_question_gives_its_golden_answer(graph: Store, name: str) -> None:
    golden = GOLDEN / f"{name}.csv"
    given = answer(graph, queries.question(name).text)
    if "APPROVE" in os.environ:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(given)
    assert given == golden.read_bytes()


def test_each_golden_answer_has_its_question() -> None:
    assert {path.stem for path in GOLDEN.glob("*.csv")} == set(NAMES)


def columns() -> dict[str, str]:
    with COLUMNS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["meaning_ja"] and row["meaning_en"] for row in rows)
    assert len({row["column"] for row in rows}) == len(rows)
    return {row["column"]: row["type"] for row in rows}


def is_of(kind: str, term: object) -> bool:
    if not isinstance(term, Literal):
        return kind == "iri" and isinstance(term, NamedNode)
    # A GROUP_CONCAT or a MAX over nothing is an empty string, which reads as an empty cell.
    return term.datatype.value in DATATYPES.get(kind, ()) and (
        kind != "slug" or not term.value or bool(SLUG.fullmatch(term.value))
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_column_is_one_of_the_list_with_its_type(graph: Store, name: str) -> None:
    found, known = ask(graph, queries.question(name).text), columns()
    projected = [variable.value for variable in found.variables]
    assert [column for column in projected if column not in known] == []
    wrong = [
        (column, term)
        for row in found
        for column in projected
        if (term := row[column]) is not None and not is_of(known[column], term)
    ]
    assert wrong == []


def test_no_column_of_the_list_is_unused() -> None:
    headers = [path.read_text(encoding="utf-8").split("\n", 1)[0].split(",") for path in GOLDEN.glob("*.csv")]
    assert {column for header in headers for column in header} == columns().keys()


def test_the_money_behind_a_policy_counts_each_program_once(graph: Store) -> None:
    values = {"policy": "integrated-innovation-strategy-2023", "fiscalYear": "2024", "phase": "draft"}
    text = queries.question("money-behind-policy").bound(values)
    first, *rest = csv.DictReader(answer(graph, text).decode().splitlines())
    assert (first["kind"], first["program"], first["amount"]) == ("safe-sum", "", "37900000000")
    assert [(row["program"].rsplit("/", 1)[-1], row["amount"], row["reason"]) for row in rest] == [
        ("fugaku-hpci", "18900000000", ""),
        ("aip", "9700000000", ""),
        ("material-dx", "8200000000", ""),
        ("research-data-ecosystem", "1100000000", ""),
        ("cronos", "", "no-amount"),
        ("dh-consortium-project", "", "no-amount"),
        ("wpi", "", "no-amount"),
    ]


def test_every_question_that_the_documents_can_answer_is_there() -> None:
    numbers = [question.number for question in queries.questions()]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) >= ANSWERABLE


@pytest.mark.parametrize("question", queries.questions(), ids=lambda question: question.name)
def test_the_defaults_are_values_that_the_parameters_take(graph: Store, question: Question) -> None:
    defaults = {parameter.name: parameter.default for parameter in question.parameters}
    assert answer(graph, question.bound(defaults)) == answer(graph, question.text)


def test_another_value_gives_another_answer(graph: Store) -> None:
    question = queries.question("budget-history")
    found = answer(graph, question.bound({"program": "q-leap"})).decode()
    assert "45億円" in found
    assert "65億円" not in found


@pytest.mark.parametrize("check", queries.checks(), ids=lambda check: check.name)
def test_no_check_finds_a_violation_in_the_shipped_graph(graph: Store, check: queries.Check) -> None:
    if check.severity is queries.Severity.VIOLATION:
        assert answer(graph, check.text).count(b"\n") == 1
