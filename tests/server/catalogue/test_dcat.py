"""The catalogue: it conforms, it says the same in every format, and what it says is so."""

import gzip
import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import httpx
import pyshacl
import pytest
from backports import zstd
from fastapi import FastAPI
from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse
from rdflib import RDF, SH, Graph

from server import Settings, create_app
from tests.server.catalogue.conftest import PUBLIC, graph_of, values

Get = Callable[..., httpx.Response]
Running = Callable[[FastAPI], AbstractContextManager[None]]
SHAPES = Graph().parse(Path(__file__).with_name("dcat-ap.ttl"))
BASE = "https://w3id.org/seisaku/"
WHOLE = f"{BASE}id/dataset/seisaku"
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "application/gzip": gzip.decompress,
    "application/zstd": zstd.decompress,
}
TITLE = NamedNode("http://purl.org/dc/terms/title")


def triples(store: Store) -> list[Triple]:
    return [quad.triple for quad in store]


def complaints(ntriples: bytes) -> set[tuple[str, str]]:
    """What the shapes find: the node, and what is wrong with it."""
    # Not by way of Oxigraph, whose stores make integers of all kinds of them.
    data = Graph().parse(data=ntriples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES, inplace=True)
    nodes = [(node, report.value(node, SH.focusNode)) for node in report.subjects(RDF.type, SH.ValidationResult)]
    return {(str(focus), str(report.value(node, SH.resultMessage))) for node, focus in nodes}


def test_it_conforms_to_the_profile(get: Get) -> None:
    assert complaints(get("/catalog.nt").content) == set()


@pytest.mark.parametrize("name", ["Catalog", "Dataset", "DatasetSeries", "Distribution", "DataService"])
def test_the_shapes_see_what_is_missing(get: Get, catalog: Store, name: str) -> None:
    [(one, *_), *_] = values(catalog, f"SELECT ?one {{ ?one a dcat:{name} }} ORDER BY ?one")
    lines = get("/catalog.nt").content.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f"<{one}> {TITLE} ".encode())]
    few = [line for line in kept if b"#file" not in line or f"<{one}".encode() in line]
    assert len(kept) < len(lines)
    assert one in {node for node, _ in complaints(b"".join(few))}


@pytest.mark.parametrize(
    ("suffix", "accept"),
    [
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
        ("nt", "application/n-triples"),
    ],
)
def test_every_format_says_the_same(get: Get, catalog: Store, suffix: str, accept: str) -> None:
    by_name, by_header = get(f"/catalog.{suffix}"), get("/catalog", headers={"accept": accept})
    assert by_name.headers["content-type"].partition(";")[0] == accept
    assert by_name.content == by_header.content == get(f"/catalog?format={suffix}").content
    assert set(triples(graph_of(by_name))) == set(triples(catalog))
    assert by_name.headers["etag"] == by_header.headers["etag"]


