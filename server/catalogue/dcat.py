"""The catalogue as DCAT 3, conforming to DCAT-AP 3, in pages as hydra and CKAN's harvester know them.

https://www.w3.org/TR/vocab-dcat-3/, https://semiceu.github.io/DCAT-AP/releases/3.0.1/
"""

from collections.abc import Iterator
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from ontology import LICENCE
from queries import Text
from server.catalogue import profile
from server.catalogue.datasets import Dataset, Series, current, parts, releases, series, whole
from server.catalogue.distributions import distributions
from server.catalogue.edition import Edition
from server.catalogue.paging import Page
from server.catalogue.services import GRAPH_STORE, SPARQL, contact, services
from server.catalogue.words import (
    DCAT,
    DCTERMS,
    FOAF,
    HYDRA,
    OWL,
    PROV,
    RDF,
    RDFS,
    VCARD,
    VOID,
    Fact,
    about,
    both,
    typed,
)

_PROJECT = Text("政策グラフ", "Seisaku Graph")
_TITLE = Text("政策グラフのデータカタログ", "The data catalogue of Seisaku Graph")
_ABOUT = Text(
    "日本の科学技術政策の予算の知識グラフと、その各部分、配布ファイル、SPARQLエンドポイントの目録。",
    "The knowledge graph of Japan's science and technology policy in money, its parts, their files and the SPARQL "
    "endpoint.",
)


def catalogue(edition: Edition, page: Page[Dataset]) -> list[Triple]:
    """The catalogue with the datasets of one page, subject by subject."""
    said = list(
        chain(
            _catalogue(edition, page),
            _paging(edition, page),
            _publisher(edition),
            services(edition, page.items),
            *(_series(edition, one) for one in series(edition)),
            *(_dataset(edition, one) for one in page.items),
            _release(edition),
        )
    )
    said += profile.authorities(said)
    places = {triple.subject: place for place, triple in reversed(list(enumerate(said)))}
    return sorted(dict.fromkeys(said), key=lambda triple: places[triple.subject])


def _catalogue(edition: Edition, page: Page[Dataset]) -> Iterator[Triple]:
    home = NamedNode(edition.at("/"))
    yield from about(
        edition.catalogue,
        (RDF.type, DCAT.Catalog),
        (DCTERMS.title, both(_TITLE)),
        (DCTERMS.description, both(_ABOUT)),
        (DCTERMS.publisher, publisher(edition)),
        (DCTERMS.language, profile.LANGUAGES),
        (DCTERMS.license, LICENCE),
        (DCTERMS.modified, modified(edition)),
        (DCTERMS.spatial, profile.JAPAN),
        (DCTERMS.conformsTo, profile.STANDARDS["profile"]),
        (DCAT.themeTaxonomy, profile.SCHEME),
        (FOAF.homepage, home),
        (DCAT.service, [NamedNode(edition.at(path)) for path in (SPARQL, GRAPH_STORE)]),
        (DCAT.dataset, [one.iri for one in page.items]),
    )
    yield Triple(home, RDF.type, FOAF.Document)


def _paging(edition: Edition, page: Page[Dataset]) -> Iterator[Triple]:
    def place(number: int) -> NamedNode | None:
        return NamedNode(edition.at(f"/catalog?page={number}")) if 1 <= number <= page.last else None

    this = place(page.number)
    assert this is not None  # noqa: S101 (page_of says so)
    yield from about(edition.catalogue, (HYDRA.view, this), (HYDRA.totalItems, Literal(page.total)))
    # hydra renamed its terms; CKAN's harvester reads the old ones.
    yield from about(
        this,
        (RDF.type, (HYDRA.PagedCollection, HYDRA.PartialCollectionView)),
        (HYDRA.totalItems, Literal(page.total)),
        (HYDRA.itemsPerPage, Literal(page.size)),
        *((name, place(1)) for name in (HYDRA.firstPage, HYDRA.first)),
        *((name, place(page.last)) for name in (HYDRA.lastPage, HYDRA.last)),
        *((name, place(page.number + 1)) for name in (HYDRA.nextPage, HYDRA.next)),
        *((name, place(page.number - 1)) for name in (HYDRA.previousPage, HYDRA.previous)),
    )


def publisher(edition: Edition) -> NamedNode:
    """Who publishes the datasets on this server."""
    return NamedNode(f"{edition.catalogue.value}#publisher")


def modified(edition: Edition) -> Literal:
    """When the release was published."""
    return typed(edition.published, "dateTime")


