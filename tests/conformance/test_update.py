"""SPARQL Update: evaluation and syntax tests, each an update posted over HTTP to a server in write mode."""

from collections.abc import Iterator

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from tests.conformance import states
from tests.conformance.cases import Update, UpdateSyntax
from tests.conformance.endpoint import Writable

_ALL = b"SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def test_update(graph_store: Writable, update: Update) -> None:
    graph_store.fill(update.before)
    response = graph_store.update(update.update.read_bytes())
    assert response.status_code == 204, response.text
    assert states.canonical(_held(graph_store)) == states.canonical(states.read(update.after, graph_store.address))


def _held(graph_store: Writable) -> Iterator[Quad]:
    answer = graph_store.ask(_ALL, "application/sparql-results+json")
    found = parse_query_results(answer.content, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    for row in found:
        graph, subject, predicate, value = (row[name] for name in "gspo")
        assert isinstance(subject, NamedNode | BlankNode)
        assert isinstance(predicate, NamedNode)
        assert isinstance(value, NamedNode | BlankNode | Literal)
        assert isinstance(graph, NamedNode | None)
        yield Quad(subject, predicate, value, graph or DefaultGraph())


def test_update_syntax(graph_store: Writable, update_syntax: UpdateSyntax) -> None:
    """An update that parses may still be refused for what it says: a graph that is not there, or LOAD."""
    response = graph_store.update(update_syntax.update.read_bytes())
    kind = "" if response.status_code == 204 else response.json()["type"].rpartition("/")[2]
    assert kind in ({"", "bad-request", "load-not-allowed"} if update_syntax.valid else {"query-syntax"}), response.text
