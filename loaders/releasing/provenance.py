"""A release set described in RDF: what it is a version of, what it revises, what it was made from, its files."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

import ontology
from loaders.releasing.lines import Lines, quads
from loaders.releasing.manifests import File, SetManifest
from loaders.triples import about, text, typed
from ontology import BASE, DCTERMS, LICENCE, RDF, SK

DATASET = NamedNode(f"{BASE}id/dataset/seisaku")
"""The graph, whatever its version."""
_NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "spdx": "http://spdx.org/rdf/terms#",
        "void": "http://rdfs.org/ns/void#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_COMPRESSIONS: Mapping[str, str] = MappingProxyType({"gzip": "application/gzip", "zstd": "application/zstd"})
_CC0 = NamedNode("https://spdx.org/licenses/CC0-1.0")
_ONTOLOGY = "dumps/graphs/ontology."


def iri(version: str) -> NamedNode:
    """The IRI of a release set: `releases/<version>`."""
    return NamedNode(f"{BASE}releases/{version}")


def turtle(manifest: SetManifest, graph: Lines) -> bytes:
    """The description as Turtle; `graph` is the whole graph of the set."""
    found = [*_release(manifest, graph)]
    for file in _data(manifest):
        found += _distribution(manifest.version, file)
    written = BytesIO()
    ontology.write(found, written, RdfFormat.TURTLE, _NAMESPACES)
    return written.getvalue()


def _data(manifest: SetManifest) -> list[File]:
    """The files that hold the graph; the others speak of it."""
    return [file for file in manifest.files if file.path.startswith("dumps/") and file.path != "dumps/manifest.json"]


def _term(curie: str) -> NamedNode:
    prefix, _, name = curie.partition(":")
    return NamedNode(_NAMESPACES[prefix] + name)


def _release(manifest: SetManifest, graph: Lines) -> Iterator[Triple]:
    version = manifest.version
    previous = iri(manifest.previous) if manifest.previous else None
    return about(
        iri(version),
        (RDF.type, (_term("dcat:Dataset"), _term("prov:Entity"), _term("void:Dataset"))),
        (DCTERMS.title, (text(f"政策グラフ {version}", "ja"), text(f"Seisaku Graph {version}", "en"))),
        (DCTERMS.identifier, text(version)),
        (_term("dcat:version"), text(version)),
        (_term("owl:versionInfo"), text(version)),
        (_term("dcterms:isVersionOf"), DATASET),
        (DCTERMS.issued, typed(manifest.issued, "dateTime")),
        (_term("prov:generatedAtTime"), typed(manifest.issued, "dateTime")),
        *((_term(name), previous) for name in ("prov:wasRevisionOf", "owl:priorVersion", "dcat:previousVersion")),
        (_term("prov:wasDerivedFrom"), _documents(graph)),
        (DCTERMS.license, LICENCE),
        (_term("void:triples"), Literal(manifest.triples)),
        (_term("dcat:distribution"), [_file(version, file) for file in _data(manifest)]),
    )


def _documents(graph: Lines) -> list[NamedNode]:
    mark = f" {RDF.type} {SK.SourceDocument} ".encode()
    found = quads(tuple(line for line in graph if mark in line))
    return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]


def _file(version: str, file: File) -> NamedNode:
    return NamedNode(f"{iri(version).value}/{file.path}")


def _distribution(version: str, file: File) -> Iterator[Triple]:
    node = _file(version, file)
    checksum = NamedNode(f"{node.value}#sha256")
    packed = _COMPRESSIONS[file.compression] if file.compression else None
    yield from about(
        node,
        (RDF.type, _term("dcat:Distribution")),
        (_term("dcat:downloadURL"), node),
        (_term("dcat:mediaType"), NamedNode(_MEDIA_TYPES + file.media_type)),
        (_term("dcat:compressFormat"), NamedNode(_MEDIA_TYPES + packed) if packed else None),
        (_term("dcat:byteSize"), typed(str(file.bytes), "nonNegativeInteger")),
        (DCTERMS.license, _CC0 if file.path.startswith(_ONTOLOGY) else LICENCE),
        (_term("spdx:checksum"), checksum),
    )
    yield from about(
        checksum,
        (RDF.type, _term("spdx:Checksum")),
        (_term("spdx:algorithm"), _term("spdx:checksumAlgorithm_sha256")),
        (_term("spdx:checksumValue"), typed(file.sha256, "hexBinary")),
    )