def _publisher(edition: Edition) -> Iterator[Triple]:
    named = edition.settings.publisher
    name = both(_PROJECT) if named == _PROJECT.en else (Literal(named),)
    yield from about(publisher(edition), (RDF.type, FOAF.Agent), (FOAF.name, name))
    if named_contact := contact(edition):
        address = NamedNode(edition.settings.contact)
        reached = VCARD.hasEmail if address.value.startswith("mailto:") else VCARD.hasURL
        yield from about(named_contact, (RDF.type, VCARD.Kind), (VCARD.fn, name), (reached, address))


def _series(edition: Edition, one: Series) -> Iterator[Triple]:
    yield from about(
        one.iri,
        (RDF.type, DCAT.DatasetSeries),
        (DCTERMS.title, both(one.title)),
        (DCTERMS.description, both(one.description)),
        (DCTERMS.modified, modified(edition)),
        *_common(edition),
    )
    yield from _period(one.iri, one.period)


def _common(edition: Edition) -> tuple[Fact, ...]:
    return (
        (DCTERMS.publisher, publisher(edition)),
        (DCTERMS.spatial, profile.JAPAN),
        (DCTERMS.accrualPeriodicity, profile.IRREGULAR),
        (DCAT.contactPoint, contact(edition)),
    )


def _dataset(edition: Edition, one: Dataset) -> Iterator[Triple]:
    landing = NamedNode(landing_page(edition, one))
    yield from about(
        one.iri,
        (RDF.type, DCAT.Dataset),
        (DCTERMS.title, both(one.title)),
        (DCTERMS.description, both(one.description)),
        (DCTERMS.identifier, Literal(one.iri.value)),
        (DCTERMS.license, NamedNode(one.licence)),
        (DCTERMS.language, map(NamedNode, one.languages)),
        (DCTERMS.accessRights, profile.PUBLIC),
        (DCTERMS.issued, typed(one.published, "dateTime")),
        (DCTERMS.modified, typed(one.published, "dateTime")),
        (DCTERMS.conformsTo, edition.ours("ontology")),
        (DCAT.theme, profile.THEMES),
        (DCAT.keyword, chain.from_iterable(map(both, profile.KEYWORDS))),
        (DCAT.landingPage, landing),
        (DCAT.version, Literal(one.version)),
        (DCAT.previousVersion, one.previous),
        (PROV.wasRevisionOf, one.previous),
        (DCAT.isVersionOf, whole(edition).iri if one in releases(edition) else None),
        (DCAT.inSeries, NamedNode(one.series) if one.series else None),
        (PROV.wasDerivedFrom, [NamedNode(source.iri) for source in one.sources]),
        (VOID.triples, Literal(one.triples)),
        *_common(edition),
    )
    yield Triple(landing, RDF.type, FOAF.Document)
    yield from _sources(one)
    yield from _period(one.iri, one.period)
    yield from distributions(edition, one)


def landing_page(edition: Edition, one: Dataset) -> str:
    """The page about a dataset: graphs and releases have one of their own."""
    if one.name.startswith(("graph/", "releases/")):
        return edition.at(f"/{one.name}")
    return edition.at("/catalog" if one.name.startswith("classes/") else "/")


def _sources(one: Dataset) -> Iterator[Triple]:
    for source in one.sources:
        licence = NamedNode(source.licence) if source.licence else None
        title = Literal(source.title, language="ja")
        yield from about(NamedNode(source.iri), (RDF.type, PROV.Entity), (DCTERMS.title, title))
        yield from about(NamedNode(source.iri), (DCTERMS.license, licence))


def _period(of: NamedNode, days: tuple[str, str] | None) -> Iterator[Triple]:
    if days is None:
        return
    period = NamedNode(f"{of.value}{'/' if '#' in of.value else '#'}period")
    first, last = days
    yield Triple(of, DCTERMS.temporal, period)
    yield from about(
        period,
        (RDF.type, DCTERMS.PeriodOfTime),
        (DCAT.startDate, typed(first, "date")),
        (DCAT.endDate, typed(last, "date")),
    )


def _release(edition: Edition) -> Iterator[Triple]:
    """The parts and versions of the whole."""
    known, now = whole(edition), current(edition)
    versions = [one.iri for one in releases(edition)]
    yield from about(
        known.iri,
        (DCTERMS.hasPart, [one.iri for one in parts(edition)]),
        (DCAT.hasCurrentVersion, now),
        (DCAT.hasVersion, versions),
        (OWL.versionInfo, Literal(known.version)),
    )
    if now not in versions:
        yield from about(
            now,
            (RDF.type, PROV.Entity),
            (RDFS.label, both(Text(f"リリース {known.version}", f"Release {known.version}"))),
            (DCAT.version, Literal(known.version)),
            (DCAT.isVersionOf, known.iri),
            (PROV.wasRevisionOf, known.previous),
            (PROV.generatedAtTime, modified(edition)),
        )
