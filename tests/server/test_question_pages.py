"""Questions with parameters, in every format."""

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

Ask = Callable[..., httpx.Response]


def test_list(ask: Ask) -> None:
    found = ask("GET", "/queries/").json()
    assert [question["name"] for question in found] == ["amounts", "labels"]
    assert found[0]["parameters"][0] == {"name": "program", "kind": "program", "default": "kakenhi"}
    page = ask("GET", "/queries/", headers={"accept": "text/html", "accept-language": "en"})
    assert '<a href="/queries/amounts?lang=en">1. Amounts of a program</a>' in page.text


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/queries/amounts", "*/*", "application/sparql-results+json"),
        ("/queries/amounts", "text/csv", "text/csv; charset=utf-8"),
        ("/queries/amounts?format=tsv", "*/*", "text/tab-separated-values; charset=utf-8"),
        ("/queries/amounts.json", "text/html", "application/sparql-results+json"),
        ("/queries/amounts.csv", "text/html", "text/csv; charset=utf-8"),
        ("/queries/amounts.xml", "text/html", "application/sparql-results+xml"),
        ("/queries/amounts.html", "*/*", "text/html; charset=utf-8"),
        ("/queries/amounts.rq", "*/*", "application/sparql-query"),
        ("/queries/labels", "*/*", "text/turtle; charset=utf-8"),
        ("/queries/labels.jsonld", "*/*", "application/ld+json"),
        ("/queries/labels.html", "*/*", "text/html; charset=utf-8"),
    ],
)
def test_formats(ask: Ask, path: str, accept: str, content_type: str) -> None:
    answer = ask("GET", path, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)


def test_parameters_are_bound(ask: Ask) -> None:
    assert ask("GET", "/queries/amounts.csv").text.splitlines()[1].endswith("237900000000")
    assert ask("GET", "/queries/amounts.csv?program=sip").text.splitlines()[1].endswith("55500000000")
    assert len(ask("GET", "/queries/amounts.csv?program=sip&least=60000000000").text.splitlines()) == 1
    answer = ask("GET", "/queries/amounts.csv?program=sip")
    assert answer.headers["content-disposition"] == 'inline; filename="amounts.csv"'


def test_page(ask: Ask) -> None:
    answer = ask("GET", "/queries/amounts.html?program=sip&lang=en")
    text = answer.text
    assert '<td class="number" data-label="amount">55,500,000,000</td>' in text
    assert '<input id="parameter-program" name="program" value="sip">' in text
    assert "VALUES ?program { &lt;https://w3id.org/seisaku/id/program/sip&gt; }" in text
    assert "/queries/amounts.csv?program=sip&amp;least=0" in text
    assert (answer.headers["content-language"], answer.headers["vary"]) == (
        "en",
        "Accept, Accept-Language, Accept-Encoding",
    )
    assert "?program=sip&amp;lang=ja" in text


def test_page_speaks_japanese_unless_asked(ask: Ask) -> None:
    accept = {"accept": "text/html"}
    assert '<html lang="ja">' in ask("GET", "/queries/amounts", headers=accept).text
    assert '<html lang="en">' in ask("GET", "/queries/amounts", headers=accept | {"accept-language": "en"}).text
    assert ask("GET", "/queries/amounts?lang=fr", headers=accept).status_code == 400


def test_links_lead_to_our_pages(ask: Ask) -> None:
    text = ask("GET", "/queries/labels.html").text
    assert '<a href="/id/program/kakenhi">program/kakenhi</a>' in text
    assert '<a href="http://www.w3.org/2004/02/skos/core#prefLabel">skos:prefLabel</a>' in text
    assert '<span lang="ja">科学研究費助成事業</span>' in text
    assert "&lt;b&gt;SIP&lt;/b&gt;" in text


def test_unknown_question(ask: Ask) -> None:
    near = ask("GET", "/queries/amount.csv")
    assert near.status_code == 404
    assert near.json()["near"] == ["amounts"]
    assert "/queries/ lists" in ask("GET", "/queries/zzz").json()["detail"]


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("year=2024", "year", "it has program, least"),
        ("program=A%20B", "program", "slug"),
        ("least=many", "least", "number"),
        ("least=1&least=2", "least", "more than once"),
    ],
)
def test_bad_parameters(ask: Ask, query: str, parameter: str, words: str) -> None:
    answer = ask("GET", f"/queries/amounts?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter
    assert words in answer.json()["detail"]


def test_question_without_parameters(ask: Ask) -> None:
    assert "it has none" in ask("GET", "/queries/labels?x=1").json()["detail"]


def test_format_that_a_question_does_not_have(ask: Ask) -> None:
    assert ask("GET", "/queries/amounts.docx").status_code == 406


def test_schema_lists_the_routes(app: FastAPI, ask: Ask) -> None:
    assert {"/", "/health", "/sparql", "/queries/", "/queries/amounts", "/id/{kind}/{slug}"} <= set(
        app.openapi()["paths"]
    )
    assert ask("GET", "/openapi.json").status_code == 200
    assert [ask("GET", path).status_code for path in ("/docs", "/redoc")] == [404, 404]


def test_an_unknown_thing_is_refused_with_near_ones(ask: Ask) -> None:
    answer = ask("GET", "/queries/amounts?program=kakenhj")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == "program"
    assert "The graph holds no program 'kakenhj'" in answer.json()["detail"]


def test_a_browser_gets_errors_as_pages(ask: Ask) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    missing = ask("GET", "/id/program/nope", headers=browser)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "見つかりません" in missing.text
    broken = ask("GET", "/sparql?query=SELECT+%2A+%7B+%3Cx&format=html&lang=en")
    assert broken.status_code == 400
    assert "SELECT * { &lt;x</textarea>" in broken.text
    assert ask("GET", "/queries/amounts?lang=fr", headers=browser).status_code == 400
