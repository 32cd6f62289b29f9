"""Things answer 303 to their documents; these say what there is, in every format, and where it is from."""

import csv
import json
from collections.abc import Callable
from email.message import Message
from io import StringIO

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from tests.server.linked.conftest import LINKS
from tests.server.linked.crawler import BASE, FORMATS, canonical, triples

Get = Callable[..., httpx.Response]
PAGE = "text/html"
KAKENHI = NamedNode(BASE + "id/program/kakenhi")
HYDRA = "http://www.w3.org/ns/hydra/core#"
SIZE = 100


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/id/program/kakenhi", PAGE, "/doc/program/kakenhi"),
        ("/id/program/kakenhi", "*/*", "/doc/program/kakenhi.ttl"),
        ("/id/program/kakenhi", "application/ld+json", "/doc/program/kakenhi.jsonld"),
        ("/id/program/kakenhi", "application/rdf+xml;q=0.5, text/csv", "/doc/program/kakenhi.csv"),
        ("/id/program/kakenhi?format=nt", PAGE, "/doc/program/kakenhi.nt"),
        ("/id/program/kakenhi?format=html&lang=en", "*/*", "/doc/program/kakenhi.html?lang=en"),
        ("/id/fiscal-year/2024?page=2", PAGE, "/doc/fiscal-year/2024?page=2"),
        ("/id/program/%E7%A7%91%E7%A0%94%E8%B2%BB", PAGE, "/doc/program/%E7%A7%91%E7%A0%94%E8%B2%BB"),
        ("/id/program/a%20b", PAGE, "/doc/program/a%20b"),
        ("/id/program/c%26d;e=(f)", PAGE, "/doc/program/c%26d;e=(f)"),
        ("/id/program/%6Bakenhi", PAGE, "/doc/program/kakenhi"),
        ("/id/program/kakenhi/", PAGE, "/doc/program/kakenhi"),
        ("/id/program%2Fkakenhi", PAGE, "/doc/program/kakenhi"),
        ("/id/program%2fa%20b", PAGE, "/doc/program/a%20b"),
    ],
)
def test_a_thing_is_elsewhere(get: Get, path: str, accept: str, target: str) -> None:
    answer = get(path, accept)
    assert (answer.status_code, answer.headers["location"]) == (303, target)
    assert "Accept" in answer.headers["vary"]
    assert answer.content == b""
    assert get(target, accept).status_code == 200


def test_links_of_a_thing(get: Get) -> None:
    links = get("/id/program/kakenhi").headers["link"]
    assert '</doc/program/kakenhi>; rel="describedby"' in links
    assert '</doc/program/kakenhi.jsonld>; rel="alternate"; type="application/ld+json"' in links


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_the_same(get: Get, suffix: str) -> None:
    wanted = triples(get("/doc/program/kakenhi.ttl").content, "ttl")
    assert Triple(KAKENHI, NamedNode(BASE + "ontology#amount"), Literal(237900000000)) in wanted
    answer = get(f"/doc/program/kakenhi.{suffix}")
    assert canonical(triples(answer.content, suffix)) == canonical(wanted)
    assert answer.headers["content-location"] == f"/doc/program/kakenhi.{suffix}"
    same = get("/doc/program/kakenhi", FORMATS[suffix].media_type)
    assert (same.content, same.headers["etag"]) == (answer.content, answer.headers["etag"])


def test_a_description(get: Get) -> None:
    found = {str(triple) for triple in triples(get("/doc/program/sip.nt").content, "nt")}
    document, sip = f"<{BASE}doc/program/sip>", f"<{BASE}id/program/sip>"
    assert f"{sip} <{BASE}ontology#share> " in " ".join(found)
    label = '<http://www.w3.org/2004/02/skos/core#prefLabel> "KAKENHI"@en'
    assert f"<{BASE}id/program/kakenhi> {label}" in found
    assert f"{document} <http://xmlns.com/foaf/0.1/primaryTopic> {sip}" in found
    for graph in ("registry", "facts"):
        assert f"{document} <http://www.w3.org/ns/prov#wasDerivedFrom> <{BASE}graph/{graph}>" in found
    assert f"{document} <http://purl.org/dc/terms/license> <https://spdx.org/licenses/MIT>" in found
    assert f"{document} <http://rdfs.org/ns/void#inDataset> <{BASE}id/release/r7>" in found


def test_json_ld_is_a_tree_from_the_thing(get: Get) -> None:
    found = get("/doc/program/kakenhi.jsonld").json()
    assert (found["id"], found["label"]["en"]) == ("seisaku:program/kakenhi", "KAKENHI")
    assert found["@reverse"]["partOf"][0]["id"] == "seisaku:program/sip"
    assert "@graph" not in found
    year = get("/doc/fiscal-year/2024.jsonld").json()
    assert year["hasBeginning"]["inXSDDate"] == "2024-04-01"
    assert len(year["@reverse"]["fiscalYear"]) == SIZE


