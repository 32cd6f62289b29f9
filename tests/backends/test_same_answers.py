"""Each question and page query, asked over HTTP, has the same rows whoever holds the shipped graph."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from pyoxigraph import BlankNode, Literal, QueryResultsFormat, QuerySolutions, parse_query_results

import queries
from loaders import release
from loaders.graphstore import Credentials
from loaders.publish import Target, publish
from server import Settings
from server.settings import Address
from tests.conftest import quiet
from tests.peers import JSON, VIRTUOSO, VIRTUOSO_LOGIN, oxigraph, serving, virtuoso

XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
QUESTIONS = [question.name for question in queries.questions()]
PAGES = ["alike", "codes", "incoming", "known", "near", "outgoing", "pointing", "reverse", "standing"]
GOLDEN_PAGES = ["/doc/program/brain-neuro", "/doc/fiscal-year/2024", "/doc/organization/amed"]
# Virtuoso 7.2.5; it writes computed booleans as 0 and 1 and orders the words of GROUP_CONCAT as it likes everywhere.
# On the synthetic graph of the benchmarks it also loses rows of supplementary-only (0 or 20 of 27) and of umbrella-sum
# (17 of 19): counted from the triples without SPARQL, ours are right.
VIRTUOSO_DIFFERS = {
    "carried-by": "most rows are lost, for a reason not found; since OPTIONAL parts begin at parameters of their own",
    "division-in-charge": "programs that are no predecessors are among the answers; since OPTIONAL parts have a path",
    "fifteen-month-budget": "IF evaluates its second argument where the first is false, and SUM takes that",
    "growth": "division of integers gives an integer, and a filter of two comparisons joined by || loses the second",
    "incoming": "it has an order of its own, so that the first hundred of more are others",
    "money-behind-policy": "its compiler fails (SQ156) on VALUES joined with a grouped subselect; answered as 502",
    "vanished": "MIN of an OPTIONAL variable after MINUS gives the value of another row, or none",
}
skip_without_virtuoso = pytest.mark.skipif(VIRTUOSO is None, reason="virtuoso-t is not here (virtuoso-opensource-7)")


@pytest.fixture(scope="module")
def settings(store: Path) -> Settings:
    return Settings(store, page_seconds=60.0, query_seconds=60.0, budget_seconds=10_000.0)


@pytest.fixture(scope="module")
def embedded(settings: Settings) -> Iterator[httpx.Client]:
    with serving(settings) as client:
        yield client


@pytest.fixture(scope="module")
def on_oxigraph(settings: Settings, store: Path) -> Iterator[httpx.Client]:
    with oxigraph("--union-default-graph") as endpoint:
        publish(store, Target(endpoint), quiet)
        with serving(replace(settings, store=Address(endpoint))) as client:
            yield client


@pytest.fixture(scope="module")
def virtuoso_endpoint(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    user, _, password = VIRTUOSO_LOGIN.partition(":")
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as endpoint:
        publish(store, Target(endpoint, credentials=Credentials(None, user, password), chunk=500_000), quiet)
        yield endpoint


@pytest.fixture(scope="module")
def on_virtuoso(settings: Settings, virtuoso_endpoint: str) -> Iterator[httpx.Client]:
    with serving(replace(settings, store=Address(virtuoso_endpoint))) as client:
        yield client


def key(term: object) -> object:
    """A number by its value, a text by its words, a blank node as one."""
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        return Decimal(term.value)
    if isinstance(term, Literal) and term.datatype.value == XSD + "boolean":
        return Decimal(term.value in {"true", "1"})
    if isinstance(term, Literal):
        return frozenset(Counter(term.value.replace(";", " ").split()).items()), term.language, term.datatype.value
    return BlankNode if isinstance(term, BlankNode) else term


def rows(answer: httpx.Response) -> Counter[tuple[object, ...]]:
    assert answer.status_code == 200, answer.text
    found = parse_query_results(answer.content, QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return Counter(tuple(key(term) for term in row) for row in found)


def asked(client: httpx.Client, name: str) -> httpx.Response:
    if name in QUESTIONS:
        return client.get(f"/queries/{name}.srj")
    return client.post("/sparql", data={"query": queries.page(name)}, headers={"accept": JSON})


def title_and_links(client: httpx.Client, path: str) -> Sequence[str]:
    page = client.get(path, headers={"accept": "text/html", "accept-language": "ja"})
    assert page.status_code == 200, page.text
    return sorted(line.strip() for line in page.text.splitlines() if "<h1" in line or 'href="/doc/' in line)


def same(one: httpx.Client, other: httpx.Client, name: str) -> None:
    if name == "known":
        assert [sum(rows(asked(client, name)).values()) for client in (one, other)] == [1, 1]
        return
    wanted = rows(asked(one, name))
    assert wanted
    assert rows(asked(other, name)) == wanted


@pytest.mark.parametrize("name", [*QUESTIONS, *PAGES])
def test_oxigraph(embedded: httpx.Client, on_oxigraph: httpx.Client, name: str) -> None:
    same(embedded, on_oxigraph, name)


@pytest.mark.parametrize("path", GOLDEN_PAGES)
def test_pages_on_oxigraph(embedded: httpx.Client, on_oxigraph: httpx.Client, path: str) -> None:
    assert title_and_links(on_oxigraph, path) == title_and_links(embedded, path) != []


def test_the_release_is_the_same(embedded: httpx.Client, on_oxigraph: httpx.Client, store: Path) -> None:
    manifest = release.manifest(store)
    assert manifest is not None
    for client in (embedded, on_oxigraph):
        assert client.get("/health").json()["release"] == manifest.release


@pytest.mark.slow
@skip_without_virtuoso
@pytest.mark.parametrize("name", [*sorted({*QUESTIONS, *PAGES} - VIRTUOSO_DIFFERS.keys())])
def test_virtuoso(embedded: httpx.Client, on_virtuoso: httpx.Client, name: str) -> None:
    same(embedded, on_virtuoso, name)


@pytest.mark.slow
@skip_without_virtuoso
@pytest.mark.parametrize("name", VIRTUOSO_DIFFERS)
def test_what_virtuoso_answers_differently(embedded: httpx.Client, on_virtuoso: httpx.Client, name: str) -> None:
    answer = asked(on_virtuoso, name)
    assert answer.status_code == 502 or rows(answer) != rows(asked(embedded, name)), "it is known no longer"


@pytest.mark.slow
@skip_without_virtuoso
@pytest.mark.parametrize("path", [path for path in GOLDEN_PAGES if "fiscal-year" not in path])
def test_pages_on_virtuoso(embedded: httpx.Client, on_virtuoso: httpx.Client, path: str) -> None:
    assert title_and_links(on_virtuoso, path) == title_and_links(embedded, path) != []


@pytest.mark.slow
@skip_without_virtuoso
def test_kinds_of_answers_on_virtuoso(on_virtuoso: httpx.Client) -> None:
    def ask(query: str, accept: str) -> httpx.Response:
        return on_virtuoso.get("/sparql", params={"query": query}, headers={"accept": accept})

    blank = "SELECT ?s { ?s a <http://www.w3.org/2002/07/owl#Restriction> }"
    assert len(rows(ask(blank, JSON))) > 0
    assert ask("ASK { ?s a <http://example.org/none> }", JSON).json()["boolean"] is False
    construct = "CONSTRUCT { ?s ?p ?o } { GRAPH <https://w3id.org/seisaku/graph/facts> { ?s ?p ?o } }"
    assert ask(construct, "application/n-triples").text.count("\n") == 4132
    assert ask("SELECT ?s { ?s", JSON).json()["line"] == 1
    facts = {"query": "SELECT ?p { ?s ?p ?o }", "default-graph-uri": "https://w3id.org/seisaku/graph/facts"}
    assert sum(rows(on_virtuoso.get("/sparql", params=facts, headers={"accept": JSON})).values()) == 4132


@pytest.mark.slow
@skip_without_virtuoso
def test_a_virtuoso_that_cuts_answers_is_not_served(settings: Settings, tmp_path: Path) -> None:
    with (
        virtuoso(tmp_path / "v", "ResultSetMaxRows = 10") as endpoint,
        serving(replace(settings, store=Address(endpoint))) as client,
    ):
        answer = client.get("/health")
        assert (answer.status_code, "ResultSetMaxRows" in answer.json()["detail"]) == (502, True)


@pytest.mark.slow
@skip_without_virtuoso
def test_a_wrong_password_is_told(store: Path, virtuoso_endpoint: str) -> None:
    command = [
        str(Path(sys.executable).parent / "seisaku"),
        "publish",
        "--to",
        virtuoso_endpoint,
        "--store",
        str(store),
    ]
    environment = {**os.environ, "LOGIN": "dba:wrong"}
    again = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (again.returncode, "was there already" in again.stdout) == (0, True)
    httpx.put(
        virtuoso_endpoint.replace("/sparql", "/sparql-graph-crud-auth"),
        params={"graph": "https://w3id.org/seisaku/graph/stale"},
        content="<http://a/s> <http://a/p> 1 .",
        headers={"content-type": "text/turtle"},
        auth=httpx.DigestAuth("dba", "dba"),
        trust_env=False,
    ).raise_for_status()
    wrong = subprocess.run(
        [*command, "--login-env", "LOGIN"], capture_output=True, text=True, check=False, env=environment
    )
    assert (wrong.returncode, "401" in wrong.stderr) == (2, True)
