"""The service description (SPARQL 1.1 Service Description) of the endpoint, from settings and manifest."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.release import Manifest

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID_TRIPLES = NamedNode("http://rdfs.org/ns/void#triples")
_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "TriG",
    "RDF_XML",
    "JSON-LD",
)


def service_description(endpoint: str, manifest: Manifest) -> Iterator[Triple]:
    """The triples that describe the endpoint at this public address."""
    service, dataset, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, _RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    for language in ("SPARQL10Query", "SPARQL11Query"):
        yield Triple(service, _sd("supportedLanguage"), _sd(language))
    for name in _RESULT_FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, _RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, _RDF_TYPE, _sd("Graph"))
    yield Triple(default, _VOID_TRIPLES, _count(manifest.triples))
    yield from _named_graphs(dataset, manifest)


def _named_graphs(dataset: BlankNode, manifest: Manifest) -> Iterator[Triple]:
    for place, size in enumerate(manifest.graphs):
        named, graph = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, _RDF_TYPE, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(size.iri))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, _RDF_TYPE, _sd("Graph"))
        yield Triple(graph, _VOID_TRIPLES, _count(size.triples))


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=_INTEGER)
