"""The service description (SPARQL 1.1 Service Description) of the endpoint, from settings and manifest."""

from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology import LICENCE, RDF, SD, VOID
from queries import Text
from server.catalogue.words import DCTERMS, RDFS, about, both, typed
from server.catalogue.words import SD as MORE
from server.release import Manifest, Release
from server.settings import Settings

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


_INPUT_FORMATS = ("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD")


_TITLE = Text("政策グラフの SPARQL エンドポイント", "The SPARQL endpoint of Seisaku Graph")


def service_description(settings: Settings, release: Release) -> Iterator[Triple]:
    """The triples that describe the endpoint at its public address."""
    endpoint, manifest = settings.endpoint, release.manifest
    service, dataset, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    for language in (SD.SPARQL10Query, SD.SPARQL11Query):
        yield Triple(service, SD.supportedLanguage, language)
    for name in _RESULT_FORMATS:
        yield Triple(service, SD.resultFormat, NamedNode(f"http://www.w3.org/ns/formats/{name}"))
    yield from _updates(service) if settings.writable else _union(service)
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(service, MORE.availableGraphs, BlankNode("available"))
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default)
    yield Triple(default, RDF.type, SD.Graph)
    yield Triple(default, VOID.triples, Literal(_in_default_graph(settings, manifest)))
    yield from _named_graphs(dataset, manifest)
    yield from _beside(settings, service, release)


def _beside(settings: Settings, service: NamedNode, release: Release) -> Iterator[Triple]:
    """When the graph was published, on which terms, and where more is said of it."""
    catalogue = settings.public_url.rstrip("/") + "/catalog"
    modified = parsedate_to_datetime(release.modified).astimezone(UTC)
    yield from about(
        service,
        (DCTERMS.title, both(_TITLE)),
        (DCTERMS.modified, typed(f"{modified:%Y-%m-%dT%H:%M:%SZ}", "dateTime")),
        (DCTERMS.license, LICENCE),
        (DCTERMS.publisher, NamedNode(f"{catalogue}#publisher")),
        (DCTERMS.isPartOf, NamedNode(catalogue)),
        (RDFS.seeAlso, (NamedNode(catalogue), NamedNode(settings.public_url.rstrip("/") + "/.well-known/void"))),
    )


def _union(service: NamedNode) -> Iterator[Triple]:
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)


def _updates(service: NamedNode) -> Iterator[Triple]:
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
    yield Triple(service, SD.feature, SD.EmptyGraphs)
    for name in _INPUT_FORMATS:
        yield Triple(service, SD.inputFormat, NamedNode(f"http://www.w3.org/ns/formats/{name}"))


def _in_default_graph(settings: Settings, manifest: Manifest) -> int:
    named = sum(size.triples for size in manifest.graphs)
    return manifest.triples - named if settings.writable else manifest.triples


def _named_graphs(dataset: BlankNode, manifest: Manifest) -> Iterator[Triple]:
    # A query may name a dataset of its own; these are the graphs that it may name.
    available = BlankNode("available")
    yield Triple(available, RDF.type, MORE.GraphCollection)
    for place, size in enumerate(manifest.graphs):
        named, graph = BlankNode(f"named{place}"), BlankNode(f"graph{place}")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(available, MORE.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(size.iri))
        yield Triple(named, SD.graph, graph)
        yield Triple(graph, RDF.type, SD.Graph)
        yield Triple(graph, VOID.triples, Literal(size.triples))
