"""Every IRI of ours that the shipped graph holds: each resolves, parses, agrees with itself, and leads somewhere."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from pyld import jsonld
from pyoxigraph import NamedNode, Store
from rdflib.compare import isomorphic

from loaders import build, holdings
from tests.conftest import once, quiet
from tests.server.linked.crawler import (
    BASE,
    FORMATS,
    Crawler,
    Held,
    anchors,
    canonical,
    hrefs,
    linked,
    path_of,
    served,
    triples,
)

pytestmark = pytest.mark.slow
SPARQL = NamedNode(BASE + "sparql")
OF_EACH_CLASS = 1
EVERY = 40


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "shipped", lambda folder: build.build(folder, holdings.DATA, None, quiet))


@pytest.fixture(scope="module")
def held(shipped: Path) -> Held:
    return Held(Store.read_only(str(shipped / "current" / "db")))


@pytest.fixture(scope="module")
def crawler(shipped: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawler]:
    with served(shipped, tmp_path_factory.mktemp("crawl")) as address:
        found = Crawler(address)
        yield found
        found.close()


@pytest.fixture(scope="module")
def sample(held: Held) -> list[str]:
    return sorted({*held.of_each_class(OF_EACH_CLASS), *held.things[::EVERY]})


def test_every_iri_resolves_and_says_what_the_graph_says(held: Held, crawler: Crawler) -> None:
    assert len(held.iris) > 3000
    described: set[str] = set()

    def ask(iri: str) -> None:
        answer = crawler.get(path_of(iri).replace("/doc/", "/id/", 1), "text/turtle")
        if iri.startswith((BASE + "id/", BASE + "graph/")):
            assert answer.status_code == 303, (iri, answer.text)
            assert str(answer.headers["location"]).endswith(".ttl")
            answer = crawler.get(str(answer.headers["location"]))
        assert answer.status_code == 200, (iri, answer.text)
        found = triples(answer.content, "ttl")
        own = {one.triple for one in held.store.quads_for_pattern(NamedNode(iri), None, None, None)}
        # Where queries are to be sent is another place on each server.
        assert {triple for triple in own if triple.object != SPARQL} <= found, iri
        if iri.startswith(BASE + "id/"):
            assert canonical(crawler.document(path_of(iri), "nt")) == canonical(found), iri
        crawler.remember(found)
        described.update(one.subject.value for one in found if isinstance(one.subject, NamedNode))

    crawler.each(ask, held.documents)
    # Every fragment is described where its document is. A version of the ontology says nothing of itself, and an
    # endpoint speaks of itself by the address that it has; a namespace is no thing.
    assert set(held.iris) - described == {BASE + "ontology/0.1.0", BASE + "ontology#", SPARQL.value}


def test_all_formats_agree(held: Held, crawler: Crawler, sample: list[str]) -> None:
    kinds = Counter(iri.removeprefix(BASE).split("/")[1] for iri in sample)
    assert len(kinds) > 30
    assert set(held.classes()) == {
        quad.object
        for iri in sample
        for quad in held.store.quads_for_pattern(
            NamedNode(iri), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), None, None
        )
    }

    def agree(path: str) -> None:
        wanted = canonical(crawler.document(path, "ttl"))
        for suffix in FORMATS:
            assert canonical(crawler.document(path, suffix)) == wanted, (path, suffix)

    crawler.each(agree, [path_of(iri) for iri in sample])
    release = crawler.get("/health").json()["release"]
    crawler.each(agree, ["/ontology", "/shapes", f"/doc/release/{release}", "/doc/fiscal-year/2024"])


def test_another_parser_reads_the_same(held: Held, crawler: Crawler) -> None:
    names = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    for iri in held.of_each_class(1):
        graphs = [
            rdflib.Graph().parse(data=crawler.get(f"{path_of(iri)}.{suffix}").content, format=name)
            for suffix, name in names.items()
        ]
        assert graphs[0]
        assert all(isomorphic(graphs[0], other) for other in graphs[1:]), iri


def test_a_frame_for_each_class_keeps_every_triple(held: Held, crawler: Crawler) -> None:
    for one, iri in held.classes().items():
        name = one.value.replace("#", "/").rpartition("/")[2]
        frame = crawler.get(f"/context/{name}.frame.jsonld").json()
        framed = jsonld.frame(crawler.get(path_of(iri) + ".jsonld").json(), frame)
        wanted = crawler.document(path_of(iri), "ttl")
        assert triples(json.dumps(framed).encode(), "jsonld") == wanted, iri


def test_graphs_hold_what_the_store_holds(held: Held, crawler: Crawler) -> None:
    graphs = [iri for iri in held.documents if iri.startswith(BASE + "graph/")]
    assert len(graphs) > 6
    for iri in graphs:
        own = [quad.triple for quad in held.store.quads_for_pattern(None, None, None, NamedNode(iri))]
        assert canonical(crawler.document(path_of(iri), "nt")) == canonical(own)


def test_no_page_leads_nowhere(held: Held, crawler: Crawler) -> None:
    pages = {path_of(iri) for iri in held.of_each_class(1)}
    release = crawler.get("/health").json()["release"]
    pages |= {"/", "/ontology", "/shapes", "/doc/graph/registry", f"/doc/release/{release}", "/doc/fiscal-year/2024"}
    places: dict[str, set[str]] = {}
    links: set[str] = set()

    def look(path: str) -> None:
        answer = crawler.get(path, "text/html")
        assert answer.status_code == 200, (path, answer.text)
        places[path] = anchors(answer.text)
        links.update(one for one in hrefs(answer.text) if not one.startswith("#"))
        links.update(one for one in linked(answer) if one.startswith("/"))
        assert {one[1:] for one in hrefs(answer.text) if one.startswith("#")} <= places[path]

    def follow(link: str) -> None:
        path, _, place = link.partition("#")
        if place:
            if path not in places:
                look(path)
            assert place in places[path], link
        elif path not in places:
            assert crawler.status(path) == 200, link

    crawler.each(look, sorted(pages))
    assert len(links) > 1000
    crawler.each(follow, sorted(links))


def test_no_triple_leads_nowhere(held: Held, crawler: Crawler) -> None:
    known = {iri.partition("#")[0] for iri in held.iris}
    others = {iri.partition("#")[0].removesuffix("?page=1") for iri in crawler.mentioned} - known
    documents = {iri for iri in others if iri.startswith(BASE + "doc/")}
    assert documents
    # A document that was asked for names itself.
    unknown = sorted(others - {iri for iri in documents if iri.replace("/doc/", "/id/", 1) in known})
    statuses = dict(zip(unknown, crawler.each(lambda iri: crawler.status(path_of(iri)), unknown), strict=True))
    assert set(statuses.values()) <= {200, 303}, statuses
