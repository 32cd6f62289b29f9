"""What DCAT-AP wants from the authority tables of the EU and from registries, each typed so that a shape can see it.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from queries import Text
from server.catalogue.words import DCAT, DCTERMS, RDF, RDFS, SKOS, SPDX, about, both

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

JAPAN = NamedNode(f"{_AUTHORITY}country/JPN")
IRREGULAR = NamedNode(f"{_AUTHORITY}frequency/IRREG")
"""Datasets follow the documents, which come when the ministries publish them."""
PUBLIC = NamedNode(f"{_AUTHORITY}access-right/PUBLIC")
AVAILABLE = NamedNode(f"{_AUTHORITY}planned-availability/AVAILABLE")
LANGUAGES = tuple(NamedNode(f"{_AUTHORITY}language/{code}") for code in ("JPN", "ENG"))
SCHEME = NamedNode(f"{_AUTHORITY}data-theme")
THEMES = {
    NamedNode(f"{_AUTHORITY}data-theme/{code}"): text
    for code, text in (
        ("GOVE", Text("政府・公共部門", "Government and public sector")),
        ("TECH", Text("科学技術", "Science and technology")),
        ("ECON", Text("経済・財政", "Economy and finance")),
    )
}
KEYWORDS = (
    Text("科学技術政策", "science and technology policy"),
    Text("予算", "budget"),
    Text("研究費", "research funding"),
    Text("日本", "Japan"),
    Text("知識グラフ", "knowledge graph"),
)
STANDARDS = {
    "profile": NamedNode("http://data.europa.eu/r5r/"),
    "query": NamedNode("https://www.w3.org/TR/sparql11-protocol/"),
    "graphs": NamedNode("https://www.w3.org/TR/sparql11-http-rdf-update/"),
}
_FILE_TYPES = {
    "text/turtle": "RDF_TURTLE",
    "application/trig": "RDF_TRIG",
    "application/n-triples": "RDF_N_TRIPLES",
    "application/n-quads": "RDF_N_QUADS",
    "application/ld+json": "JSON_LD",
    "application/rdf+xml": "RDF_XML",
    "text/csv": "CSV",
    "application/csvm+json": "JSON",
    "application/json": "JSON",
    "application/zip": "ZIP",
}
_COMPRESSIONS = {"gzip": "application/gzip", "zstd": "application/zstd"}
SHA256 = SPDX.checksumAlgorithm_sha256


def media_type(name: str) -> NamedNode:
    """The media type in IANA's registry, without parameters."""
    return NamedNode(_MEDIA_TYPES + name.partition(";")[0].strip())


def compression(name: str) -> NamedNode:
    """The media type of a compression."""
    return media_type(_COMPRESSIONS[name])


def file_type(name: str) -> NamedNode | None:
    """The file type of a media type in the EU's table, None where it has none."""
    code = _FILE_TYPES.get(name.partition(";")[0].strip())
    return NamedNode(f"{_AUTHORITY}file-type/{code}") if code else None


def authorities(used: Iterable[Triple]) -> Iterator[Triple]:
    """What kind of thing each value from elsewhere is that the triples use."""
    kinds = {
        DCTERMS.language: DCTERMS.LinguisticSystem,
        DCTERMS.spatial: DCTERMS.Location,
        DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
        DCTERMS.accessRights: DCTERMS.RightsStatement,
        DCTERMS.conformsTo: DCTERMS.Standard,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.format: DCTERMS.MediaTypeOrExtent,
        DCAT.endpointURL: RDFS.Resource,
        DCAT.endpointDescription: RDFS.Resource,
    }
    found = {(triple.predicate, triple.object) for triple in used if isinstance(triple.object, NamedNode)}
    for predicate, value in sorted(found, key=str):
        assert isinstance(value, NamedNode)  # noqa: S101 (for mypy)
        if kind := kinds.get(predicate):
            yield Triple(value, RDF.type, kind)
        if value.value.startswith(_MEDIA_TYPES):
            yield Triple(value, RDF.type, DCTERMS.MediaType)
        if value.value.startswith(_AUTHORITY) and value != SCHEME:
            yield Triple(value, SKOS.inScheme, NamedNode(value.value.rpartition("/")[0]))
    yield Triple(AVAILABLE, RDF.type, SKOS.Concept)
    yield from about(
        AVAILABLE,
        (SKOS.prefLabel, both(Text("利用可能", "available"))),
    )
    yield from about(SHA256, (RDF.type, SPDX.ChecksumAlgorithm), (RDFS.label, both(Text("SHA-256", "SHA-256"))))
    yield from _themes()


def _themes() -> Iterator[Triple]:
    title = Text("データのテーマ", "Data theme")
    yield from about(SCHEME, (RDF.type, SKOS.ConceptScheme), (DCTERMS.title, both(title)))
    for theme, label in THEMES.items():
        yield from about(theme, (RDF.type, SKOS.Concept), (SKOS.prefLabel, both(label)))
