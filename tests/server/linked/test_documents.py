"""Documents that are no descriptions of things: ontology, shapes, graphs, releases, contexts and frames."""

import re
from collections.abc import Callable

import httpx
import pytest
from pyld import jsonld

import ontology
from tests.server.linked.crawler import BASE, FORMATS, anchors, canonical, hrefs, triples

Get = Callable[..., httpx.Response]
PAGE = "text/html"
SHOWN = ["/ontology", "/shapes", "/doc/release/r7", "/doc/graph/facts", "/doc/graph/catalog"]


@pytest.mark.parametrize("path", SHOWN)
def test_every_format_says_the_same(get: Get, path: str) -> None:
    wanted = canonical(triples(get(path).content, "ttl"))
    assert wanted
    for suffix in FORMATS:
        answer = get(f"{path}.{suffix}")
        assert canonical(triples(answer.content, suffix)) == wanted
        assert answer.headers["content-type"].startswith(FORMATS[suffix].media_type)


@pytest.mark.parametrize("path", [*SHOWN, "/context.jsonld", "/context/Program.frame.jsonld"])
def test_headers(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 200
    assert answer.headers["last-modified"].endswith("GMT")
    assert "Accept" in answer.headers["vary"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert get(path, if_none_match=answer.headers["etag"]).status_code == 304
    head = get(path, method="HEAD")
    assert (head.status_code, head.content, head.headers["content-type"]) == (200, b"", answer.headers["content-type"])
    refused = get(path, "image/png")
    assert (refused.status_code, bool(refused.json()["offers"])) == (406, True)


@pytest.mark.parametrize("path", SHOWN)
def test_pages(get: Get, path: str) -> None:
    for language in ("ja", "en"):
        page = get(f"{path}?lang={language}", PAGE)
        assert page.headers["content-language"] == language
        assert f'<html lang="{language}">' in page.text
        assert "<script" not in page.text
        assert all(get(one).status_code == 200 for one in hrefs(page.text) if one.startswith(path + "."))
    assert get(f"{path}?lang=fr", PAGE).status_code == 400


def test_every_term_has_an_anchor(get: Get) -> None:
    text = get("/ontology?lang=en", PAGE).text
    assert {"Program", "amount", "outworn"} <= anchors(text)
    assert "<h1>Ontology</h1>" in text
    assert '<a href="/ontology?lang=en#Program">sk:Program</a>' in text
    assert '<a href="/doc/phase/draft?lang=en">' in text
    first, second = '<p><span lang="en">Program</span></p>', '<p class="note"><span lang="ja">事業</span></p>'
    assert text.index(first) < text.index(second)
    assert '<a href="/doc/phase/draft">' in get("/ontology", PAGE).text
    assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in get("/ontology").headers["link"]


def test_versions_of_the_ontology(get: Get) -> None:
    assert get("/ontology/0.1.0.nt").content == get("/ontology.nt").content
    assert get("/ontology/0.1.0").content == get("/ontology").content
    answer = get("/ontology/0.0.9")
    assert (answer.status_code, BASE + "ontology/0.1.0" in answer.json()["detail"]) == (404, True)
    assert get("/ontology.pdf").status_code == 406


def test_every_shape_has_an_anchor(get: Get) -> None:
    found = {one.subject for one in triples(get("/shapes.nt").content, "nt")}
    names = {str(one)[1:-1].partition("#")[2] for one in found if str(one).startswith(f"<{BASE}shapes#")}
    text = get("/shapes?lang=en", PAGE).text
    assert len(names) > 50
    assert names <= anchors(text)
    assert re.search(r'<span lang="en">The kind of body .*</span>', text)


def test_a_graph_is_described_elsewhere(get: Get) -> None:
    answer = get("/graph/facts", PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/doc/graph/facts")
    assert '</graph/facts.nt>; rel="item"; type="application/n-triples"' in answer.headers["link"]
    assert get("/graph/facts").headers["location"] == "/doc/graph/facts.ttl"
    assert get("/graph/facts?format=csv").headers["location"] == "/doc/graph/facts.csv"
    assert get("/graph/facts?lang=en", PAGE).headers["location"] == "/doc/graph/facts?lang=en"
    text = get("/doc/graph/facts?lang=en", PAGE).text
    assert "<h1>Reconciled amounts</h1>" in text
    assert '<a href="/graph/facts.nt" type="application/n-triples">' in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_triples_of_a_graph(get: Get, suffix: str) -> None:
    answer = get(f"/graph/catalog.{suffix}")
    assert len(triples(answer.content, suffix)) == 4
    assert get(f"/graph/catalog.{suffix}", if_none_match=answer.headers["etag"]).status_code == 304
    head = get(f"/graph/catalog.{suffix}", method="HEAD")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", answer.headers["etag"])


def test_no_such_graph(get: Get) -> None:
    for path in ("/graph/factz", "/graph/factz.nt", "/doc/graph/factz"):
        answer = get(path)
        assert (answer.status_code, answer.json()["near"]) == (404, [BASE + "graph/facts"])
    assert get("/graph/").status_code == 404
    assert get("/graph/facts.foo").status_code == 404


def test_the_release(get: Get) -> None:
    answer = get("/id/release/r7", PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/doc/release/r7")
    found = get("/doc/release/r7.jsonld").json()
    assert (found["id"], found["identifier"]) == ("seisaku:release/r7", "r7")
    assert {one["id"] for one in found["void:subset"]} == {f"{BASE}graph/{one}" for one in _graphs(get)}
    assert f"<code>{BASE}id/release/r7</code>" in get("/doc/release/r7", PAGE).text


def _graphs(get: Get) -> set[str]:
    return {"registry", "facts", "ontology", "catalog"}


def test_no_such_release(get: Get) -> None:
    for path in ("/id/release/r6", "/doc/release/r6.ttl"):
        problem = get(path).json()
        assert (problem["status"], problem["see"]) == (404, ["/doc/release/r7"])


def test_the_context_is_ours(get: Get) -> None:
    answer = get("/context.jsonld")
    assert answer.json() == ontology.context()
    assert answer.headers["content-type"] == "application/ld+json"


def test_a_frame_makes_a_tree_of_any_of_our_documents(get: Get) -> None:
    frame = get("/context/FiscalYear.frame.jsonld").json()
    assert frame["@type"] == BASE + "ontology#FiscalYear"
    assert BASE + "ontology#fiscalYear" in frame["@reverse"]
    flat = jsonld.flatten(get("/doc/fiscal-year/2024.jsonld").json())
    tree = jsonld.frame(flat, frame)
    assert tree == get("/doc/fiscal-year/2024.jsonld").json()


def test_no_such_class(get: Get) -> None:
    answer = get("/context/Progam.frame.jsonld")
    assert (answer.status_code, answer.json()["near"][0]) == (404, "Program")
    assert get("/context/%22.frame.jsonld").status_code == 404
