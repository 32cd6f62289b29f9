"""From the catalogue and the sitemap over every address that they name: each answers, as what it is said to be.

What the IRIs of the store answer is asked in test_crawl.py.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import BlankNode, Literal, RdfFormat, Store, parse

import queries
from loaders import build, holdings
from loaders.releasing import sets
from tests.conftest import once, quiet
from tests.server.linked.crawler import BASE, Answer, Crawler, Held, anchors, hrefs, linked, served

pytestmark = pytest.mark.slow
PUBLIC = "https://data.example.org/"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PER_PAGE = 10
EVERY = 9
_ANSWERED = {200, 303}
_LANGUAGES = ("ja", "en")
VERSION = "2026.11"
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ADDRESS = re.compile(r"https://(?:data\.example\.org|w3id\.org/seisaku)/[\w.~:/?#@!$&*+,;=%-]*", re.ASCII)
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# Which graph it is asked for has to stand in the address of a graph store.
ENDPOINTS = {"/sparql": "/sparql?query=ASK%7B%7D", "/data": "/data?default"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped graph with a release to cite."""
    store = once(tmp_path_factory, "shipped", lambda folder: build.build(folder, holdings.DATA, None, quiet))
    folder = tmp_path_factory.mktemp("published")
    (folder / "current").symlink_to((store / "current").resolve())
    sets.publish(sets.Order(folder, VERSION), quiet)
    return folder


@pytest.fixture(scope="module")
def crawler(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawler]:
    settings = (f"public_url={PUBLIC}", f"rows_per_page={PER_PAGE}")
    with served(published, tmp_path_factory.mktemp("crawl"), *settings) as address:
        found = Crawler(address)
        yield found
        found.close()


