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
    return first + link * ((LIMIT - len((first + last).encode()) - 10) // len(link.encode())) + last


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
GENERATED |= {
    "lists-in-construct": nested("(", "1", ")", "CONSTRUCT { ?s ?p ", "} { ?s ?p ?o }"),
    "annotations": nested("{|?p ?o", "", "|}", "SELECT * { ?s ?p ?o ", "}"),
    "reifiers": nested("<<?s ?p ", "1", ">>", "SELECT * { ?s ?p ", "}"),
    "brackets-open": "SELECT * " + "{" * 65_000,
    "parentheses-close": "SELECT * { FILTER(1" + ")" * 65_000,
    "bnode-list-mix": nested("([?p(", "1", ")])", "SELECT * { ?s ?p ", "}"),
    "filter-in-filter": nested("FILTER(EXISTS{", "?s ?p ?o", "})"),
    "service-deep": nested("{", "SERVICE <http://127.0.0.1:9/>{?s ?p ?o}", "}"),
    "service-nested": nested("SERVICE <http://127.0.0.1:9/>{", "?s ?p ?o", "}"),
    "service-after-many": chain("SELECT * { ", "?s ?p ?o. ", "SERVICE <http://127.0.0.1:9/>{} }"),
    "service-after-comments": chain("SELECT * { ", "#'\n", "SERVICE <http://127.0.0.1:9/>{} }"),
    "service-after-strings": chain("SELECT * { ?s ?p ", "'SERVICE','\\'',", "1 SERVICE <http://127.0.0.1:9/>{} }"),
    "huge-number": chain("ASK { ?s ?p ", "9", " }"),
    "huge-decimal": chain("SELECT (0.", "9", " * 2 AS ?x) {}"),
    "huge-exponent": "SELECT (1e" + "9" * 60_000 + " AS ?x) {}",
    "huge-limit": "SELECT * { ?s ?p ?o } LIMIT " + "9" * 60_000,
    "huge-repeat": "SELECT * { ?s <a:a>{1," + "9" * 60_000 + "} ?o }",
    "variables": chain("SELECT * { ?", "a", " ?p ?o }"),
    "prefixed-name": chain("PREFIX a: <b:> ASK { a:", "a", " ?p ?o }"),
    "percent-escapes": chain("PREFIX a: <b:> ASK { a:", "%41", " ?p ?o }"),
    "language-tag": chain("ASK { ?s ?p 'x'@a", "-a", " }"),
    "long-datatype": chain("ASK { ?s ?p 'x'^^<a:", "a", "> }"),
    "strdt-nested": nested("STRDT(STR(", "1", "),<a:b>)", "SELECT (", " AS ?x) {}"),
    "strlang-nested": nested("STRLANG(STR(", "1", "),'a')", "SELECT (", " AS ?x) {}"),
    "strdt-of-a-bomb": f"SELECT (STRLEN(STR(?z)) AS ?n) {{ BIND('{'a' * 3000}' AS ?x) BIND(REPLACE(?x,'a',?x) AS ?y) "
    "BIND(STRDT(CONCAT(?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y,?y),<a:b>) AS ?z) }",
    "iri-bomb": f"SELECT (STRLEN(STR(?z)) AS ?n) {{ BIND('{'a' * 3000}' AS ?x) BIND(REPLACE(?x,'a',?x) AS ?y) "
    "BIND(IRI(CONCAT('a:',?y,?y,?y,?y,?y,?y,?y,?y)) AS ?z) }",
    "uri-encoding-bomb": f"SELECT (STRLEN(?z) AS ?n) {{ BIND('{'𠮷' * 3000}' AS ?x) BIND(REPLACE(?x,'.',?x) AS ?y) "
    "BIND(ENCODE_FOR_URI(?y) AS ?z) }",
    "group-concat-of-a-product": "SELECT (GROUP_CONCAT(CONCAT(STR(?a),STR(?d),STR(?g));separator='"
    + "x" * 60_000
    + "') AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "values-product": "SELECT * {" + "".join(f"VALUES ?v{n}{{{'1 ' * 100}}}" for n in range(250)) + "}",
    "values-wide": "SELECT * { VALUES (" + " ".join(f"?v{n}" for n in range(5000)) + ") {(" + "1 " * 5000 + ")} }",
    "optional-chain": "SELECT * { ?s ?p ?o " + "".join(f"OPTIONAL{{?s ?p{n} ?o{n}}}" for n in range(2300)) + "}",
    "path-product": "SELECT * { " + "".join(f"?a{n} (!<a:a>|^!<a:a>)* ?a{n + 1}." for n in range(1500)) + "}",
    "path-counted": nested("(", "(<a:a>|!<a:a>)", ")+", "SELECT * { ?s ", " ?o }"),
    "nul": "SELECT ('\0' AS ?x) { ?s ?p '" + "\0" * 60_000 + "' }",
    "surrogates": chain("SELECT ('", "\\uD83D\\uDE00", "' AS ?x) {}"),
    "surrogate-iri": "ASK { <a:\\uDC00\\uD800> ?p ?o }",
    "escapes-beyond": chain("SELECT ('", "\\UFFFFFFFF", "' AS ?x) {}"),
    "escaped-keyword": "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "astral": chain("SELECT ('", "𠮷", "' AS ?x) {}"),
    "combining": chain("SELECT ('a", "\u0301", "' AS ?x) {}"),
    "bidi": chain("SELECT ?x { ?x ?y '", "\u202e", "' }"),
    **{f"only-{ord(mark):02x}": mark * 65_000 for mark in "(){}[]<>'\"\\#?$@:.;,|/^*+!=&~_-\0 \n"},
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
    assert len(CORPUS) >= 150
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
    known = {
        "200",
        "400 query-syntax",
        "403 service-not-allowed",
        "400 bad-request",
        "503 query-timeout",
        "503 worker-failed",
        "broken",
    }
    assert {name: outcome for name, outcome in outcomes.items() if outcome not in known} == {}
    for name, outcome in outcomes.items():
        refused = outcome == "403 service-not-allowed"
        assert not refused or name.startswith("service"), (name, outcome)
        # To find the call among thousands of tokens may itself take longer than a query may.
        assert refused or not name.startswith("service") or (name in GENERATED and outcome != "200"), (name, outcome)
    assert time.monotonic() - start < len(CORPUS) * (SECONDS + 1.0)
    with httpx.Client(trust_env=False, timeout=60) as client:
        assert client.get(address + "/health").json()["status"] == "ok"
        assert client.get(address + "/sparql", params={"query": "ASK {}"}).json() == {"head": {}, "boolean": True}
