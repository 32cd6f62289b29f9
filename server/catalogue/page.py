"""The catalogue as a page for people."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from markupsafe import Markup

from queries import Text
from server.catalogue import markup
from server.catalogue.attribution import attribution
from server.catalogue.datasets import Dataset, uncompressed
from server.catalogue.distributions import graph_address
from server.catalogue.edition import Edition
from server.catalogue.paging import Page
from server.dumps import Download
from server.formats import GRAPHS
from server.pages import Frame
from server.pages import Page as HtmlPage

SUFFIXES = ("ttl", "jsonld", "rdf", "nt")
OFFERS = tuple(one for one in GRAPHS if one.names[0] in SUFFIXES)


@dataclass(frozen=True)
class FileRow:
    """A file of a dataset; `compressed` are the same compressed: address, ending and size."""

    path: str
    address: str
    title_ja: str
    title_en: str
    media_type: str
    size: int
    triples: int | None
    compressed: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class DatasetRow:
    """A dataset of the catalogue; `live` is where the graph store gives it, `sources` titles with licences."""

    iri: str
    title: Text
    description: Text
    triples: int
    licence: str
    licence_name: str
    period: tuple[str, str] | None
    live: str
    files: tuple[FileRow, ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CatalogPage(HtmlPage):
    """The datasets, how to get them and on which terms."""

    template: ClassVar = "catalog.html"
    datasets: tuple[DatasetRow, ...]
    formats: tuple[str, ...]
    attribution: Text
    contact: str
    number: int
    last: int
    markup: Markup


def shown(edition: Edition, page: Page[Dataset], frame: Frame) -> CatalogPage:
    """One page of the catalogue in the language of its frame."""
    return CatalogPage(
        frame,
        tuple(_row(edition, one) for one in page.items),
        tuple(f"/catalog.{one.names[0]}" for one in OFFERS),
        attribution(edition),
        edition.settings.contact,
        page.number,
        page.last,
        markup.catalogue(edition, page.items, frame.language),
    )


def _row(edition: Edition, one: Dataset) -> DatasetRow:
    return DatasetRow(
        one.iri.value,
        one.title,
        one.description,
        one.triples,
        one.licence,
        one.licence_name,
        one.period,
        graph_address(edition, one).removeprefix(edition.at("")),
        tuple(_file(one, file) for file in uncompressed(one)),
        tuple((source.title, source.licence or "") for source in one.sources),
    )


def _file(dataset: Dataset, file: Download) -> FileRow:
    smaller = tuple(
        (dataset.folder + quote(other.path), other.path.rpartition(".")[2], other.bytes)
        for other in dataset.files
        if other.compression and other.path.rpartition(".")[0] == file.path
    )
    place = file.path, dataset.folder + quote(file.path)
    return FileRow(*place, file.title_ja, file.title_en, file.media_type, file.bytes, file.triples, smaller)