@pytest.fixture(scope="module")
def catalog(crawler: Crawler) -> Store:
    """The catalogue as a harvester collects it, page by page."""
    found, place, pages = Store(), "/catalog.ttl", 0
    while place:
        answer = crawler.get(place)
        assert answer.status_code == 200
        found.extend(parse(answer.content, format=RdfFormat.TURTLE))
        pages += 1
        following = rows(found, f"SELECT ?n {{ ?page hydra:nextPage ?n FILTER STRENDS(STR(?n), '?page={pages + 1}') }}")
        place = path(following[0][0]).replace("/catalog?", "/catalog.ttl?") if following else ""
    assert pages > 2
    return found


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The values of a SELECT, an unbound one as the empty string."""
    return [tuple(getattr(term, "value", "") for term in row) for row in store.query(query, prefixes=PREFIXES)]  # type: ignore[union-attr]


def path(address: str) -> str:
    """Where the tested server has an address of ours; empty for one of others."""
    for space in (PUBLIC, BASE):
        if address.startswith(space):
            return "/" + address.removeprefix(space)
    return "" if urlsplit(address).scheme else address


def kind(answer: Answer) -> str:
    """The media type of an answer."""
    return str(answer.headers["content-type"]).partition(";")[0]


def triples(answer: Answer) -> int:
    """How many different triples a document holds, whatever their graphs."""
    form = RdfFormat.from_media_type(kind(answer))
    assert form is not None, kind(answer)
    return len({quad.triple for quad in parse(answer.content, format=form)})


def test_every_file_is_what_the_catalogue_says(crawler: Crawler, catalog: Store) -> None:
    files = rows(
        catalog,
        """SELECT DISTINCT ?file ?type ?packed ?bytes ?digest ?triples { ?d dcat:downloadURL ?file ;
        dcat:mediaType ?type ; dcat:byteSize ?bytes ; spdx:checksum/spdx:checksumValue ?digest
        OPTIONAL { ?d dcat:compressFormat ?packed } OPTIONAL { ?d void:triples ?triples } }""",
    )
    assert len(files) > 400
    assert len(files) == len(rows(catalog, "SELECT ?d { ?d dcat:downloadURL ?file }"))
    assert any(VERSION in file for file, *_ in files)

    def look(said: tuple[str, ...]) -> None:
        file, media_type, packed, size, digest, count = said
        answer = crawler.get(path(file))
        assert (answer.status_code, len(answer.content)) == (200, int(size)), file
        assert sha256(answer.content).hexdigest() == digest.lower(), file
        assert kind(answer) == (packed or media_type).removeprefix(MEDIA_TYPES), file
        if count and not packed:
            assert triples(answer) == int(count), file

    crawler.each(look, files)


def test_every_dataset_and_service_answers(crawler: Crawler, catalog: Store) -> None:
    datasets = rows(catalog, "SELECT DISTINCT ?d ?page { ?c dcat:dataset ?d . ?d dcat:landingPage ?page }")
    assert len(datasets) == len(rows(catalog, "SELECT DISTINCT ?d { ?c dcat:dataset ?d }")) > 20
    for dataset, page in datasets:
        assert crawler.get(path(dataset).partition("#")[0], "text/turtle").status_code in _ANSWERED, dataset
        for language in _LANGUAGES:
            shown = crawler.get(f"{path(page)}?lang={language}", PAGE)
            if shown.status_code == 303:
                shown = crawler.get(str(shown.headers["location"]), PAGE)
            assert (shown.status_code, kind(shown)) == (200, "text/html"), page
            assert f'<html lang="{language}"' in shown.text
    live = rows(catalog, "SELECT ?url ?n { ?d dcat:accessURL ?url ; dcat:accessService ?s ; void:triples ?n }")
    assert len(live) > 5
    for url, count in live:
        assert triples(crawler.get(path(url), "application/n-triples")) == int(count), url
    services = rows(catalog, "SELECT DISTINCT ?url { ?c dcat:service/dcat:endpointURL ?url }")
    assert {path(url) for (url,) in services} == set(ENDPOINTS)
    for (url,) in services:
        assert crawler.status(ENDPOINTS[path(url)]) == 200
    for (url,) in rows(catalog, "SELECT DISTINCT ?url { ?s dcat:endpointDescription|foaf:homepage ?url }"):
        assert crawler.get(path(url)).status_code == 200


def test_pages_of_the_sitemap_are_pages_in_both_languages(crawler: Crawler) -> None:
    parts = [found.text or "" for found in _xml(crawler, "/sitemap.xml").iterfind(".//s:loc", SITEMAP)]
    urls = [one for part in parts for one in _xml(crawler, path(part)).iterfind("s:url", SITEMAP)]
    named = [
        [found.findtext("s:loc", "", SITEMAP), *(one.get("href", "") for one in found.iterfind("x:link", SITEMAP))]
        for found in urls
    ]
    assert len({address for one in named for address in one}) == 3 * len(named) > 5000
    # The crawl of the store's IRIs has every thing; a page of each kind and some of the others is enough here.
    site = sum(part.endswith("/site.xml") for part in parts) and len(_xml(crawler, path(parts[0])))
    looked = [*named[:site], *named[site::EVERY], *_first_of_each(named)]

    def look(one: list[str]) -> None:
        for address, language in zip(one, ("", "ja", "en"), strict=True):
            answer = crawler.get(path(address), PAGE)
            assert (answer.status_code, kind(answer)) == (200, "text/html"), address
            assert re.search(f'<html lang="{language or "ja"}"', answer.text), address

    crawler.each(look, looked)


def _xml(crawler: Crawler, place: str) -> ET.Element:
    answer = crawler.get(place)
    assert (answer.status_code, kind(answer)) == (200, "application/xml")
    return ET.fromstring(answer.content)  # noqa: S314 (our own)


def _first_of_each(named: Iterable[list[str]]) -> Iterable[list[str]]:
    found: dict[str, list[str]] = {}
    for one in named:
        if "/doc/" in one[0]:
            found.setdefault(one[0].split("/doc/")[1].partition("/")[0], one)
    return found.values()


def test_no_iri_of_any_document_leads_nowhere(crawler: Crawler, catalog: Store, published: Path) -> None:
    known = {iri.partition("#")[0] for iri in Held(Store.read_only(str(published / "current" / "db"))).iris}
    found = _iris(catalog)
    for place in ("/.well-known/void", "/ontology", "/shapes", "/queries/", "/sparql", f"/releases/{VERSION}"):
        answer = crawler.get(place, "text/turtle")
        assert (answer.status_code, kind(answer)) == (200, "text/turtle")
        said = Store()
        said.extend(parse(answer.content, format=RdfFormat.TURTLE))
        found |= _iris(said)
    asked = sorted({iri.partition("#")[0] for iri in found} - known - {PUBLIC + "data"})
    assert len(asked) > 800

    def look(iri: str) -> tuple[str, int]:
        return iri, crawler.get(path(iri), "text/turtle, */*;q=0.1", "HEAD").status_code

    assert {iri: status for iri, status in crawler.each(look, asked) if status not in _ANSWERED} == {}


def _iris(store: Store) -> set[str]:
    terms = {term for quad in store for term in (quad.subject, quad.predicate, quad.object)}
    iris = {term.datatype.value if isinstance(term, Literal) else str(getattr(term, "value", "")) for term in terms}
    assert not all(isinstance(term, BlankNode) for term in terms)
    return {iri for iri in iris if iri.startswith((PUBLIC, BASE))}


def test_no_page_leads_nowhere(crawler: Crawler) -> None:
    pages = {
        f"{place}{'&' if '?' in place else '?'}lang={language}": None for place in _PAGES for language in _LANGUAGES
    }
    looked, places, links = set(pages), dict[str, set[str]](), set[str]()

    def look(place: str) -> None:
        answer = crawler.get(place, PAGE)
        assert (answer.status_code, kind(answer)) == (404 if "not-there" in place else 200, "text/html"), place
        # A place of one page of the catalogue may be named on another.
        places.setdefault(place.partition("?")[0], set()).update(anchors(answer.text))
        there = {unescape(found) for found in re.findall(r'(?:href|src|action)="(https?:[^"]*)"', answer.text)}
        there |= hrefs(answer.text) | {*linked(answer), *_in_scripts(answer.text)}
        links.update(urljoin(place, found) for one in there if (found := path(one)))

    def follow(link: str) -> None:
        place, _, fragment = link.partition("#")
        bare = place.partition("?")[0]
        if fragment:
            if bare not in places:
                look(place)
            assert unquote(fragment) in places[bare], link
        elif place not in looked:
            assert crawler.status(place) in _ANSWERED, link

    crawler.each(look, pages)
    assert len(links) > 1000
    crawler.each(follow, _some({link for link in links if link != "/data" and "not-there" not in link}))


def _some(links: set[str]) -> list[str]:
    """Every link but those that differ in the language alone; some of things, answers and charts, which are many."""
    bare = {re.sub(r"(?<=[?&])lang=(?:ja|en)&?", "", link).rstrip("?&") for link in links}
    many = sorted(link for link in bare if link.startswith(("/doc/", "/id/", "/queries/", "/charts/")))
    return [*sorted(bare - set(many)), *many[::EVERY]]


def _in_scripts(page: str) -> Iterator[str]:
    for text in SCRIPT.findall(page):
        yield from ADDRESS.findall(json.dumps(json.loads(text), ensure_ascii=False))


_PAGES = (
    "/",
    "/catalog",
    "/catalog?page=2",
    "/catalog?page=3",
    "/dumps/",
    "/releases/",
    f"/releases/{VERSION}",
    "/queries/",
    *(f"/queries/{question.name}" for question in queries.questions()),
    "/ontology",
    "/shapes",
    "/sparql",
    "/limits",
    "/reconcile",
    "/reconcile/preview?id=program/kakenhi",
    "/embed/",
    "/embed/program/kakenhi",
    "/embed/policy/honebuto-2023",
    "/embed/query/growth",
    "/doc/graph/registry",
    "/doc/dataset/seisaku",
    "/doc/program/kakenhi",
    "/doc/policy/honebuto-2023",
    "/doc/organization/amed",
    "/doc/program/not-there",
)


def test_no_text_for_programs_leads_nowhere(crawler: Crawler) -> None:
    release = str(crawler.get("/health").json()["release"])
    texts: Mapping[str, str] = {
        "/llms.txt": "text/markdown",
        "/robots.txt": "text/plain",
        "/dumps/tables/csv-metadata.json": "application/csvm+json",
        "/queries/growth.csv-metadata.json": "application/csvm+json",
        "/queries/": "application/json",
        "/queries/examples.ttl": "text/turtle",
        "/releases/": "application/json",
        f"/releases/{VERSION}/README.md": "text/markdown",
        f"/releases/{VERSION}/README.ja.md": "text/markdown",
        f"/releases/{VERSION}/CITATION.cff": "application/yaml",
        f"/oembed?url={BASE}id/program/kakenhi": "application/json",
        "/embed/program/kakenhi": "application/json",
        "/embed/query/growth": "application/json",
        "/charts/program/kakenhi.vl.json": "application/vnd.vegalite.v6+json",
        "/context.jsonld": "application/ld+json",
        f"/doc/release/{release}": "application/ld+json",
        "/reconcile": "application/json",
    }
    found: set[str] = set()
    for place, media_type in texts.items():
        answer = crawler.get(place, f"{media_type}, */*;q=0.1")
        assert (answer.status_code, kind(answer)) == (200, media_type), place
        # A space of names ends in a slash, and a template in a brace that is no part of an address.
        there = {one.rstrip(".,;:").partition("#")[0] for one in ADDRESS.findall(answer.text)}
        found |= {one for one in there if not one.endswith(("/", "="))}
    assert len(found) > 100

    def look(address: str) -> tuple[str, int]:
        return address, crawler.status(path(address))

    asked = sorted(found - {PUBLIC + "sparql", PUBLIC + "data"})
    assert {one: status for one, status in crawler.each(look, asked) if status not in _ANSWERED} == {}
