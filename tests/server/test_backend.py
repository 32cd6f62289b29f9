"""A server of ours on an endpoint that another server answers for: played ones, and `oxigraph serve`."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from server import Settings
from server.backend import Backend, manifest, source
from server.errors import BackendFailed, StoreMissing
from server.release import GraphSize, Manifest, Releases
from server.remote import Access
from server.settings import Address
from tests.peers import JSON, canned, collected_here, free_port, http, oxigraph, rows, serving
from tests.server.conftest import GRAPH
from tests.server.watch import eventually

G = "https://w3id.org/seisaku/graph/"
TRUE, FALSE = http(b'{"head":{},"boolean":true}'), http(b'{"head":{},"boolean":false}')
WHOLE = http(rows("p"))


def number(value: int) -> dict[str, object]:
    return {"type": "literal", "value": str(value), "datatype": "http://www.w3.org/2001/XMLSchema#integer"}


def released(name: str) -> bytes:
    row = {"release": {"type": "literal", "value": name}, "triples": number(3), "size": number(3)}
    return http(
        rows("release", "triples", "graph", "size", values=[row | {"graph": {"type": "uri", "value": G + "a"}}])
    )


def load(endpoint: str, trig: str) -> None:
    address = endpoint.removesuffix("/query") + "/store"
    httpx.post(address, content=trig, headers={"content-type": "application/trig"}, trust_env=False).raise_for_status()


@pytest.fixture(autouse=True)
def _results_die_in_this_thread() -> Iterator[None]:
    with collected_here():
        yield


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with oxigraph("--union-default-graph") as endpoint:
        load(endpoint, GRAPH)
        yield endpoint


@pytest.fixture(scope="module")
def client(endpoint: str, settings: Settings) -> Iterator[httpx.Client]:
    with serving(replace(settings, store=Address(endpoint))) as client:
        yield client


def test_where_releases_come_from(settings: Settings) -> None:
    assert isinstance(source(settings), Releases)
    assert isinstance(source(replace(settings, store=Address("https://example.org/sparql"))), Backend)


def test_the_release_that_was_published() -> None:
    with canned(TRUE, TRUE, released("r1")) as server:
        assert manifest(Access(server.url)) == Manifest("r1", 3, (GraphSize(G + "a", 3),))


def test_a_release_that_was_only_counted(endpoint: str) -> None:
    found = manifest(Access(endpoint))
    assert found.release.startswith("counted-")
    assert (found.triples, [size.triples for size in found.graphs]) == (11, [4, 2, 5])
    assert found == manifest(Access(endpoint))


def test_a_default_graph_that_is_not_the_union() -> None:
    with oxigraph() as endpoint:
        with pytest.raises(StoreMissing, match="no named graph with anything in it"):
            manifest(Access(endpoint))
        load(endpoint, GRAPH)
        with pytest.raises(StoreMissing, match=r"lacks what its named graphs hold.*--union-default-graph"):
            manifest(Access(endpoint))


@pytest.mark.parametrize(
    "answers",
    [
        [TRUE, TRUE, http(rows("release", values=[{"release": {"type": "bnode", "value": "b"}}]))],
        [TRUE, TRUE, http(rows("release", "triples", values=[{"release": number(1), "triples": number(1)}]))],
        [http(b"{}")],
    ],
)
def test_an_endpoint_that_talks_nonsense(answers: list[bytes]) -> None:
    with canned(*answers) as server, pytest.raises(BackendFailed):
        manifest(Access(server.url))


def test_an_endpoint_that_cuts_answers() -> None:
    cut = http(rows("p"), JSON, "200 OK", "X-SPARQL-MaxRows: 10")
    with canned(TRUE, TRUE, released("r1"), cut) as server:
        backend = Backend(Access(server.url), 1.0)
        backend.look()
        with pytest.raises(BackendFailed, match="cuts answers after 10 rows"):
            backend.mark()


def test_the_last_release_stays_while_the_endpoint_is_away(caplog: pytest.LogCaptureFixture) -> None:
    with canned(TRUE, TRUE, released("r1"), WHOLE) as server:
        backend = Backend(Access(server.url), 1.0)
        with pytest.raises(StoreMissing):
            backend.mark()
        with pytest.raises(StoreMissing):
            backend.require_reachable()
        backend.look()
        backend.require_reachable()
        first = backend.mark()
        assert backend.current().dump is None
    with caplog.at_level(logging.WARNING):
        backend.look()
        backend.look()
    assert len(caplog.records) == 1
    assert backend.mark() == first
    with pytest.raises(BackendFailed):
        backend.require_reachable()


def test_answers_are_kept_only_where_somebody_says_when_the_graph_changes(endpoint: str) -> None:
    counted = Backend(Access(endpoint), 1.0)
    counted.look()
    assert counted.current().state != counted.current().state
    with canned(TRUE, TRUE, released("r1"), WHOLE, TRUE, TRUE, released("r2"), WHOLE) as server:
        published = Backend(Access(server.url), 1.0)
        published.look()
        first = published.current().state
        assert first.startswith("r1-")
        assert published.current().state == first
        published.look()
        assert published.current().state.startswith("r2-")


def test_another_release_is_picked_up(settings: Settings) -> None:
    release = f"""
      @prefix dcterms: <http://purl.org/dc/terms/> . @prefix void: <http://rdfs.org/ns/void#> . @prefix g: <{G}> .
      g:release {{ g:release dcterms:identifier "r2" ; void:triples 11 . g:facts void:triples 4 }}
    """
    with oxigraph("--union-default-graph") as endpoint:
        load(endpoint, GRAPH)
        with serving(replace(settings, store=Address(endpoint), store_poll_seconds=0.05)) as client:
            assert client.get("/health").json()["release"].startswith("counted-")
            load(endpoint, release)
            eventually(lambda: bool(client.get("/health").json()["release"] == "r2"))


def test_health_and_dump(client: httpx.Client) -> None:
    assert client.get("/health").json()["triples"] == 11
    dump = client.get("/dumps/seisaku.nq")
    assert (dump.status_code, "seisaku dump" in dump.json()["detail"]) == (404, True)


def test_every_kind_of_answer(client: httpx.Client) -> None:
    def ask(query: str, accept: str) -> httpx.Response:
        return client.get("/sparql", params={"query": query}, headers={"accept": accept})

    select = "SELECT * { ?z <https://w3id.org/seisaku/ontology#amount> ?a } ORDER BY ?a"
    csv = "z,a\r\nhttps://w3id.org/seisaku/id/program/sip,55500000000\r\n"
    assert ask(select, "text/csv").text.startswith(csv)
    for accept in ("application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"):
        assert ask(select, accept).status_code == 200
        assert ask(select, accept).headers["content-type"].startswith(accept)
    assert "55,500,000,000" in ask(select, "text/html").text
    assert ask("ASK { ?s ?p ?o }", "application/json").json()["boolean"] is True
    assert "true" in ask("ASK { ?s ?p ?o }", "text/html").text
    construct = "CONSTRUCT WHERE { ?s <https://w3id.org/seisaku/ontology#partOf> ?o }"
    for accept in ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "text/html"):
        assert "kakenhi" in ask(construct, accept).text, accept
    wrong = ask("SELECT ?s { ?s", "*/*")
    assert (wrong.status_code, wrong.json()["line"]) == (400, 1)
    assert ask("ASK { SERVICE <http://127.0.0.1:1/> {} }", "*/*").status_code == 403


def test_datasets(client: httpx.Client) -> None:
    def count(query: str, **dataset: str) -> str:
        answer = client.get("/sparql", params={"query": query, **dataset}, headers={"accept": "text/csv"})
        return answer.text.split("\r\n")[1]

    every = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert count(every) == "11"
    assert count(every, **{"default-graph-uri": G + "facts"}) == "4"
    assert count(every, **{"named-graph-uri": G + "facts"}) == "0"
    assert count("SELECT (COUNT(*) AS ?n) FROM <https://w3id.org/seisaku/graph/ontology> { ?s ?p ?o }") == "2"
    assert count("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == "3"


def test_questions_and_pages(client: httpx.Client) -> None:
    assert client.get("/queries/amounts.csv", params={"program": "sip"}).text == "amount\r\n55500000000\r\n"
    assert client.get("/queries/amounts.csv", params={"program": "none"}).status_code == 400
    assert client.get("/queries/amounts.html").status_code == 200
    assert "科学研究費助成事業" in client.get("/doc/program/kakenhi?format=html&lang=ja").text
    assert "skos:prefLabel" in client.get("/doc/program/kakenhi?format=ttl").text
    assert client.get("/doc/program/none?format=ttl").status_code == 404


def test_the_service_description(client: httpx.Client) -> None:
    told = client.get("/sparql", headers={"accept": "text/turtle"}).text
    assert "sd:UnionDefaultGraph" in told or "service-description#UnionDefaultGraph" in told
    assert G + "facts" in told


def test_an_endpoint_that_goes_away(settings: Settings) -> None:
    with oxigraph("--union-default-graph") as endpoint:
        load(endpoint, GRAPH)
        serving_it = serving(replace(settings, store=Address(endpoint), store_poll_seconds=0.05))
        client = serving_it.__enter__()
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    try:
        answer = client.get("/sparql", params={"query": "ASK {}"})
        assert (answer.status_code, answer.headers["retry-after"]) == (502, "5")
        assert answer.json()["type"].endswith("/backend-failed")
        eventually(lambda: client.get("/health").status_code == 502)
    finally:
        serving_it.__exit__(None, None, None)


def test_an_endpoint_that_is_not_there_yet(settings: Settings) -> None:
    absent = Address(f"http://127.0.0.1:{free_port()}/query")
    with serving(replace(settings, store=absent)) as client:
        answer = client.get("/sparql", params={"query": "ASK {}"})
        assert (answer.status_code, "does not answer" in answer.json()["detail"]) == (502, True)


def test_a_directory_needs_no_watching(settings: Settings, tmp_path: Path) -> None:
    with serving(replace(settings, store=tmp_path)) as client:
        assert client.get("/health").status_code == 503
