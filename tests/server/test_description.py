"""The service description held against what the endpoint does."""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from ontology import SD

Ask = Callable[..., httpx.Response]
ENDPOINT = "https://example.org/seisaku/sparql"
FORMATS = "http://www.w3.org/ns/formats/"
# The media type of each format, by the W3C's registry of them.
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "N-Quads": "application/n-quads",
    "TriG": "application/trig",
    "RDF_XML": "application/rdf+xml",
    "JSON-LD": "application/ld+json",
}
LANGUAGES = {"SPARQL10Query": "ASK { ?s ?p ?o }", "SPARQL11Query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}


@pytest.fixture
def described(ask: Ask) -> Store:
    store = Store()
    for quad in parse(ask("GET", "/sparql").content, format=RdfFormat.TURTLE):
        store.add(Quad(quad.subject, quad.predicate, quad.object))
    return store


def values(store: Store, name: NamedNode) -> list[str]:
    return [str(getattr(quad.object, "value", "")) for quad in store.quads_for_pattern(None, name, None)]


def answer(ask: Ask, query: str, accept: str = "*/*") -> httpx.Response:
    return ask("GET", "/sparql?" + urlencode({"query": query}), headers={"accept": accept})


def count(ask: Ask, pattern: str) -> int:
    return int(answer(ask, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", "text/csv").text.split()[1])


def test_each_format_is_had(ask: Ask, described: Store) -> None:
    names = [iri.removeprefix(FORMATS) for iri in values(described, SD.resultFormat)]
    assert set(names) == set(MEDIA_TYPES)
    for name in names:
        query = "SELECT * { ?s ?p ?o }" if "Results" in name else "CONSTRUCT WHERE { ?s ?p ?o }"
        found = answer(ask, query, MEDIA_TYPES[name])
        assert (found.status_code, found.headers["content-type"].partition(";")[0]) == (200, MEDIA_TYPES[name])


def test_each_language_is_spoken(ask: Ask, described: Store) -> None:
    spoken = [iri.rpartition("#")[2] for iri in values(described, SD.supportedLanguage)]
    assert sorted(spoken) == sorted(LANGUAGES)
    assert all(answer(ask, LANGUAGES[name]).status_code == 200 for name in spoken)


def test_each_feature_is_true(ask: Ask, described: Store) -> None:
    assert values(described, SD.feature) == [SD.UnionDefaultGraph.value]
    assert count(ask, "?s ?p ?o") == count(ask, "GRAPH ?g { ?s ?p ?o }") > 0
    # What it does not claim it does not do.
    assert answer(ask, "SELECT * { SERVICE <http://127.0.0.1:1/> {} }").status_code == 403


def test_each_graph_is_there_with_its_triples(ask: Ask, described: Store) -> None:
    named = values(described, SD.name)
    assert len(named) == 3
    sizes = {int(size) for size in values(described, NamedNode("http://rdfs.org/ns/void#triples"))}
    assert {count(ask, f"GRAPH <{name}> {{ ?s ?p ?o }}") for name in named} | {count(ask, "?s ?p ?o")} == sizes


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "example.org"])
def test_the_endpoint_is_the_public_one(ask: Ask, host: str) -> None:
    headers = {"host": host, "x-forwarded-host": host, "forwarded": f"host={host}", "accept": "application/n-triples"}
    text = ask("GET", "/sparql", headers=headers).text
    assert f"<{ENDPOINT}> <{SD.endpoint.value}> <{ENDPOINT}>" in text
    assert "evil" not in text


def test_json_ld(ask: Ask, described: Store) -> None:
    found = ask("GET", "/sparql", headers={"accept": "application/ld+json"})
    assert found.headers["content-type"] == "application/ld+json"
    quads = list(parse(found.content, format=RdfFormat.JSON_LD))
    assert len(quads) == len(described)
    assert any(quad.predicate == SD.endpoint and quad.object == NamedNode(ENDPOINT) for quad in quads)
