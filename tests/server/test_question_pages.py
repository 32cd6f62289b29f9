"""Questions with parameters, in every format."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

import queries
from server.questions import forms
from server.tables import Cell, Table

Ask = Callable[..., httpx.Response]


def test_list(ask: Ask) -> None:
    found = ask("GET", "/queries/").json()
    assert [question["name"] for question in found] == ["amounts", "labels"]
    assert found[0]["parameters"][0]["schema"]["default"] == "kakenhi"
    assert found[0]["columns"] == [
        {"name": "amount", "type": "integer", "unit": "JPY", "meaning": {"ja": "額（円）", "en": "the amount in yen"}}
    ]
    assert {"json", "csv", "excel.csv", "srj", "ttl"} <= set(found[0]["formats"])
    page = ask("GET", "/queries/", headers={"accept": "text/html", "accept-language": "en"})
    assert '<a href="/queries/amounts?lang=en">1. Amounts of a program</a>' in page.text
    assert page.text.index("<h2>Budget</h2>") < page.text.index("1. Amounts") < page.text.index("<h2>Names and")
    assert "<code>program=kakenhi</code>" in page.text
    assert "<code>curl https://example.org/seisaku/queries/amounts.csv</code>" in page.text


@pytest.mark.parametrize(
    ("path", "accept", "content_type"),
    [
        ("/queries/amounts", "*/*", "application/json"),
        ("/queries/amounts", "application/json", "application/json"),
        ("/queries/amounts", "application/sparql-results+json, */*;q=0.1", "application/sparql-results+json"),
        ("/queries/amounts", "application/xml", "application/xml"),
        ("/queries/amounts.srj", "*/*", "application/sparql-results+json"),
        ("/queries/amounts.srx", "*/*", "application/sparql-results+xml"),
        ("/queries/amounts.excel.csv", "*/*", "text/csv; charset=utf-8"),
        ("/queries/amounts?format=csv-excel", "*/*", "text/csv; charset=utf-8"),
        ("/queries/amounts", "text/turtle", "text/turtle; charset=utf-8"),
        ("/queries/amounts.jsonld", "*/*", "application/ld+json"),
        ("/queries/", "*/*", "application/json"),
        ("/queries/", "text/turtle", "text/turtle; charset=utf-8"),
        ("/queries/?format=rdf", "*/*", "application/rdf+xml"),
        ("/queries/examples", "*/*", "text/turtle; charset=utf-8"),
        ("/queries/examples.nt", "text/html", "application/n-triples"),
        ("/queries/amounts.schema.json", "*/*", "application/schema+json"),
        ("/queries/amounts.csv-metadata.json", "*/*", "application/csvm+json"),
        ("/queries/amounts", "text/csv", "text/csv; charset=utf-8"),
        ("/queries/amounts?format=tsv", "*/*", "text/tab-separated-values; charset=utf-8"),
        ("/queries/amounts.json", "text/html", "application/json"),
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
    assert '<input id="parameter-least" name="least" value="0" inputmode="decimal">' in text
    assert "curl &#39;https://example.org/seisaku/queries/amounts.json?program=sip&amp;least=0&#39;" in text
    assert "the amount in yen (<code>integer, JPY</code>)" in text
    assert "VALUES ?program { &lt;https://w3id.org/seisaku/id/program/sip&gt; }" in text
    assert "/queries/amounts.csv?program=sip&amp;least=0" in text
    assert (answer.headers["content-language"], answer.headers["vary"]) == (
        "en",
        "Accept, Accept-Encoding, Accept-Language",
    )
    assert "?program=sip&amp;lang=ja" in text


def test_page_speaks_japanese_unless_asked(ask: Ask) -> None:
    accept = {"accept": "text/html"}
    assert '<html lang="ja">' in ask("GET", "/queries/amounts", headers=accept).text
    assert '<html lang="en">' in ask("GET", "/queries/amounts", headers=accept | {"accept-language": "en"}).text
    assert ask("GET", "/queries/amounts?lang=fr", headers=accept).status_code == 400


def test_links_lead_to_our_pages(ask: Ask) -> None:
    text = ask("GET", "/queries/labels.html").text
    assert '<a href="/doc/program/kakenhi">program/kakenhi</a>' in text
    assert '<a href="http://www.w3.org/2004/02/skos/core#prefLabel">skos:prefLabel</a>' in text
    assert '<span lang="ja">科学研究費助成事業</span>' in text
    assert "&lt;b&gt;SIP&lt;/b&gt;" in text


def test_a_page_names_codes_and_leads_to_documents() -> None:
    question = replace(queries.question("amounts"), text="SELECT ?phase ?document { ?phase a ?document }")
    shown = Table(("phase", "document"), ((Cell("draft"), Cell("mext-r6")), (Cell("odd"), Cell(""))), complete=True)
    named = forms.readable(question, shown, "en")
    assert named.rows[0] == (Cell("draft budget"), Cell("mext-r6", href="/doc/document/mext-r6"))
    assert named.rows[1] == (Cell("odd"), Cell(""))


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
        ("least=1&program=sip&program=sip", "program", "more than once"),
        ("format=csv&format=tsv", "format", "more than once"),
        ("Program=sip", "Program", "besides limit, offset, format, lang"),
        ("%3Cscript%3E=1", "<script>", "has no parameter"),
        ("limit=0", "limit", "from 1 to 10000"),
        ("limit=-1", "limit", "cannot be"),
        ("limit=10001", "limit", "cannot be"),
        ("limit=many", "limit", "is no integer"),
        ("limit=1&offset=1e3", "offset", "is no integer"),
        ("offset=" + "9" * 400, "offset", "is no integer"),
        ("limit=1%20UNION", "limit", "is no integer"),
        ("program=sip%3E%20.%20%3Fs%20%3Fp%20%3Fo", "program", "slug"),
    ],
)
def test_bad_parameters(ask: Ask, query: str, parameter: str, words: str) -> None:
    answer = ask("GET", f"/queries/amounts?{query}")
    assert answer.status_code == 400
    assert answer.json()["parameter"] == parameter
    assert words in answer.json()["detail"]
    assert answer.json()["detail_ja"]


def test_a_wrong_parameter_names_those_there_are(ask: Ask) -> None:
    found = ask("GET", "/queries/amounts?programm=sip").json()
    assert found["near"] == ["program"]
    assert found["parameters"] == ["program", "least", "limit", "offset", "format", "lang"]
    assert ask("GET", "/queries/?x=1").json()["parameters"] == ["format", "lang"]
    assert ask("GET", "/queries/examples?limit=1").status_code == 400
    assert ask("GET", "/queries/amounts.schema.json?program=sip").status_code == 400
    # What yields a graph has no rows to count.
    assert ask("GET", "/queries/labels?limit=1").status_code == 400


def test_parts_of_an_answer(ask: Ask) -> None:
    first = ask("GET", "/queries/amounts.csv?limit=1")
    assert first.text == "amount\r\n237900000000\r\n"
    about = '<amounts.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert first.headers["link"] == about
    beyond = ask("GET", "/queries/amounts?limit=1&offset=5&program=sip")
    assert beyond.json() == []
    assert [part.strip() for part in beyond.headers["link"].split(",")] == [
        '<amounts.schema.json>; rel="describedby"; type="application/schema+json"',
        '<amounts?program=sip&limit=1&offset=0>; rel="first"',
        '<amounts?program=sip&limit=1&offset=4>; rel="prev"',
    ]
    assert ask("GET", "/queries/amounts.rq?limit=3&offset=2").text.endswith("LIMIT 3\nOFFSET 2\n")


def test_rows(ask: Ask) -> None:
    assert ask("GET", "/queries/amounts").json() == [{"amount": 237900000000}]
    text = ask("GET", "/queries/amounts.excel.csv")
    assert text.content == b"\xef\xbb\xbfamount\r\n237900000000\r\n"
    assert text.headers["content-disposition"] == 'attachment; filename="amounts.excel.csv"'


def test_the_question_itself_as_rdf(ask: Ask) -> None:
    one, every = (ask("GET", f"/queries/{name}.nt").text for name in ("amounts", "examples"))
    endpoint = "<https://schema.org/target> <https://example.org/seisaku/sparql>"
    assert f"<https://w3id.org/seisaku/queries/amounts> {endpoint}" in one
    assert set(one.splitlines()) < set(every.splitlines())
    assert "SPARQLConstructExecutable" in every
    assert "SPARQLConstructExecutable" not in one
    labels = ask("GET", "/queries/labels", headers={"accept": "text/turtle"})
    assert "科学研究費助成事業" in labels.text


@pytest.mark.parametrize(
    "path",
    [
        "/queries/amounts",
        "/queries/amounts.excel.csv?limit=1",
        "/queries/amounts.ttl",
        "/queries/amounts.schema.json",
        "/queries/examples.jsonld",
        "/queries/?format=html",
    ],
)
def test_validators(ask: Ask, path: str) -> None:
    got = ask("GET", path)
    head = ask("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    kept = ("etag", "content-type", "vary", "link")
    assert {name: head.headers.get(name) for name in kept} == {name: got.headers.get(name) for name in kept}
    assert {"Accept", "Accept-Encoding"} <= set(got.headers["vary"].split(", "))
    assert got.headers["access-control-allow-origin"] == "*"
    again = ask("GET", path, headers={"if-none-match": got.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", got.headers["etag"])


def test_the_answer_is_as_old_as_the_release(ask: Ask) -> None:
    assert ask("GET", "/queries/amounts.csv").headers["last-modified"].endswith("GMT")


def test_hostile_names_are_shown_as_text(ask: Ask) -> None:
    answer = ask("GET", "/queries/%3Cscript%3E.csv", headers={"accept": "text/html"})
    assert (answer.status_code, "<script>" in answer.text) == (404, False)
    answer = ask("GET", "/queries/amounts?%3Cscript%3E=1", headers={"accept": "text/html"})
    assert (answer.status_code, "<script>" in answer.text) == (400, False)
    for name in ("amounts.%00", "..%2f..%2fetc", "examples.%3Cscript%3E", "a" * 3000):
        assert ask("GET", f"/queries/{name}").status_code in {404, 406}


def test_question_without_parameters(ask: Ask) -> None:
    assert "it has none" in ask("GET", "/queries/labels?x=1").json()["detail"]


def test_format_that_a_question_does_not_have(ask: Ask) -> None:
    assert ask("GET", "/queries/amounts.docx").status_code == 406


def test_schema_lists_the_routes(app: FastAPI, ask: Ask) -> None:
    assert {"/", "/health", "/sparql", "/queries/", "/queries/amounts", "/doc/{kind}/{slug}"} <= set(
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
    missing = ask("GET", "/doc/program/nope", headers=browser)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "見つかりません" in missing.text
    broken = ask("GET", "/sparql?query=SELECT+%2A+%7B+%3Cx&format=html&lang=en")
    assert broken.status_code == 400
    assert "SELECT * { &lt;x</textarea>" in broken.text
    assert ask("GET", "/queries/amounts?lang=fr", headers=browser).status_code == 400