def test_headers(get: Get, ask: Get, site: FastAPI) -> None:
    answer = get("/catalog.ttl")
    for wanted in (
        f'<{PUBLIC}/catalog>; rel="canonical"',
        f'<{PUBLIC}/catalog.jsonld>; rel="alternate"; type="application/ld+json"',
        f'<{PUBLIC}/.well-known/void>; rel="describedby"',
        '<https://spdx.org/licenses/MIT>; rel="license"',
    ):
        assert wanted in answer.headers["link"]
    assert answer.headers["last-modified"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert {one.strip() for one in answer.headers["vary"].split(",")} >= {"Accept", "Accept-Encoding"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert not answer.headers["etag"].startswith("W/")
    again = get("/catalog.ttl", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = ask("HEAD", "/catalog.ttl", to=site)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_each_file_is_as_described(get: Get, catalog: Store) -> None:
    found = values(
        catalog,
        """SELECT ?url ?bytes ?sha ?type ?packed ?triples {
          ?d dcat:downloadURL ?url ; dcat:byteSize ?bytes ; dcat:mediaType ?type .
          ?d spdx:checksum/spdx:checksumValue ?sha .
          OPTIONAL { ?d dcat:compressFormat ?packed } OPTIONAL { ?d void:triples ?triples }
          FILTER(CONTAINS(STR(?url), "/dumps/") && !CONTAINS(STR(?url), "/releases/")) }""",
    )
    listed = json.loads(get("/dumps/manifest.json").content)["files"]
    assert {url for url, *_ in found} == {f"{PUBLIC}/dumps/{file['path']}" for file in listed}
    for url, size, digest, kind, packed, count in found:
        content = get(url.removeprefix(PUBLIC), headers={"accept-encoding": "identity"}).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (int(size), digest), url
        form = RdfFormat.from_media_type(kind.partition("media-types/")[2])
        if count and form:
            inside = UNPACK[packed.partition("media-types/")[2]](content)
            assert len(set(parse(inside, format=form))) == int(count), url


def test_each_dataset_has_the_triples_it_says(get: Get, catalog: Store) -> None:
    found = values(
        catalog,
        """SELECT ?d ?n ?url { ?d a dcat:Dataset ; void:triples ?n ; dcat:distribution ?x .
        ?x dcat:accessService ?s ; dcat:accessURL ?url }""",
    )
    assert WHOLE in {dataset for dataset, *_ in found}
    assert len(found) > 5
    for dataset, count, url in found:
        answer = get(url.removeprefix(PUBLIC), headers={"accept": "application/n-triples"})
        assert len(graph_of(answer)) == int(count), dataset


def test_addresses_are_public_ones(catalog: Store) -> None:
    found = values(
        catalog,
        """SELECT ?address { VALUES ?p { dcat:accessURL dcat:downloadURL dcat:landingPage dcat:endpointURL
        dcat:endpointDescription dcat:service dcat:accessService foaf:homepage hydra:view } ?s ?p ?address }""",
    )
    assert len(found) > 100
    assert {address for (address,) in found if not address.startswith(PUBLIC + "/")} == set()


def test_series_and_releases(catalog: Store) -> None:
    series = f"{BASE}id/dataset/documents"
    members = values(catalog, f"SELECT ?d {{ ?d dcat:inSeries <{series}> }}")
    assert members == [(f"{BASE}graph/document/mext-r8-life-science",)]
    versions = values(
        catalog, f"SELECT ?v ?p {{ <{WHOLE}> dcat:hasVersion ?v OPTIONAL {{ ?v dcat:previousVersion ?p }} }}"
    )
    assert sorted(versions) == [
        (f"{BASE}releases/2025.09", ""),
        (f"{BASE}releases/2025.11", f"{BASE}releases/2025.09"),
    ]
    now = values(catalog, f"SELECT ?v ?b {{ <{WHOLE}> dcat:hasCurrentVersion ?v . ?v prov:wasRevisionOf ?b }}")
    assert [before for _, before in now] == [f"{BASE}releases/2025.11"]
    [(name,)] = values(catalog, f"SELECT ?v {{ <{WHOLE}> dcat:version ?v }}")
    assert now[0][0] == f"{BASE}id/release/{name}"
    files = values(catalog, f"SELECT ?u {{ <{BASE}releases/2025.11> dcat:distribution/dcat:downloadURL ?u }}")
    assert files == [(f"{PUBLIC}/releases/2025.11/dumps/seisaku.nq.gz",)]


def test_licences_of_the_parts(catalog: Store) -> None:
    found = {row[0]: row[1] for row in values(catalog, "SELECT ?d ?l { ?d a dcat:Dataset ; dcterms:license ?l }")}
    assert found[f"{BASE}graph/ontology"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert found[WHOLE] == "https://spdx.org/licenses/MIT"
    by_file = values(catalog, f"SELECT DISTINCT ?l {{ <{BASE}graph/ontology> dcat:distribution/dcterms:license ?l }}")
    assert by_file == [("https://creativecommons.org/publicdomain/zero/1.0/",)]


def test_pages_of_a_harvest(published: Settings, running: Running, ask: Get, catalog: Store) -> None:
    """As CKAN walks: from a page to the one that hydra:nextPage names."""
    app = create_app(replace(published, rows_per_page=6))
    harvested: set[tuple[str, ...]] = set()
    address, pages = f"{PUBLIC}/catalog.ttl", 0
    with running(app):
        while address:
            page = graph_of(ask("GET", address.removeprefix(PUBLIC), to=app, headers={"accept": "text/turtle"}))
            harvested |= set(values(page, "SELECT ?d { ?c dcat:dataset ?d . ?d dcterms:title ?t }"))
            [(next_page, total)] = values(
                page,
                "SELECT ?n ?t { ?p a hydra:PagedCollection ; hydra:totalItems ?t OPTIONAL { ?p hydra:nextPage ?n } }",
            )
            address, pages = next_page, pages + 1
        last = ask("GET", f"/catalog?page={pages}", to=app, headers={"accept": "text/turtle"})
        assert f'<{PUBLIC}/catalog?page={pages - 1}>; rel="prev"' in last.headers["link"]
        html = ask("GET", "/catalog?page=2&lang=en", to=app, headers={"accept": "text/html"}).text
        assert 'rel="next" href="/catalog?page=3&amp;lang=en"' in html
        assert complaints(ask("GET", f"/catalog.nt?page={pages}", to=app).content) == set()
    assert pages > 2
    assert harvested == set(values(catalog, "SELECT ?d { ?d a dcat:Dataset }"))
    assert len(harvested) == int(total)


def test_who_publishes_and_whom_to_ask(settings: Settings, running: Running, ask: Get) -> None:
    app = create_app(replace(settings, publisher="Example Ministry", contact="mailto:data@example.org"))
    with running(app):
        answer = ask("GET", "/catalog.nt", to=app)
        found = graph_of(answer)
        assert "mailto:data@example.org" in ask("GET", "/catalog?format=html", to=app).text
    assert complaints(answer.content) == set()
    contacts = "SELECT DISTINCT ?m { ?d a dcat:Dataset ; dcat:contactPoint/vcard:hasEmail ?m }"
    assert values(found, contacts) == [("mailto:data@example.org",)]
    assert values(found, "SELECT ?n { ?a a foaf:Agent ; foaf:name ?n }") == [("Example Ministry",)]


def test_nobody_is_invented(catalog: Store) -> None:
    assert values(catalog, "SELECT ?c { ?d dcat:contactPoint ?c }") == []
    assert sorted(values(catalog, "SELECT ?n { ?a a foaf:Agent ; foaf:name ?n }")) == [
        ("Seisaku Graph",),
        ("政策グラフ",),
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/catalog.pdf", 404),
        ("/catalog.trig", 404),
        ("/catalog.ttl%3Cb%3E", 404),
        ("/catalog?format=csv", 406),
        ("/catalog?page=0", 404),
        ("/catalog?page=99", 404),
        ("/catalog?page=-1", 400),
        ("/catalog?page=1&page=2", 400),
        ("/catalog?page=", 400),
        ("/catalog?page=1%7D%20UNION%20%7B", 400),
        ("/catalog?page=" + "9" * 5000, 400),
        ("/catalog?page=%EF%BC%91", 400),
        ("/.well-known/void?format=csv", 406),
    ],
)
def test_mistakes(get: Get, path: str, status: int) -> None:
    answer = get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert len(answer.content) < 1000
    assert "Traceback" not in answer.text


def test_a_language_that_there_is_not(get: Get) -> None:
    answer = get("/catalog?lang=fr&format=html")
    assert (answer.status_code, "lang は ja, en のいずれかです。" in answer.text) == (400, True)


def test_nothing_acceptable(get: Get) -> None:
    answer = get("/catalog", headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["offers"]


def test_a_release_to_cite_that_does_not_read(built: Path, tmp_path: Path, running: Running, ask: Get) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "current").symlink_to((built / "current").resolve())
    (store / "published" / "2025.09").mkdir(parents=True)
    (store / "published" / "2025.09" / "manifest.json").write_text("{}", encoding="utf-8")
    app = create_app(Settings(store))
    with running(app):
        answer = ask("GET", "/catalog.ttl", to=app)
        listed = ask("GET", "/releases/", to=app)
    # The graph is whole: who asks for the releases learns what is wrong with one of them.
    assert (answer.status_code, "2025.09" in answer.text) == (200, False)
    assert (listed.status_code, "2025.09" in listed.json()["detail"]) == (503, True)
