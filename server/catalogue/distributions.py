"""The ways to get a dataset: its files, and the graph store where it is asked for in any format."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from pyoxigraph import Literal, NamedNode, Triple

from queries import Text
from server.catalogue import profile
from server.catalogue.datasets import Dataset
from server.catalogue.edition import Edition
from server.catalogue.services import GRAPH_STORE
from server.catalogue.words import DCAT, DCATAP, DCTERMS, RDF, SPDX, VOID, about, both, typed
from server.dumps import Download

_LIVE = Text("グラフストア（任意のRDF形式）", "Graph store, in any format of RDF")
_ASKED = Text(
    "名前付きグラフを、Accept に応じた形式で返す。", "The graph as it is now, in the format that Accept asks for."
)


def distributions(edition: Edition, dataset: Dataset) -> Iterator[Triple]:
    """A distribution for each file of a dataset, and one for the graph store if that holds it as a graph."""
    if graph_address(edition, dataset):
        yield from _live(edition, dataset)
    for file in dataset.files:
        yield from _file(edition, dataset, file)


def download_address(edition: Edition, dataset: Dataset, file: Download) -> str:
    """Where a file of a dataset is downloaded."""
    return edition.at(dataset.folder + quote(file.path))


def graph_address(edition: Edition, dataset: Dataset) -> str:
    """Where the triples of a dataset are had from the graph store; empty for what is no graph there."""
    if not dataset.name.startswith(("graph/", "id/")):
        return ""
    of = urlencode({"graph": dataset.iri.value}) if dataset.name.startswith("graph/") else "default"
    return edition.at(f"{GRAPH_STORE}?{of}")


def _live(edition: Edition, dataset: Dataset) -> Iterator[Triple]:
    node = NamedNode(f"{edition.catalogue.value}#{quote(dataset.name)}/live")
    yield Triple(dataset.iri, DCAT.distribution, node)
    yield from about(
        node,
        (RDF.type, DCAT.Distribution),
        (DCTERMS.title, both(_LIVE)),
        (DCTERMS.description, both(_ASKED)),
        (DCTERMS.license, NamedNode(dataset.licence)),
        (DCAT.accessURL, NamedNode(graph_address(edition, dataset))),
        (DCAT.accessService, NamedNode(edition.at(GRAPH_STORE))),
        (DCATAP.availability, profile.AVAILABLE),
        (VOID.triples, Literal(dataset.triples)),
    )


def _file(edition: Edition, dataset: Dataset, file: Download) -> Iterator[Triple]:
    node = NamedNode(f"{edition.catalogue.value}#file{dataset.folder}{quote(file.path)}")
    checksum, address = NamedNode(f"{node.value}/sha256"), NamedNode(download_address(edition, dataset, file))
    published = typed(dataset.published, "dateTime")
    yield Triple(dataset.iri, DCAT.distribution, node)
    yield from about(
        node,
        (RDF.type, DCAT.Distribution),
        (DCTERMS.title, both(Text(file.title_ja, file.title_en))),
        (DCTERMS.description, both(_described(file))),
        (DCTERMS.license, NamedNode(dataset.licence)),
        (DCTERMS.language, map(NamedNode, dataset.languages)),
        (DCTERMS.issued, published),
        (DCTERMS.modified, published),
        (DCTERMS.format, profile.file_type(file.media_type)),
        (DCAT.accessURL, address),
        (DCAT.downloadURL, address),
        (DCAT.mediaType, profile.media_type(file.media_type)),
        (DCAT.compressFormat, profile.compression(file.compression) if file.compression else None),
        (DCAT.byteSize, typed(file.bytes, "nonNegativeInteger")),
        (DCATAP.availability, profile.AVAILABLE),
        (SPDX.checksum, checksum),
        (VOID.triples, None if file.triples is None else Literal(file.triples)),
    )
    yield from about(
        checksum,
        (RDF.type, SPDX.Checksum),
        (SPDX.algorithm, profile.SHA256),
        (SPDX.checksumValue, typed(file.sha256, "hexBinary")),
    )


def _described(file: Download) -> Text:
    inside = ", ".join(filter(None, (file.media_type, file.compression)))
    counts = [
        ("トリプル", "triples", file.triples),
        ("行", "rows", file.rows),
        ("バイト", "bytes", file.bytes),
    ]
    ja = "、".join(f"{number:,} {unit}" for unit, _, number in counts if number is not None)
    en = ", ".join(f"{number:,} {unit}" for _, unit, number in counts if number is not None)
    return Text(f"{inside}（{ja}）", f"{inside}; {en}.")
