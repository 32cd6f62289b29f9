"""Every question, asked as it stands, gives its golden answer; `make approve` rewrites them."""

import csv
import os
import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, Store

import ontology
import queries
from queries import Form, Question, columns
from queries.columns import Column

GOLDEN = Path(__file__).parent / "golden"
NAMES = [question.name for question in queries.questions()]
ANSWERABLE = {*range(1, 4), *range(5, 26), 31, 32, 34, 35}
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


def is_of(column: Column, term: object) -> bool:
    kind = column.type.value
    if not isinstance(term, Literal):
        return kind == "iri" and isinstance(term, NamedNode)
    # A GROUP_CONCAT or a MAX over nothing is an empty string, which reads as an empty cell.
    if column.codes and term.value not in ("", *ontology.notations(column.codes)):
        return False
    return term.datatype.value in DATATYPES.get(kind, ()) and (
        kind != "slug" or not term.value or bool(SLUG.fullmatch(term.value))
    )


@pytest.mark.parametrize("name", NAMES)
def test_each_column_is_one_of_the_list_with_its_type(graph: Store, name: str) -> None:
    found, known = ask(graph, queries.question(name).text), columns.columns()
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
    assert {column for header in headers for column in header} == columns.columns().keys()


@pytest.mark.parametrize("question", queries.questions(), ids=lambda question: question.name)
def test_the_order_of_rows_is_total_and_pages_are_parts_of_it(graph: Store, question: Question) -> None:
    assert question.form is Form.SELECT
    whole = list(map(str, ask(graph, question.text)))
    backwards = " ".join(f"DESC(?{column.name})" for column in question.columns)
    assert list(map(str, ask(graph, f"{question.text.rstrip()} {backwards}"))) == whole
    pages = [ask(graph, f"{question.text}LIMIT 7 OFFSET {start}") for start in range(0, len(whole), 7)]
    assert [str(row) for page in pages for row in page] == whole


def test_a_unit_is_what_the_meaning_says() -> None:
    for column in columns.columns().values():
        assert ("yen" in column.meaning.en, "円" in column.meaning.ja) == ((column.unit == "JPY"),) * 2, column
        assert ("percent" in column.meaning.en) == (column.unit == "%"), column


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
