"""Every question, asked as it stands, gives its golden answer; `make approve` rewrites them."""

import os
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

import queries
from queries import Question

GOLDEN = Path(__file__).parent / "golden"
NAMES = [question.name for question in queries.questions()]
ANSWERABLE = {*range(1, 4), *range(5, 26), 31, 32, 34, 35}


def answer(graph: Store, text: str) -> bytes:
    found = graph.query(text, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
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
    if check.severity == "violation":
        assert answer(graph, check.text).count(b"\n") == 1