def test_a_table(get: Get) -> None:
    answer = get("/doc/program/kakenhi.csv?lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert {row["valueLabel"] for row in rows} >= {"Program", "KAKENHI"}
    assert [row["subjectLabel"] for row in rows if row["subject"].endswith("sip")] == ["<b>SIP</b> & co"]
    assert "事業" in get("/doc/program/kakenhi.csv", accept_language="ja").text


def test_a_page(get: Get) -> None:
    text = get("/doc/program/kakenhi?lang=en", PAGE).text
    assert "<h1>KAKENHI</h1>" in text
    assert '<th scope="row"><a href="/ontology?lang=en#amount">amount</a></th>' in text
    assert '<li class="number">237,900,000,000</li>' in text
    assert "What points here" in text
    assert '<a href="/doc/program/sip?lang=en">&lt;b&gt;SIP&lt;/b&gt; &amp; co</a>' in text
    assert '<link rel="alternate" type="text/turtle" href="/doc/program/kakenhi.ttl">' in text
    assert '<a href="/doc/graph/facts?lang=en">Reconciled amounts</a>' in text
    assert '<a rel="license" href="https://spdx.org/licenses/MIT">' in text
    assert "金額" in get("/doc/program/kakenhi", PAGE).text
    assert "ここを指すもの" not in get("/doc/program/lost", PAGE).text
    assert '<h2 id="beginning">' in get("/doc/fiscal-year/2024", PAGE).text


def test_a_thing_has_its_chart_and_its_questions(get: Get) -> None:
    text = get("/doc/program/kakenhi?lang=en", PAGE).text
    assert text.count('"/charts/program/kakenhi.svg?lang=en&amp;') == 5
    assert '<a href="/charts/program/kakenhi.png?lang=en">png</a>' in text
    assert '<a href="/embed/?kind=program&amp;name=kakenhi&amp;lang=en">' in text
    assert '<a href="/queries/budget-history?program=kakenhi&amp;lang=en">' in text
    nameless = get("/doc/program/lost", PAGE).text
    assert "/charts/" not in nameless
    year = get("/doc/fiscal-year/2024", PAGE).text
    assert "/charts/" not in year
    assert '<a href="/queries/new-programs?fiscalYear=2024&amp;lang=ja">' in year


def test_a_title_in_another_language_says_so(get: Get) -> None:
    assert '<h1 lang="ja">科研費</h1>' in get("/doc/program/科研費?lang=en", PAGE).text


def test_a_reader_who_chose_no_language_is_sent_no_language(get: Get) -> None:
    assert '<a href="/doc/program/sip"' in get("/doc/program/kakenhi", PAGE).text


@pytest.mark.parametrize("suffix", ["", ".ttl", ".jsonld", ".csv", ".html"])
def test_headers(get: Get, suffix: str) -> None:
    path = f"/doc/program/kakenhi{suffix}"
    answer = get(path)
    links = answer.headers["link"]
    assert f'<{BASE}doc/program/kakenhi>; rel="canonical"' in links
    assert f'<{BASE}id/program/kakenhi>; rel="describes"' in links
    assert '<https://spdx.org/licenses/MIT>; rel="license"' in links
    assert '</doc/graph/registry>; rel="http://www.w3.org/ns/prov#has_provenance"' in links
    assert links.count('rel="alternate"') - links.count("+oembed") == 8
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"].endswith("GMT")
    assert "Accept" in answer.headers["vary"].split(", ")
    assert answer.headers["access-control-allow-origin"] == "*"
    again = get(path, if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    head = get(path, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["link"] == links


def test_everything_that_is_coded_still_varies_by_accept(get: Get) -> None:
    for path in ("/doc/fiscal-year/2024", "/doc/program/kakenh"):
        answer = get(path, "application/ld+json, application/problem+json;q=0.9", accept_encoding="gzip")
        assert {"Accept", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def test_pages_of_links(get: Get) -> None:
    met: set[str] = set()
    sizes, path = [], "/doc/fiscal-year/2024.nt"
    while path:
        answer = get(path)
        found = parse(answer.content, format=RdfFormat.N_TRIPLES)
        own = {str(one.subject) for one in found if one.predicate.value == BASE + "ontology#fiscalYear"}
        assert not met & own
        met |= own
        sizes.append(len(own))
        path = _next(answer)
    assert (len(met), sizes) == (LINKS, [SIZE, SIZE, LINKS - 2 * SIZE])


def _next(answer: httpx.Response) -> str:
    links = [one for one in answer.headers["link"].split(", ") if 'rel="next"' in one]
    return links[0][1:].partition(">")[0] if links else ""


def test_a_page_of_links_says_which_it_is(get: Get) -> None:
    found = {str(triple) for triple in triples(get("/doc/fiscal-year/2024.ttl?page=2").content, "ttl")}
    document = f"{BASE}doc/fiscal-year/2024"
    number = '"250"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert f"<{document}#links> <{HYDRA}totalItems> {number}" in found
    for name, page in {"first": 1, "previous": 1, "next": 3, "last": 3}.items():
        assert f"<{document}?page=2> <{HYDRA}{name}> <{document}?page={page}>" in found
    text = get("/doc/fiscal-year/2024?page=2&lang=en", PAGE).text
    assert "250 in all; these are 101–200" in text
    assert '<a rel="next" href="/doc/fiscal-year/2024?page=3&amp;lang=en#links">' in text
    links = get("/doc/fiscal-year/2024?page=2", PAGE).headers["link"]
    assert '</doc/fiscal-year/2024>; rel="prev"' in links
    assert '</doc/fiscal-year/2024.ttl?page=2>; rel="alternate"' in links


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=4", 404),
        ("page=999999999", 404),
        ("page=0", 400),
        ("page=-1", 400),
        ("page=1e3", 400),
        ("page=", 400),
        ("page=%D9%A1", 400),
        ("page=1&page=2", 400),
        ("page=1%3B%20DROP", 400),
        ("page=99999999999999999999", 400),
        ("lang=fr", 400),
        ("format=pdf", 406),
    ],
)
def test_absurd_parameters(get: Get, query: str, status: int) -> None:
    answer = get(f"/doc/fiscal-year/2024?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert len(answer.content) < 1000


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("program/kakenh", ["program/kakenhi"]),
        ("program/akenhi", ["program/kakenhi"]),
        ("programme/kakenhi", ["program/kakenhi"]),
        ("program/kakenhi.foo", ["program/kakenhi"]),
        ("program/kakenhi.ttl.ttl", ["program/kakenhi"]),
        ("fiscal-year/2042", ["fiscal-year/2024"]),
        ("nothing/at-all", []),
        ("program/", []),
        ("program/%00zzzzzz", []),
        ("program/%22%3E%3Cscript%3E", []),
        ("program/%3E%20%7D%20%23", []),
        ("program/" + "a" * 3000, []),
    ],
)
def test_nothing_known(get: Get, path: str, near: list[str]) -> None:
    for place in ("/id/", "/doc/"):
        answer = get(place + path)
        if answer.status_code == 308:
            answer = get(answer.headers["location"])
        assert answer.status_code == 404
        problem = answer.json()
        assert problem.get("near", []) == [f"{BASE}id/{one}" for one in near]
        assert problem.get("see", []) == [f"/doc/{one}" for one in near]
        page = get(place + path, PAGE).text
        assert "<script" not in page
        assert all(f'<a href="/doc/{one}">' in page for one in near)


def test_the_last_slash_is_wrong(get: Get) -> None:
    answer = get("/doc/program/kakenhi/?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (308, "/doc/program/kakenhi?lang=en")


def test_nothing_acceptable(get: Get) -> None:
    for path in ("/id/program/kakenhi", "/doc/program/kakenhi"):
        answer = get(path, "image/png")
        assert answer.status_code == 406
        assert "text/turtle" in answer.json()["offers"]
        assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/id/program/old", "/doc/program/old", "/doc/program/old.ttl"])
def test_what_was_withdrawn(get: Get, path: str) -> None:
    answer = get(path, "application/json")
    assert answer.status_code == 410
    problem = answer.json()
    assert problem["type"] == BASE + "problem/withdrawn"
    assert problem["replaced_by"] == [BASE + "id/program/kakenhi", BASE + "id/program/sip"]
    assert "It was split in two." in problem["detail"]
    assert "二つに分けました。" in problem["detail_ja"]
    assert '</doc/program/sip>; rel="successor-version"' in answer.headers["link"]
    assert '<a href="/doc/program/kakenhi">' in get(path, PAGE).text
    assert get(path, "application/json", method="HEAD").status_code == 410


def test_what_was_withdrawn_for_nothing(get: Get) -> None:
    problem = get("/id/program/ended").json()
    assert (problem["status"], problem["detail"]) == (410, f"<{BASE}id/program/ended> was withdrawn.")
    assert problem["replaced_by"] == []


def test_odd_names_are_kept(get: Get) -> None:
    for path in ("program/%E7%A7%91%E7%A0%94%E8%B2%BB", "program/a%20b", "program/c%26d;e=(f)"):
        text = get(f"/doc/{path}.nt").content
        assert triples(text, "nt")
        place = Message()
        place["link"] = get(f"/doc/{path}.nt").headers["link"]
        assert f"</doc/{path}.ttl>" in str(place["link"])
        assert json.loads(get(f"/doc/{path}.jsonld").content)["label"]
