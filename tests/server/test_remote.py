"""A graph on another server, played by one that says what it is told to say."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from server.errors import BackendFailed, BadRequest, QuerySyntax, ServiceRefused, UpdateRefused
from server.remote import Access, Remote
from server.results import Dataset, Graph, Query, evaluate
from server.rows import Triples
from tests.peers import JSON, Canned, canned, collected_here, free_port, http, rows

BASE = "http://base/sparql"
SELECT = Query("SELECT ?x { ?x ?p ?o }", BASE)
Row = dict[str, object]
ONE: Row = {"x": {"type": "literal", "value": "雪", "xml:lang": "ja"}}
VIRTUOSO = "Server: Virtuoso/07.20.3229 (Linux)"


@pytest.fixture(autouse=True)
def _results_die_in_this_thread() -> Iterator[None]:
    with collected_here():
        yield


@contextmanager
def remote(*answers: bytes, authorization: str = "") -> Iterator[tuple[Remote, Canned]]:
    with canned(*answers) as server:
        graph = Remote(Access(server.url, authorization, 5.0))
        try:
            yield graph, server
        finally:
            graph.close()


def sent(server: Canned) -> dict[str, list[str]]:
    return parse_qs(server.requests[-1].partition("\r\n\r\n")[2])


def answered(*answers: bytes, query: Query = SELECT) -> list[tuple[object, ...]]:
    with remote(*answers) as (graph, _):
        found = evaluate(graph, query)
        assert isinstance(found, QuerySolutions)
        return [tuple(row) for row in found]


def drawn(graph: Graph, query: Query = SELECT) -> list[object]:
    found = evaluate(graph, query)
    assert isinstance(found, QuerySolutions | Triples)
    return list(found)


def test_rows() -> None:
    assert answered(http(rows("x", values=[ONE, {}]))) == [(Literal("雪", language="ja"),), (None,)]


def test_columns_in_order_of_appearance() -> None:
    with remote(http(rows("z", "a"))) as (graph, server):
        evaluate(graph, Query("SELECT * { ?z ?a 1 }", BASE))
        assert sent(server)["query"] == ["SELECT  ?z ?a  { ?z ?a 1 }"]


def test_a_boolean() -> None:
    for body, truth in ((b'{"head":{},"boolean":true}', True), (b'{"head":{},"boolean":false}', False)):
        with remote(http(body)) as (graph, _):
            assert bool(evaluate(graph, Query("ASK { ?s ?p ?o }", BASE))) is truth


def test_a_boolean_of_virtuoso() -> None:
    one: Row = {
        "__ASK_RETVAL": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "1"}
    }
    for values, truth in (([one], True), ([], False)):
        with remote(http(rows("__ASK_RETVAL", values=values))) as (graph, _):
            assert bool(evaluate(graph, Query("ASK { ?s ?p ?o }", BASE))) is truth


@pytest.mark.parametrize("kind", ["application/n-triples", "text/turtle; charset=UTF-8"])
def test_triples(kind: str) -> None:
    body = '<http://a/s> <http://a/p> "雪"@ja .\n'.encode()
    with remote(http(body, kind)) as (graph, server):
        found = evaluate(graph, Query("CONSTRUCT WHERE { ?s ?p ?o }", BASE))
        assert isinstance(found, Triples)
        assert serialize(found, format=RdfFormat.N_TRIPLES) == body
        assert "Accept: application/n-triples" in server.requests[0]


def test_blank_nodes_of_virtuoso() -> None:
    nodes: list[Row] = [{"x": {"type": "bnode", "value": f"nodeID://b{number}"}} for number in range(3000)]
    told: Row = {"x": {"type": "literal", "value": '"type": "bnode", "value": "nodeID://'}}
    found = answered(http(rows("x", values=[*nodes, told]), JSON, "200 OK", VIRTUOSO))
    assert found[:2] == [(BlankNode("b0"),), (BlankNode("b1"),)]
    assert len(found) == 3001
    assert found[-1] == (Literal('"type": "bnode", "value": "nodeID://'),)


def test_the_dataset_of_a_request_goes_along() -> None:
    dataset = Dataset((NamedNode("http://a/1"), NamedNode("http://a/2")), (NamedNode("http://a/3"),))
    with remote(http(rows("x"))) as (graph, server):
        evaluate(graph, Query(SELECT.text, BASE, dataset))
        assert sent(server)["default-graph-uri"] == ["http://a/1", "http://a/2"]
        assert sent(server)["named-graph-uri"] == ["http://a/3"]


def test_the_dataset_of_a_query_goes_along_too() -> None:
    text = "PREFIX a: <http://a/> SELECT ?x FROM a:1 # FROM a:9\nFROM <2> FROM NAMED a:3 { ?x ?p 'FROM a:4' }"
    with remote(http(rows("x"))) as (graph, server):
        evaluate(graph, Query(text, "http://a/"))
        assert sent(server)["default-graph-uri"] == ["http://a/1", "http://a/2"]
        assert sent(server)["named-graph-uri"] == ["http://a/3"]


def test_relative_iris_keep_their_base() -> None:
    with remote(http(rows("x")), http(rows("x"))) as (graph, server):
        evaluate(graph, Query("SELECT ?x { ?x a <thing> }", BASE))
        assert sent(server)["query"] == [f"BASE <{BASE}>\nSELECT ?x {{ ?x a <thing> }}"]
        evaluate(graph, SELECT)
        assert sent(server)["query"] == [SELECT.text]


def test_the_authorization_goes_along() -> None:
    with remote(http(rows("x")), authorization="Bearer secret") as (graph, server):
        evaluate(graph, SELECT)
        assert "Authorization: Bearer secret" in server.requests[0]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT ?x {", QuerySyntax),
        ("CLEAR ALL", UpdateRefused),
        ("ASK { SERVICE <http://a/> {} }", ServiceRefused),
        ("SELECT (<http://a/none>(1) AS ?x) {}", BadRequest),
    ],
)
def test_what_is_refused_here_never_leaves(text: str, error: type[Exception]) -> None:
    with remote(http(rows("x"))) as (graph, server):
        with pytest.raises(error):
            evaluate(graph, Query(text, BASE))
        assert server.connections == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(b"<html>", "text/html"), "text/html"),
        (http(b"Oops\n  here", "text/plain", "500 Internal Server Error"), "500 Internal Server Error: Oops here"),
        (http(b"", "text/plain", "302 Found", "Location: http://127.0.0.1:1/"), "302 Found"),
        (http(b"", "text/html", "401 Unauthorized"), "401"),
        (http(rows("x"), JSON, "206 Partial Content"), "206"),
        (http(rows("x"), JSON, "200 OK", "X-SPARQL-MaxRows: 10"), "10 rows"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n\r\n{}",
            "how long",
        ),
        (b"nonsense\r\nConnection: close\r\n\r\n", "does not answer"),
        (http(b'{"head":{},"boolean":true}'), "boolean"),
        (http(b"{"), "does not parse"),
        (http(rows("x"), JSON, "200 OK", "Connection: close", length=999), "bytes before"),
    ],
)
def test_an_answer_that_is_none(answer: bytes, words: str) -> None:
    with pytest.raises(BackendFailed, match=words):
        answered(answer)


def test_an_answer_cut_between_two_rows() -> None:
    whole = rows("x", values=[ONE] * 2000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nConnection: close\r\n"
    chunk = b"%x\r\n%b\r\n" % (len(whole), whole)
    with pytest.raises(BackendFailed, match="breaks off"):
        answered(http(whole[:60_000], length=len(whole)).replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
    with pytest.raises(BackendFailed, match="breaks off"):
        answered(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk[:60_000])
    assert len(answered(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n")) == 2000


def test_triples_cut_at_the_end_of_a_line() -> None:
    line = b"<http://a/s> <http://a/p> 1 .\n"
    answer = http(line, "text/turtle", "200 OK", "Connection: close", length=2 * len(line))
    with remote(answer) as (graph, _), pytest.raises(BackendFailed, match="breaks off 30 bytes before"):
        drawn(graph, Query("CONSTRUCT WHERE { ?s ?p ?o }", BASE))


def test_a_failure_while_the_answer_is_written() -> None:
    whole = rows("x", values=[ONE] * 2000)
    answer = http(whole[:60_000], JSON, "200 OK", "Connection: close", length=len(whole))
    with remote(answer) as (graph, _):
        found = evaluate(graph, SELECT)
        assert isinstance(found, QuerySolutions)
        with pytest.raises(BackendFailed, match="breaks off"):
            found.serialize(io.BytesIO(), format=QueryResultsFormat.CSV)


def test_a_query_that_only_the_other_server_refuses() -> None:
    answer = http(b"error at 1:6\n", "text/plain", "400 Bad Request")
    with pytest.raises(BadRequest, match=r"does not take the query\. It says: 400 Bad Request: error at 1:6"):
        answered(answer)


def test_nobody_there() -> None:
    graph = Remote(Access(f"http://127.0.0.1:{free_port()}/"))
    with pytest.raises(BackendFailed, match="ConnectionRefusedError"):
        evaluate(graph, SELECT)


def test_one_connection_for_all_queries() -> None:
    with remote(*[http(rows("x", values=[ONE]))] * 3) as (graph, server):
        for _ in range(3):
            assert len(drawn(graph)) == 1
        assert server.connections == 1


def test_another_connection_after_an_answer_half_read_or_a_closed_one() -> None:
    large = http(rows("x", values=[ONE] * 9000))
    with remote(large, http(rows("x")), http(rows("x"))) as (graph, server):
        found = evaluate(graph, SELECT)
        assert isinstance(found, QuerySolutions)
        next(found)
        assert drawn(graph) == []
        assert server.connections == 2
        graph.close()
        assert drawn(graph) == []
        assert server.connections == 3


def test_a_connection_that_was_closed_while_idle_is_made_again() -> None:
    with remote(http(rows("x"))) as (graph, server):
        assert drawn(graph) == []
        # The server has closed the connection, for it had no answer left.
        server.answers.append(http(rows("x")))
        assert drawn(graph) == []
        assert server.connections == 2


def test_the_embedded_store_answers_the_same_interface() -> None:
    assert drawn(Store()) == []
