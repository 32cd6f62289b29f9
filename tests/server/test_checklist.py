"""The protocol's duties, a row each: how it is asked, the status, and headers that must be there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest

Ask = Callable[..., httpx.Response]
ASK = "ASK { ?s ?p ?o }"
SELECT = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
QUERY = {"content-type": "application/sparql-query"}
JSON, TURTLE = "application/sparql-results+json", "text/turtle; charset=utf-8"
ALLOWED = "GET, HEAD, POST, QUERY, OPTIONS"
VARY = "Accept, Accept-Encoding"


def at(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query} | more)


@dataclass(frozen=True)
class Row:
    """A duty by its number in the checklist."""

    number: str
    status: int
    method: str = "GET"
    path: str = "/sparql"
    details: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, str] = field(default_factory=dict)


def accepting(accept: str, query: str, status: int, content_type: str, number: str = "b3-2") -> Row:
    return Row(
        number, status, path=at(query), details={"headers": {"accept": accept}}, expected={"content-type": content_type}
    )


PROBLEM = "application/problem+json"
ROWS = [
    Row("b1-1", 200, path=at(SELECT), expected={"content-type": JSON}),
    Row("b1-2", 200, "POST", details={"data": {"query": SELECT}}),
    Row("b1-2", 400, "POST", at(SELECT), {"data": {"query": SELECT}}),
    Row("b1-2", 400, "POST", "/sparql?format=json", {"data": {"query": SELECT, "format": "json"}}),
    Row("b1-3", 200, "POST", "/sparql?default-graph-uri=urn:x", {"content": SELECT, "headers": QUERY}),
    Row("b1-3", 400, "POST", at(SELECT), {"content": SELECT, "headers": QUERY}),
    Row("b1-4", 200, "QUERY", details={"content": SELECT, "headers": QUERY}),
    Row("b1-4", 200, "QUERY", details={"data": {"query": SELECT}}),
    Row("b1-4", 400, "QUERY", details={"data": {"update": "CLEAR ALL"}}),
    Row("b1-5", 200, expected={"content-type": TURTLE}),
    Row(
        "b1-5", 200, details={"headers": {"accept": "text/html"}}, expected={"content-type": "text/html; charset=utf-8"}
    ),
    Row("b1-6", 400, path="/sparql?named-graph-uri=urn:x"),
    Row("b1-6", 400, path="/sparql?query="),
    Row("b1-6", 400, path="/sparql?query=%20%0A"),
    Row("b1-6", 400, path=at(ASK) + "&query=ASK%7B%7D"),
    Row("b1-6", 400, "POST", details={"content": b"query=ASK%7B%7D&query=ASK%7B%7D", "headers": FORM}),
    Row("b1-7", 400, path=at(ASK, update="CLEAR ALL")),
    Row(
        "b1-8",
        415,
        "POST",
        details={"content": ASK.encode()},
        expected={"accept-post": "application/x-www-form-urlencoded, application/sparql-query"},
    ),
    Row("b1-8", 415, "POST", details={"content": ASK, "headers": {"content-type": "text/turtle"}}),
    Row("b1-8", 415, "QUERY", details={"content": ASK, "headers": {"content-type": "application/json"}}),
    Row("b1-8", 400, "POST", details={"content": ASK, "headers": FORM}),
    Row(
        "b1-9",
        415,
        "POST",
        details={
            "content": ASK.encode("utf-16"),
            "headers": {"content-type": "application/sparql-query; charset=UTF-16"},
        },
    ),
    Row(
        "b1-9",
        415,
        "POST",
        details={"content": ASK, "headers": {"content-type": 'application/sparql-query; charset="latin-1"'}},
    ),
    Row("b1-9", 400, "POST", details={"content": b"ASK { ?s ?p '\xe9' }", "headers": QUERY}),
    Row("b1-9", 400, "POST", details={"content": b"query=ASK%7B?s+?p+'%E9'%7D", "headers": FORM}),
    Row("b1-9", 400, path="/sparql?query=ASK%7B?s+?p+'%E9'%7D"),
    Row("b1-9", 400, path="/sparql?query=ASK%7B?s+?p+'%ED%A0%80'%7D"),
    Row("b1-10", 400, path=at("SELECT * {")),
    Row("b1-10", 400, path=at("DROP ALL")),
    *(Row("b1-11", 405, method, expected={"allow": ALLOWED}) for method in ("PUT", "PATCH", "DELETE", "PROPFIND")),
    Row("b1-14", 400, path=at(ASK, version="9")),
    Row("b1-15", 413, "POST", details={"content": ASK + " " * 5000, "headers": QUERY}),
    Row("b1-15", 413, "POST", details={"content": b"query=" + b"+" * 20_000, "headers": FORM}),
    Row("b1-15", 414, path=at(ASK + " " * 17_000)),
    Row("b2", 400, path=at(ASK) + "&default-graph-uri=x"),
    Row("b2", 400, path=at(ASK) + "&named-graph-uri=http://a/%20"),
    Row("b2", 400, path=at(ASK) + "&default-graph-uri="),
    accepting("", SELECT, 200, JSON, "b3-1"),
    accepting("*/*", CONSTRUCT, 200, TURTLE, "b3-1"),
    accepting("text/csv;q=0.5, application/sparql-results+xml;q=0.9", SELECT, 200, "application/sparql-results+xml"),
    accepting("*/*;q=0.1, TEXT/CSV", SELECT, 200, "text/csv; charset=utf-8"),
    accepting("text/*, text/csv;q=0, text/html;q=0", SELECT, 200, "text/tab-separated-values; charset=utf-8"),
    accepting("text/turtle;charset=utf-8;profile=x", CONSTRUCT, 200, TURTLE),
    accepting('text/csv;q=x, ///, "', SELECT, 200, JSON),
    accepting(
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        SELECT,
        200,
        "text/html; charset=utf-8",
        "b3-3",
    ),
    accepting("image/png", SELECT, 406, PROBLEM, "b3-4"),
    accepting("text/turtle", SELECT, 406, PROBLEM, "b3-4"),
    accepting("text/csv", CONSTRUCT, 406, PROBLEM, "b3-4"),
    accepting("text/csv", ASK, 406, PROBLEM, "b3-5"),
    Row(
        "b3-8",
        200,
        path=at(SELECT, format="csv"),
        details={"headers": {"accept": JSON}},
        expected={"content-type": "text/csv; charset=utf-8"},
    ),
    Row("b3-8", 406, path=at(SELECT, format="docx")),
    Row("b3-10", 406, path=at(SELECT), details={"headers": {"accept-encoding": "identity;q=0"}}),
    Row(
        "b3-10",
        200,
        path=at(SELECT),
        details={"headers": {"accept-encoding": "gzip;q=0, br;q=0.1"}},
        expected={"content-encoding": "br"},
    ),
    Row("b3-11", 304, path=at(SELECT), details={"headers": {"if-none-match": "*"}}),
    Row("b3-12", 200, path=at("SELECT (RAND() AS ?x) {}"), expected={"cache-control": "no-store"}),
    Row("b3-13", 200, path=at(SELECT), details={"headers": {"range": "bytes=0-1"}}, expected={"accept-ranges": "none"}),
    Row("b3-19", 403, path=at("SELECT * { SERVICE SILENT <http://127.0.0.1:1/> {} }")),
    Row("b3-19", 400, path=at("LOAD <http://127.0.0.1:1/>")),
    Row(
        "b3-20",
        400,
        path=at("SELECT"),
        details={"headers": {"accept": "text/plain"}},
        expected={"content-type": "text/plain; charset=utf-8"},
    ),
    Row(
        "b3-20",
        400,
        path=at("<script>"),
        details={"headers": {"accept": "text/html"}},
        expected={"content-type": "text/html; charset=utf-8"},
    ),
    Row("b3-21", 204, "OPTIONS", expected={"access-control-max-age": "86400", "allow": ALLOWED}),
    Row("b3-21", 404, path="/nowhere"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_row(ask: Ask, row: Row) -> None:
    answer = ask(row.method, row.path, **row.details)
    assert answer.status_code == row.status, answer.text[:300]
    for name, value in row.expected.items():
        assert answer.headers[name] == value
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"].startswith(VARY) or "Accept-Encoding" in answer.headers["vary"]
    if answer.status_code >= 400 and answer.headers["content-type"] == PROBLEM:
        assert answer.json()["status"] == row.status
        assert answer.json()["detail"]
    assert "<script>" not in answer.text


TEXTS = ["a+b", "%2B", "%252B", "&=;", "a\nb\tc", "\N{GRINNING FACE}", "𠮷", "\0", "日本 語", "\\\\u0041", "#x"]


@pytest.mark.parametrize("text", TEXTS)
def test_percent_escapes_are_decoded_once(ask: Ask, text: str) -> None:
    query = f"SELECT ('''{text}''' AS ?x) {{}}"
    by_url = "/sparql?query=" + quote(query, safe="")
    answers = [
        ask("GET", by_url),
        ask("GET", at(query)),
        ask("POST", "/sparql", data={"query": query}),
        ask("POST", "/sparql", content=query, headers=QUERY),
        ask("QUERY", "/sparql", data={"query": query}),
        ask("QUERY", "/sparql", content=query, headers=QUERY),
    ]
    expected = text.replace("\\\\", "\\")
    assert [one.json()["results"]["bindings"][0]["x"]["value"] for one in answers] == [expected] * 6


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT, ASK])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("accept", ["*/*", "application/xml"])
def test_head_has_the_headers_of_get(ask: Ask, query: str, coding: str, accept: str) -> None:
    headers = {"accept": accept, "accept-encoding": coding, "x-request-id": "the-same"}
    get, head = (ask(method, at(query), headers=headers) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert dict(head.headers) == {name: value for name, value in get.headers.items() if name != "content-length"}


def test_a_refusal_lists_what_there_is(ask: Ask) -> None:
    offers = ask("GET", at(SELECT), headers={"accept": "image/png"}).json()["offers"]
    for offer in offers:
        assert ask("GET", at(SELECT), headers={"accept": offer}).status_code == 200


def test_the_same_headers_with_304(ask: Ask) -> None:
    whole = ask("GET", at(SELECT))
    answer = ask("GET", at(SELECT), headers={"if-none-match": whole.headers["etag"]})
    for name in ("etag", "vary", "cache-control", "last-modified", "access-control-allow-origin"):
        assert answer.headers[name] == whole.headers[name]
