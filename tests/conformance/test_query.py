"""The query language: evaluation and syntax tests, each a query posted over HTTP."""

import re

import pytest

from tests.conformance import answers, failures, native
from tests.conformance.cases import Evaluation, NotRun, Syntax
from tests.conformance.endpoint import Endpoint

_FROM = re.compile(rb"\bFROM\b", re.IGNORECASE)


def test_evaluation(endpoint: Endpoint, evaluation: Evaluation) -> None:
    endpoint.publish(evaluation.default + evaluation.named)
    wanted = answers.expected(evaluation.result, endpoint.address)
    query = evaluation.query.read_bytes()
    response = endpoint.ask(query, wanted.form.value, _dataset(endpoint, evaluation, query))
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].partition(";")[0] == wanted.form.value
    found = answers.read(response.content, wanted.form, endpoint.address, ordered=wanted.answer.ordered)
    assert found == wanted.answer


def _dataset(endpoint: Endpoint, evaluation: Evaluation, query: bytes) -> tuple[tuple[str, str], ...]:
    # The default graph of the server is the union of the named ones, so the request names its own;
    # but a query that says FROM must be taken at its word, and the protocol goes before FROM.
    if _FROM.search(query):
        return ()
    default = (("default-graph-uri", endpoint.iri(graph)) for graph in evaluation.default)
    named = (("named-graph-uri", endpoint.iri(graph)) for graph in evaluation.named)
    return (*default, *named)


def test_syntax(endpoint: Endpoint, syntax: Syntax) -> None:
    response = endpoint.ask(syntax.query.read_bytes(), "*/*")
    assert response.status_code == (200 if syntax.valid else 400), response.text


def test_known_failure(endpoint: Endpoint, known_failure: Evaluation | Syntax) -> None:
    """What the list says of pyoxigraph is so."""
    listed = failures.known()[known_failure.name].native
    passes = native.passes(known_failure, endpoint.address)
    assert listed is (failures.Native.PASSES if passes else failures.Native.FAILS)


def test_not_run(not_run: NotRun) -> None:
    pytest.skip(not_run.reason)
