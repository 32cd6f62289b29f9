"""The things of the graph, as RDF and as pages."""

from collections.abc import Callable

import httpx

Ask = Callable[..., httpx.Response]
HTML = {"accept": "text/html"}


def test_rdf(ask: Ask) -> None:
    answer = ask("GET", "/id/program/sip")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "sk:amount 55500000000" in answer.text
    assert "id" in ask("GET", "/id/program/sip?format=jsonld").json()["@graph"][0]


def test_page(ask: Ask) -> None:
    text = ask("GET", "/id/program/kakenhi?lang=en", headers=HTML).text
    assert "<h1>KAKENHI</h1>" in text
    assert '<a href="https://w3id.org/seisaku/ontology#amount" lang="en">amount</a>' in text
    assert '<td class="number" data-label="Value">237,900,000,000</td>' in text
    assert "What points here" in text
    assert '<a href="/id/program/sip" lang="en">&lt;b&gt;SIP&lt;/b&gt; &amp; co</a>' in text
    assert "金額" in ask("GET", "/id/program/kakenhi", headers=HTML).text


def test_page_of_something_nothing_points_at(ask: Ask) -> None:
    text = ask("GET", "/id/program/sip", headers=HTML).text
    assert "<h1>&lt;b&gt;SIP" in text
    assert "ここを指すもの" not in text


def test_nothing_known(ask: Ask) -> None:
    for path in ("/id/program/none", "/id/program/a%20b"):
        for headers in ({}, HTML):
            answer = ask("GET", path, headers=headers)
            assert answer.status_code == 404
            assert "https://w3id.org/seisaku/id/program/" in answer.text
