"""The VoID description, held against what the endpoint counts."""

from collections.abc import Callable
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import Store

from tests.server.catalogue.conftest import PUBLIC, graph_of, values

Get = Callable[..., httpx.Response]
WHOLE = "https://w3id.org/seisaku/id/dataset/seisaku"
VOID = "/.well-known/void"


@pytest.fixture(scope="module")
def void(get: Get) -> Store:
    return graph_of(get(VOID))


def asked(get: Get, query: str) -> set[tuple[str, ...]]:
    """The rows of a SELECT at the endpoint."""
    answer = get("/sparql?" + urlencode({"query": query, "format": "json"}))
    return {tuple(row[name]["value"] for name in row) for row in answer.json()["results"]["bindings"]}


def test_where_it_is(get: Get, void: Store) -> None:
    assert values(void, f"SELECT ?w {{ <{PUBLIC}{VOID}> a void:DatasetDescription ; foaf:primaryTopic ?w }}") == [
        (WHOLE,)
    ]
    assert values(void, f"SELECT ?e {{ <{WHOLE}> void:sparqlEndpoint ?e }}") == [(f"{PUBLIC}/sparql",)]
    dumps = values(void, f"SELECT ?d {{ <{WHOLE}> void:dataDump ?d }}")
    assert (f"{PUBLIC}/dumps/seisaku.nq",) in dumps
    assert all(get(dump.removeprefix(PUBLIC), headers={"range": "bytes=0-0"}).status_code == 206 for (dump,) in dumps)
    for form in ("application/ld+json", "application/rdf+xml", "application/n-triples", "application/trig"):
        answer = get(VOID, headers={"accept": form})
        assert (answer.headers["content-type"], len(graph_of(answer))) == (form, len(void))


def test_classes_of_the_whole(get: Get, void: Store) -> None:
    found = values(void, f"SELECT ?c ?n {{ <{WHOLE}> void:classPartition ?p . ?p void:class ?c ; void:entities ?n }}")
    counted = asked(get, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c FILTER(isIRI(?c)) } GROUP BY ?c")
    assert set(found) == counted
    assert len(counted) > 30


def test_properties_of_the_whole(get: Get, void: Store) -> None:
    found = values(
        void,
        f"""SELECT ?p ?n ?s {{ <{WHOLE}> void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n ;
        void:distinctSubjects ?s }}""",
    )
    counted = asked(get, "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?s) { ?a ?p ?b } GROUP BY ?p")
    assert set(found) == counted
    assert len(counted) > 80


def test_partitions_of_each_graph(get: Get, void: Store) -> None:
    classes = values(
        void,
        """SELECT ?g ?c ?n { ?g a <http://www.w3.org/ns/sparql-service-description#NamedGraph> ;
        void:classPartition ?p . ?p void:class ?c ; void:entities ?n }""",
    )
    counted = asked(
        get,
        """SELECT ?g ?c (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s a ?c } FILTER(isIRI(?c))
        FILTER(?g != <https://w3id.org/seisaku/graph/catalog>) } GROUP BY ?g ?c""",
    )
    assert set(classes) == counted
    properties = values(
        void,
        """SELECT ?g ?p ?n ?s ?o { ?g a <http://www.w3.org/ns/sparql-service-description#NamedGraph> ;
        void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n ; void:distinctSubjects ?s ;
        void:distinctObjects ?o }""",
    )
    counted = asked(
        get,
        """SELECT ?g ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?s) (COUNT(DISTINCT ?b) AS ?o) {
        GRAPH ?g { ?a ?p ?b } FILTER(?g != <https://w3id.org/seisaku/graph/catalog>) } GROUP BY ?g ?p""",
    )
    assert set(properties) == counted
    assert len(counted) > 100


def test_sizes_and_links(get: Get, void: Store) -> None:
    sizes = values(
        void,
        "SELECT ?g ?n { ?g a <http://www.w3.org/ns/sparql-service-description#NamedGraph> ; void:triples ?n }",
    )
    assert set(sizes) == asked(get, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    [(whole,)] = values(void, f"SELECT ?n {{ <{WHOLE}> void:triples ?n }}")
    assert {(whole,)} == asked(get, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    links = values(
        void,
        """SELECT ?p ?space ?n { ?l a void:Linkset ; void:linkPredicate ?p ; void:triples ?n ;
        void:objectsTarget/void:uriSpace ?space }""",
    )
    assert len(links) >= 3
    for name, space, count in links:
        query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{name}> ?o FILTER(STRSTARTS(STR(?o), '{space}')) }}"
        assert asked(get, query) == {(count,)}


def test_examples_resolve(get: Get, void: Store) -> None:
    found = values(void, f"SELECT ?e {{ <{WHOLE}> void:exampleResource ?e }}")
    assert len(found) >= 5
    for (iri,) in found:
        assert get("/" + iri.removeprefix("https://w3id.org/seisaku/")).status_code in {200, 303}, iri


def test_the_endpoint_leads_here(get: Get) -> None:
    described = graph_of(get("/sparql", headers={"accept": "text/turtle"}))
    seen = values(described, f"SELECT ?a {{ <{PUBLIC}/sparql> <http://www.w3.org/2000/01/rdf-schema#seeAlso> ?a }}")
    assert set(seen) == {(f"{PUBLIC}{VOID}",), (f"{PUBLIC}/catalog",)}
    for (address,) in seen:
        assert get(address.removeprefix(PUBLIC)).status_code == 200
    sd = "http://www.w3.org/ns/sparql-service-description#"
    available = values(described, f"SELECT ?g {{ ?s <{sd}availableGraphs>/<{sd}namedGraph>/<{sd}name> ?g }}")
    assert set(available) == asked(get, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    [(modified,)] = values(described, f"SELECT ?m {{ <{PUBLIC}/sparql> dcterms:modified ?m }}")
    assert modified.endswith("Z")


def test_in_write_mode_it_counts_what_was_written(write: Callable[..., httpx.Response]) -> None:
    graph = "https://w3id.org/seisaku/graph/catalog"
    said = f"<{WHOLE}> <http://rdfs.org/ns/void#triples> 99 ; <http://purl.org/dc/terms/title> 'x'@en"
    update = f"INSERT DATA {{ GRAPH <{graph}> {{ {said} }} GRAPH <https://a.example/g> {{ <a:a> <a:b> 1 , 2 }} }}"
    assert write("POST", "/sparql", data={"update": update}).status_code == 204
    found = graph_of(write("GET", VOID, headers={"accept": "text/turtle"}))
    sizes = values(found, "SELECT ?g ?n { ?g void:triples ?n }")
    assert set(sizes) >= {(graph, "2"), ("https://a.example/g", "2"), (WHOLE, "15")}
    assert (WHOLE, "99") not in sizes
    catalogue = graph_of(write("GET", "/catalog.ttl"))
    assert values(catalogue, f"SELECT ?t {{ <{WHOLE}> dcterms:title ?t FILTER(LANG(?t) = 'en') }}") == [("x",)]
    assert values(catalogue, "SELECT ?u { ?d dcat:downloadURL ?u }") == []
    assert values(catalogue, "SELECT ?s { ?s a dcat:DataService }") != []
