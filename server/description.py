"""The service description (SPARQL 1.1 Service Description) of the endpoint, from settings and manifest."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology import RDF, SD, VOID
from server.release import Manifest

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
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    for language in (SD.SPARQL10Query, SD.SPARQL11Query):
        yield Triple(service, SD.supportedLanguage, language)
    for name in _RESULT_FORMATS:
        yield Triple(service, SD.resultFormat, NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    yield Triple(default, VOID.triples, Literal(manifest.triples))
    yield from _named_graphs(dataset, manifest)


def _named_graphs(dataset: BlankNode, manifest: Manifest) -> Iterator[Triple]:
    for place, size in enumerate(manifest.graphs):
        named, graph = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(size.iri))
        yield Triple(named, SD.graph, graph)
        yield Triple(graph, RDF.type, SD.Graph)
        yield Triple(graph, VOID.triples, Literal(size.triples))
