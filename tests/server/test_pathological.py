"""Queries made to break a server, each answered or refused within its limit by a process that lives on.

The files hold what a person would write; the generated ones need their thousands of levels.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server import Settings

pytestmark = pytest.mark.slow

LIMIT = 64 * 1024
SECONDS = 0.3
QUERY = {"content-type": "application/sparql-query", "accept": "*/*"}
HAND_WRITTEN = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("pathological/*.rq")}


def nested(before: str, inner: str, after: str, start: str = "SELECT * {", end: str = "}") -> str:
    depth = (LIMIT - len(start + inner + end) - 10) // len(before + after)
    return start + before * depth + inner + after * depth + end


def chain(first: str, link: str, last: str) -> str:
    return first + link * ((LIMIT - len(first + last) - 10) // len(link)) + last


GENERATED = {
    "braces": nested("{", "?s ?p ?o", "}"),
    "parentheses": nested("(", "1", ")", "SELECT * { FILTER", "}"),
    "exists": nested("FILTER EXISTS{", "?s ?p ?o", "}"),
    "not-exists": nested("FILTER NOT EXISTS{", "?s ?p ?o", "}"),
    "optional": nested("OPTIONAL{", "?s ?p ?o", "}"),
    "union": nested("{?s ?p ?o}UNION{", "?s ?p ?o", "}"),
    "minus": nested("?s ?p ?o MINUS{", "?s ?p ?o", "}"),
    "graph": nested("GRAPH ?g{", "?s ?p ?o", "}"),
    "lateral": nested("LATERAL{", "?s ?p ?o", "}"),
    "sub-select": nested("{SELECT*{", "?s ?p ?o", "}}"),
    "lists": nested("(", "1", ")", "SELECT * { ?s ?p ", "}"),
    "blank-nodes": nested("[?p ", "1", "]", "SELECT * { ?s ?p ", "}"),
    "triple-terms": nested("<<(<a:a> <a:a> ", "1", ")>>", "SELECT * { ?s ?p ", "}"),
    "not": nested("!", "?o", "", "SELECT * { ?s ?p ?o FILTER(", ")}"),
    "minus-signs": nested("- ", "?o", "", "SELECT * { ?s ?p ?o FILTER(", ")}"),
    "if": nested("IF(?o,1,", "1", ")", "SELECT * { ?s ?p ?o FILTER(", ")}"),
    "coalesce": nested("COALESCE(", "?o", ")", "SELECT * { ?s ?p ?o FILTER(", ")}"),
    "path-parentheses": nested("(", "<a:a>", ")", "SELECT * { ?s ", " ?o }"),
    "path-stars": nested("(", "<a:a>", ")*", "SELECT * { ?s ", " ?o }"),
    "path-inverses": nested("^(", "<a:a>", ")", "SELECT * { ?s ", " ?o }"),
    "sums": chain("SELECT * { ?s ?p ?o FILTER(1", "+1", ")}"),
    "ands": chain("SELECT * { ?s ?p ?o FILTER(?o", "&&?o", ")}"),
    "ors": chain("SELECT * { ?s ?p ?o FILTER(?o", "||?o", ")}"),
    "sequence": chain("SELECT * { ?s <a:a>", "/<a:a>", " ?o }"),
    "alternatives": chain("SELECT * { ?s <a:a>", "|<a:a>", " ?o }"),
    "negated-set": chain("SELECT * { ?s !(<a:a>", "|<a:a>", ") ?o }"),
    "unions": chain("SELECT * { {}", "UNION{}", "}"),
    "values": chain("SELECT * { VALUES ?x {", "1 ", "}}"),
    "many-values": chain("SELECT * { ", "VALUES ?x{1 2}", "}"),
    "many-binds": "SELECT * { " + "".join(f"BIND(1 AS ?v{n})" for n in range(3300)) + "}",
    "columns": "SELECT * { " + "".join(f"?a{n} ?b{n} ?c{n}." for n in range(2200)) + "}",
    "in": chain("SELECT * { ?s ?p ?o FILTER(?o IN (1", ",1", "))}"),
    "triples": chain("SELECT * { ?s ?p ?o", ";?p ?o", "}"),
    "filters": chain("SELECT * { ?s ?p ?o ", "FILTER(?o>1)", "}"),
    "prefixes": "".join(f"PREFIX p{n}: <a:b>\n" for n in range(3000)) + "ASK {}",
    "long-iri": chain("ASK { <a:", "a", "> ?p ?o }"),
    "long-string": chain("ASK { ?s ?p '", "\\u0041", "' }"),
    "long-comment": chain("#", "{", "\nASK {}"),
    "regex": chain("SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '", "(a+)+", "$'))}"),
    "regex-repeats": nested("(", "a", "){9}", "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '", "'))}"),
    "order-by": chain("SELECT * { ?s ?p ?o } ORDER BY", " ?s", ""),
    "aggregates": "SELECT " + "".join(f"(COUNT(*)AS?n{n})" for n in range(3500)) + "{ ?s ?p ?o }",
    "replace-bomb": f"SELECT (STRLEN(?z) AS ?n) {{ BIND('{'a' * 1000}' AS ?x) "
    "BIND(REPLACE(?x,'a',?x) AS ?y) BIND(REPLACE(?y,'a',?x) AS ?z) }",
    "concat-bomb": "SELECT (STRLEN(?v40) AS ?n) { BIND('aaaaaaaa' AS ?v0) "
    + "".join(f"BIND(CONCAT(?v{n},?v{n}) AS ?v{n + 1}) " for n in range(40))
    + "}",
}
CORPUS: Mapping[str, str] = HAND_WRITTEN | GENERATED


@pytest.fixture(scope="module")
def address(settings: Settings, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[str]:
    limited = replace(
        settings,
        query_limit=LIMIT,
        body_limit=2 * LIMIT,
        query_seconds=SECONDS,
        worker_memory=500 * 1024**2,
        queue_length=200,
        queue_seconds=60.0,
        hold_seconds=0.3,
        budget_seconds=10_000.0,
    )
    with serving(limited) as address:
        yield address


def test_the_corpus() -> None:
    assert len(CORPUS) >= 60
    assert not HAND_WRITTEN.keys() & GENERATED.keys()
    assert max(len(text.encode()) for text in CORPUS.values()) <= LIMIT


def test_each_is_answered_or_refused(address: str) -> None:
    def run(name: str) -> tuple[str, str]:
        with httpx.Client(trust_env=False, timeout=60) as client:
            try:
                answer = client.post(address + "/sparql", content=CORPUS[name], headers=QUERY)
            except httpx.RemoteProtocolError:
                return name, "broken"
            kind = str(answer.json()["type"]).rpartition("/")[2] if answer.status_code != 200 else ""
            return name, f"{answer.status_code} {kind}".strip()

    start = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        outcomes = dict(pool.map(run, CORPUS))
    known = {"200", "400 query-syntax", "403 service-not-allowed", "503 query-timeout", "503 worker-failed", "broken"}
    assert {name: outcome for name, outcome in outcomes.items() if outcome not in known} == {}
    for name, outcome in outcomes.items():
        assert (outcome == "403 service-not-allowed") is name.startswith("service"), (name, outcome)
    assert time.monotonic() - start < len(CORPUS) * (SECONDS + 1.0)
    with httpx.Client(trust_env=False, timeout=60) as client:
        assert client.get(address + "/health").json()["status"] == "ok"
        assert client.get(address + "/sparql", params={"query": "ASK {}"}).json() == {"head": {}, "boolean": True}
