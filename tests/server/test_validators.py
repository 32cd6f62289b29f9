"""ETags and conditional requests, on every kind of answer."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest
from fastapi import FastAPI

from server.service import Service
from server.validators import held, matches, unmodified

Ask = Callable[..., httpx.Response]
SELECT = "SELECT ?s ?o { ?s <https://w3id.org/seisaku/ontology#amount> ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"


def sparql(query: str) -> str:
    return f"/sparql?query={quote_plus(query)}"


@pytest.fixture(autouse=True)
def _nothing_kept(app: FastAPI) -> None:
    service: Service = app.state.service
    service.runs.cache.__init__(10**7)  # type: ignore[misc]


def tag(ask: Ask, path: str, **headers: str) -> str:
    answer = ask("GET", path, headers=headers)
    assert answer.status_code == 200
    return answer.headers["etag"]


@pytest.mark.parametrize("query", [SELECT, CONSTRUCT, ASK])
@pytest.mark.parametrize("form", ["{}", '"x", W/{}', "*"])
@pytest.mark.parametrize("kept", [True, False])
def test_not_modified(ask: Ask, app: FastAPI, query: str, form: str, kept: bool) -> None:
    given = ask("GET", sparql(query))
    if not kept:
        app.state.service.runs.cache.__init__(10**7)
    answer = ask("GET", sparql(query), headers={"if-none-match": form.format(given.headers["etag"])})
    assert (answer.status_code, answer.content) == (304, b"")
    for name in ("etag", "last-modified", "cache-control", "vary", "access-control-allow-origin"):
        assert answer.headers[name] == given.headers[name]


def test_a_tag_belongs_to_one_representation(ask: Ask) -> None:
    asked: list[tuple[str, dict[str, str]]] = [
        (sparql(SELECT), {}),
        (sparql(SELECT), {"accept": "text/csv"}),
        (sparql(SELECT), {"accept": "application/json"}),
        (sparql(SELECT), {"accept-encoding": "gzip"}),
        (sparql(SELECT) + "&default-graph-uri=urn:x", {}),
        (sparql(SELECT + " "), {}),
    ]
    tags = [tag(ask, path, **{"accept-encoding": "identity"} | headers) for path, headers in asked]
    assert len(set(tags)) == len(tags)
    for found in tags:
        assert re.fullmatch(r'"[A-Z]+-[0-9a-f]{32}"', found)
    assert ask("GET", sparql(SELECT), headers={"if-none-match": tags[1], "accept": "text/tab-separated-values"}).text


def test_other_ways_to_ask_have_the_same_tag(ask: Ask) -> None:
    ways = [ask("GET", sparql(SELECT)), ask("POST", "/sparql", data={"query": SELECT}), ask("HEAD", sparql(SELECT))]
    assert len({way.headers["etag"] for way in ways}) == 1


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?now) {}",
        "SELECT (rand() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "SELECT (BNODE() AS ?x) {}",
        "CONSTRUCT { _:a ?p ?o } { ?s ?p ?o }",
        "CONSTRUCT { [] ?p ?o } { ?s ?p ?o }",
    ],
)
def test_what_changes_by_itself_is_not_kept(ask: Ask, query: str) -> None:
    answers = [ask("GET", sparql(query), headers={"accept": "*/*"}) for _ in range(2)]
    assert answers[0].headers["cache-control"] == "no-store"
    assert "etag" not in answers[0].headers
    assert answers[0].content != answers[1].content


@pytest.mark.parametrize("query", ["SELECT ?now { ?now ?p 'rand' }", "SELECT * { ?s ?p ?o # NOW()\n }"])
def test_mere_words_are_no_functions(ask: Ask, query: str) -> None:
    assert ask("GET", sparql(query)).headers["etag"]


def test_errors_are_not_kept(ask: Ask) -> None:
    assert "etag" not in ask("GET", sparql("SELECT")).headers


@pytest.mark.parametrize(
    "path", ["/", "/queries/", "/queries/amounts.csv", "/doc/program/kakenhi", "/static/style.css"]
)
def test_every_document_has_a_validator(ask: Ask, path: str) -> None:
    found = tag(ask, path)
    answer: Any = ask("GET", path, headers={"if-none-match": found})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == found


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
@pytest.mark.parametrize("path", [sparql(CONSTRUCT), sparql(CONSTRUCT) + "&format=html", "/", "/queries/labels.nt"])
def test_codings(ask: Ask, path: str, coding: str) -> None:
    plain = ask("GET", path, headers={"accept-encoding": "identity"})
    answer = ask("GET", path, headers={"accept-encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.content == plain.content
    assert answer.headers.get("etag") != plain.headers["etag"]


def test_no_coding_that_is_not_asked_for(ask: Ask) -> None:
    assert "content-encoding" not in ask("GET", sparql(SELECT), headers={"accept-encoding": "identity"}).headers
    refused = ask("GET", sparql(SELECT), headers={"accept-encoding": "identity;q=0"})
    assert refused.status_code == 406


def test_matching() -> None:
    assert matches(' W/"a" , "b"', '"a"')
    assert matches("*", '"a"')
    assert not matches('"a", "b"', '"c"')


RELEASED = "Sun, 22 Nov 2026 09:00:00 GMT"
SINCE = datetime(2026, 11, 22, 10, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (RELEASED, True),
        ("Sun, 22 Nov 2026 18:00:00 +0900", True),
        ("Sunday, 22-Nov-26 09:00:00 GMT", True),
        ("Sun, 22 Nov 2026 08:59:59 GMT", False),
        # That of a later release, before this older one was published again.
        ("Sun, 22 Nov 2026 09:30:00 GMT", False),
        ("Sun, 22 Nov 2026 10:00:01 GMT", True),
        ("Thu, 01 Jan 2099 00:00:00 GMT", True),
        *((text, False) for text in ("", "yesterday", "0", "Thu, 99 Foo 9999 99:99:99 GMT", "x" * 20_000, "\xff")),
        ("Thu, 01 Jan 99999999999 00:00:00 GMT", False),
        ("Thu, 01 Jan 0001 00:00:00 +1400", False),
    ],
)
def test_dates(asked: str, expected: bool) -> None:
    assert unmodified(asked, RELEASED, SINCE) is expected


def test_a_tag_in_a_coding_is_the_tag() -> None:
    assert held('"x", W/"abc-gzip"', '"abc"') == '"abc-gzip"'
    assert held('"abc"', '"abc"') == held("*", '"abc"') == '"abc"'
    assert held('"abcd", "ab", abc-gzip', '"abc"') == ""
