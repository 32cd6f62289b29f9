"""The sitemap, robots.txt and llms.txt: nothing but what there is, and all of it."""

import re
from collections.abc import Callable
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import httpx
import pytest
from pyoxigraph import Store

from server.catalogue import notices, sitemap
from server.errors import NotFound
from tests.server.catalogue.conftest import PUBLIC, graph_of

Get = Callable[..., httpx.Response]
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ID = "https://w3id.org/seisaku/id/"


def read(answer: httpx.Response) -> ET.Element:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    return ET.fromstring(answer.content)  # noqa: S314 (our own)


def parts(get: Get) -> list[str]:
    found = read(get("/sitemap.xml"))
    assert found.tag == f"{{{NS['s']}}}sitemapindex"
    assert {one.text for one in found.iterfind(".//s:lastmod", NS)} == {"2026-01-01T00:00:00Z"}
    return [one.text or "" for one in found.iterfind(".//s:loc", NS)]


def test_every_thing_has_one_page_in_it(get: Get) -> None:
    listed: list[str] = []
    for part in parts(get):
        urls = read(get(part.removeprefix(PUBLIC)))
        assert len(urls) <= sitemap.MOST
        listed += [one.text or "" for one in urls.iterfind(".//s:loc", NS)]
    whole: Store = graph_of(get("/data?default", headers={"accept": "application/n-triples"}))
    typed = {str(quad.subject)[1:-1] for quad in whole if quad.predicate.value.endswith("#type")}
    things = {iri for iri in typed if iri.startswith(ID) and "#" not in iri}
    assert len(things) > 500
    docs = [address for address in listed if address.startswith(f"{PUBLIC}/doc/")]
    assert sorted(docs) == sorted(f"{PUBLIC}/doc/{iri.removeprefix(ID)}" for iri in things)
    assert len(listed) == len(set(listed))


def test_pages_that_are_about_no_thing_answer(get: Get) -> None:
    urls = read(get("/sitemap/site.xml"))
    addresses = [one.text or "" for one in urls.iterfind(".//s:loc", NS)]
    wanted = (
        "/",
        "/catalog",
        "/queries/amounts",
        "/ontology",
        "/shapes",
        "/dumps/",
        "/releases/",
        "/embed/",
        "/reconcile",
    )
    assert {PUBLIC + path for path in wanted} <= set(addresses)
    for address in addresses:
        answer = get(address.removeprefix(PUBLIC), headers={"accept": "text/html"})
        assert (answer.status_code, "text/html" in answer.headers["content-type"]) == (200, True), address


def test_both_languages_are_named_and_served(get: Get) -> None:
    [first, *_] = read(get("/sitemap/site.xml")).iterfind("s:url", NS)
    alternates = {one.get("hreflang"): one.get("href", "") for one in first.iterfind("x:link", NS)}
    assert set(alternates) == {"ja", "en"}
    for language, address in alternates.items():
        assert get(address.removeprefix(PUBLIC)).headers["content-language"] == language


@pytest.mark.parametrize(
    "name", ["program-2", "program-0", "program", "none-1", "-1", "program-99999999", "a%22-1", "1"]
)
def test_no_such_part(get: Get, name: str) -> None:
    answer = get(f"/sitemap/{name}.xml")
    assert answer.status_code == 404
    assert "/sitemap.xml lists" in answer.json()["detail"]


def test_parts_hold_ten_thousand() -> None:
    things = [f"{ID}a/{number}" for number in range(sitemap.MOST + 1)]
    assert sitemap.Kind("a", len(things)).parts == 2
    assert [len(sitemap.Part("a", number).of(things)) for number in (1, 2)] == [sitemap.MOST, 1]
    with pytest.raises(NotFound):
        sitemap.Part("a", 3).of(things)


def test_robots(get: Get) -> None:
    text = get("/robots.txt").text
    assert text == notices.robots(PUBLIC)
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    assert parser.site_maps() == [f"{PUBLIC}/sitemap.xml"]
    assert parser.can_fetch("*", f"{PUBLIC}/doc/program/bbj")
    assert not parser.can_fetch("*", f"{PUBLIC}/sparql?query=ASK%7B%7D")
    assert "Allow: /\n" in notices.robots("https://a.example")


def test_llms(get: Get) -> None:
    answer = get("/llms.txt")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Seisaku Graph (政策グラフ)\n\n> ")
    addresses = re.findall(r"\]\(([^)]+)\)", answer.text) + re.findall(r": (https://data\S+)", answer.text)
    assert len(addresses) > 10
    assert {f"{PUBLIC}{path}" for path in ("/dumps/", "/releases/", "/ontology", "/reconcile")} <= set(addresses)
    for address in addresses:
        found = get(address.removeprefix(PUBLIC), headers={"range": "bytes=0-0"})
        assert found.status_code in {200, 206}, address
    sizes = dict(re.findall(r"Graph `([^`]+)`.* (\d+) triples", answer.text))
    for iri, count in sizes.items():
        found = get(f"/data?graph={iri}", headers={"accept": "application/n-triples"})
        assert len(graph_of(found)) == int(count)
    assert len(sizes) > 5
