"""The query language: evaluation and syntax tests, each a query posted over HTTP."""

import pytest

from tests.conformance import answers, failures, native
from tests.conformance.cases import Evaluation, NotRun, Syntax, Update, UpdateSyntax
from tests.conformance.endpoint import Endpoint


def test_evaluation(endpoint: Endpoint, evaluation: Evaluation) -> None:
    query = evaluation.query.read_bytes()
    dataset = endpoint.publish(evaluation.default, evaluation.named, query)
    wanted = answers.expected(evaluation.result, endpoint.address)
    response = endpoint.ask(query, wanted.form.value, dataset)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == wanted.form.value
    found = answers.read(response.content, wanted.form, endpoint.address, ordered=wanted.answer.ordered)
    assert found == wanted.answer


def test_syntax(endpoint: Endpoint, syntax: Syntax) -> None:
    response = endpoint.ask(syntax.query.read_bytes(), "*/*")
    assert response.status_code == (200 if syntax.valid else 400), response.text


def test_known_failure(known_failure: Evaluation | Syntax | Update | UpdateSyntax) -> None:
    """What the list says of pyoxigraph is so."""
    listed = failures.known()[known_failure.name].native
    passes = native.passes(known_failure, "http://127.0.0.1:8000/sparql")
    assert listed is (failures.Native.PASSES if passes else failures.Native.FAILS)


def test_not_run(not_run: NotRun) -> None:
    pytest.skip(not_run.reason)
