"""The SPARQL protocol, rule by rule."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

Ask = Callable[..., httpx.Response]
G = "https://w3id.org/seisaku/graph/"
P = "https://w3id.org/seisaku/id/program/"
SELECT = "SELECT ?amount { ?s <https://w3id.org/seisaku/ontology#amount> ?amount } ORDER BY ?amount"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s <https://w3id.org/seisaku/ontology#amount> ?o ; ?p ?o }"
ASK = "ASK { ?s ?p ?o }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
FROM = f"FROM <{G}ontology>"
FROM_NAMED = f"FROM NAMED <{G}ontology>"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
FORM = {"content-type": "application/x-www-form-urlencoded"}
QUERY = {"content-type": "application/sparql-query"}


def url(query: str, rest: str = "") -> str:
    return f"/sparql?query={quote_plus(query)}{rest}"


def column(answer: httpx.Response) -> list[str]:
    found = answer.json()
    name = found["head"]["vars"][0]
    return [row[name]["value"] for row in found["results"]["bindings"]]


def test_three_ways_to_ask(ask: Ask) -> None:
    answers = [
        ask("GET", url(SELECT)),
        ask("POST", "/sparql", data={"query": SELECT}),
        ask("POST", "/sparql", content=SELECT, headers=QUERY),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/sparql-results+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["vary"] == "Accept, Accept-Encoding"
        assert column(answer) == ["55500000000", "237900000000"]


@pytest.mark.parametrize(
    ("query", "accept", "content_type", "start"),
    [
        (SELECT, "application/sparql-results+json", "application/sparql-results+json", "{"),
        (SELECT, "application/json", "application/json", "{"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8", "amount\r\n"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?amount\n"),
        (SELECT, "text/html", "text/html; charset=utf-8", "<!doctype"),
        (ASK, "*/*", "application/sparql-results+json", '{"head":{},"boolean":true}'),
        (ASK, "application/xml", "application/xml", "<?xml"),
        (ASK, "text/html", "text/html; charset=utf-8", "<!doctype"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8", "@prefix sk: "),
        (CONSTRUCT, "application/n-triples", "application/n-triples", f"<{P}"),
        (CONSTRUCT, "application/n-quads", "application/n-quads", f"<{P}"),
        (CONSTRUCT, "application/trig", "application/trig", "@prefix sk: "),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml", "<?xml"),
        (CONSTRUCT, "application/ld+json", "application/ld+json", "{"),
        (CONSTRUCT, "text/html", "text/html; charset=utf-8", "<!doctype"),
        (f"DESCRIBE <{P}sip>", "text/turtle", "text/turtle; charset=utf-8", "@prefix sk: "),
    ],
)
def test_formats(ask: Ask, query: str, accept: str, content_type: str, start: str) -> None:
    answer = ask("GET", url(query), headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert answer.text.startswith(start)


def test_json_ld_is_compacted(ask: Ask) -> None:
    query = "CONSTRUCT WHERE { ?s a ?type }"
    found = ask("GET", url(query), headers={"accept": "application/ld+json"}).json()
    assert found["@context"]["amount"] == "sk:amount"
    assert [node["id"] for node in found["@graph"]] == [P + "kakenhi", P + "sip"]
    assert [node["@type"] for node in found["@graph"]] == ["sk:Program", "sk:Program"]


@pytest.mark.parametrize(
    "name", ["ttl", "turtle", "n3", "nt", "nq", "trig", "rdf+xml", "xml", "json-ld", "text/turtle"]
)
def test_format_goes_before_accept(ask: Ask, name: str) -> None:
    answer = ask("GET", url(CONSTRUCT, f"&format={quote_plus(name)}"), headers={"accept": "image/png"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("query", "accept", "rest"),
    [
        (SELECT, "text/turtle", ""),
        (CONSTRUCT, "text/csv", ""),
        (ASK, "text/csv", ""),
        (SELECT, "*/*", "&format=docx"),
        (SELECT, "*/*;q=0", ""),
    ],
)
def test_nothing_acceptable(ask: Ask, query: str, accept: str, rest: str) -> None:
    answer = ask("GET", url(query, rest), headers={"accept": accept})
    assert answer.status_code == 406
    assert len(answer.json()["offers"]) >= 3
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    ("query", "rest", "count"),
    [
        (COUNT, "", 11),
        (COUNT, f"&default-graph-uri={G}facts", 4),
        (COUNT, f"&default-graph-uri={G}facts&default-graph-uri={G}facts&default-graph-uri={G}ontology", 6),
        (COUNT, f"&named-graph-uri={G}facts", 0),
        (COUNT, "&default-graph-uri=http://a/unknown", 0),
        (COUNT_NAMED, "", 11),
        (COUNT_NAMED, f"&named-graph-uri={G}facts", 4),
        (COUNT_NAMED, f"&default-graph-uri={G}facts", 0),
        (COUNT.replace("{", FROM + "{", 1), "", 2),
        (COUNT.replace("{", FROM + "{", 1), f"&default-graph-uri={G}facts", 4),
        (COUNT.replace("{", FROM_NAMED + "{", 1), "", 0),
        (COUNT_NAMED.replace("{", FROM_NAMED + "{", 1), "", 2),
    ],
)
def test_dataset(ask: Ask, query: str, rest: str, count: int) -> None:
    assert column(ask("GET", url(query, rest))) == [str(count)]


def test_dataset_in_the_address_of_a_post(ask: Ask) -> None:
    answer = ask("POST", f"/sparql?default-graph-uri={G}facts", content=COUNT, headers=QUERY)
    assert column(answer) == ["4"]


def test_what_cannot_be_a_link(ask: Ask) -> None:
    query = "SELECT ?a ?b { VALUES ?a { <urn:x:y> } OPTIONAL { ?b <urn:none> ?c } }"
    assert '<td class="iri" data-label="a">urn:x:y</td>' in ask("GET", url(query, "&format=html")).text.replace(
        "\n", ""
    )


def test_columns_come_in_order_of_appearance(ask: Ask) -> None:
    assert ask("GET", url("SELECT * { ?z ?a ?m }")).json()["head"]["vars"] == ["z", "a", "m"]


def test_relative_iris_resolve_against_the_public_address(ask: Ask) -> None:
    answer = ask("GET", url("SELECT (<x> AS ?x) {}"))
    assert column(answer) == ["https://example.org/seisaku/x"]


@pytest.mark.parametrize(
    "text", ["a+b", "%2B", "&=", "a\nb", "\N{GRINNING FACE}", "\N{CJK UNIFIED IDEOGRAPH-20BB7}", "\0"]
)
def test_characters_survive(ask: Ask, text: str) -> None:
    query = f"SELECT ('''{text}''' AS ?x) {{}}"
    for answer in (ask("GET", url(query)), ask("POST", "/sparql", data={"query": query})):
        assert column(answer) == [text]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sparql?query=", "bad-request"),
        ("/sparql?query=+", "bad-request"),
        ("/sparql?default-graph-uri=http://a/", "bad-request"),
        (url(ASK, "&query=ASK{}"), "bad-request"),
        (url(ASK, "&default-graph-uri=relative"), "bad-request"),
        (url(ASK, "&named-graph-uri=http://a/b%20c"), "bad-request"),
        ("/sparql?query=%FF", "bad-request"),
        ("/sparql?query=ASK{}" + "&a=1" * 300, "bad-request"),
        (url(ASK, "&update=CLEAR+ALL"), "update-refused"),
        (url("INSERT DATA { <http://a/> <http://a/> 1 }"), "update-refused"),
        (url("SELECT"), "query-syntax"),
    ],
)
def test_bad_requests(ask: Ask, path: str, kind: str) -> None:
    answer = ask("GET", path)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["type"] == f"https://w3id.org/seisaku/problem/{kind}"
    assert answer.json()["detail"]


def test_syntax_error_says_where(ask: Ask) -> None:
    found = ask("GET", url("SELECT ?s WHERE {\n ?s ?p 'x")).json()
    assert (found["status"], found["line"]) == (400, 2)
    assert "^" in found["excerpt"]
    assert "2 行" in found["detail_ja"]


@pytest.mark.parametrize(
    ("details", "status"),
    [
        ({"content": ASK.encode()}, 415),
        ({"content": ASK.encode(), "headers": {"content-type": "text/plain"}}, 415),
        (
            {
                "content": ASK.encode("utf-16"),
                "headers": {"content-type": "application/sparql-query; charset=UTF-16"},
            },
            415,
        ),
        ({"content": b"ASK { ?s ?p '\xff' }", "headers": QUERY}, 400),
        ({"content": b"query=%FF", "headers": FORM}, 400),
        ({"content": b"", "headers": FORM}, 400),
        ({"content": b"", "headers": QUERY}, 400),
        ({"content": b"update=CLEAR+ALL", "headers": FORM}, 403),
        ({"content": b"query=ASK{}", "headers": FORM}, 200),
        ({"content": b"ASK{}", "headers": {"content-type": 'application/sparql-query;charset="utf-8"'}}, 200),
        ({"content": b"ASK{}" + b" " * 4000, "headers": QUERY}, 413),
        ({"content": b"ASK{}" + b" " * 9000, "headers": QUERY}, 413),
    ],
)
def test_posted_bodies(ask: Ask, details: dict[str, Any], status: int) -> None:
    answer = ask("POST", "/sparql", **details)
    assert answer.status_code == status
    assert ("accept-post" in answer.headers) is (status == 415)


def test_query_in_address_and_body(ask: Ask) -> None:
    assert ask("POST", url(ASK), content=ASK, headers=QUERY).status_code == 400
    assert ask("POST", url(ASK), data={"query": ASK}).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods(ask: Ask, method: str) -> None:
    answer = ask(method, "/sparql")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"


def test_head_does_not_run_the_query(ask: Ask) -> None:
    answer = ask("HEAD", url(SELECT), headers={"accept": "text/csv"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "content-length" not in answer.headers
    assert ask("HEAD", url("SELECT")).status_code == 400


def test_options(ask: Ask) -> None:
    answer = ask("OPTIONS", "/sparql", headers={"origin": "https://a.example", "access-control-request-method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, POST, QUERY, OPTIONS"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


def test_service_is_refused(ask: Ask) -> None:
    answer = ask("GET", url("SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"))
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("/service-not-allowed")


def test_plain_text_errors(ask: Ask) -> None:
    answer = ask("GET", url("SELECT"), headers={"accept": "text/plain"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("400 The query has a syntax error")
    assert "^" in answer.text


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/ld+json", RdfFormat.JSON_LD),
    ],
)
def test_service_description(ask: Ask, accept: str, form: RdfFormat) -> None:
    answer = ask("GET", "/sparql", headers={"accept": accept})
    triples = {str(quad.triple) for quad in parse(answer.content, format=form)}
    endpoint, sd = "<https://example.org/seisaku/sparql>", "http://www.w3.org/ns/sparql-service-description#"
    assert f"{endpoint} <{sd}endpoint> {endpoint}" in triples
    assert f"{endpoint} <{sd}feature> <{sd}UnionDefaultGraph>" in triples
    assert any(triple.endswith(f"<{sd}name> <{G}facts>") for triple in triples)
    assert any("void#triples" in triple and '"11"' in triple for triple in triples)


def test_service_description_in_a_format_by_name(ask: Ask) -> None:
    answer = ask("GET", "/sparql?format=nt")
    assert answer.headers["content-type"] == "application/n-triples"
    assert ask("GET", "/sparql?format=html").headers["content-type"].startswith("text/html")
    assert ask("GET", "/sparql?format=csv").status_code == 406


def test_page_without_a_query(ask: Ask) -> None:
    answer = ask("GET", "/sparql?lang=en", headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert "<textarea" in answer.text
    assert "PREFIX sk: &lt;https://w3id.org/seisaku/ontology#&gt;" in answer.text


def test_page_with_an_answer_cut_and_said_so(ask: Ask) -> None:
    answer = ask("GET", url("SELECT ?s ?o { ?s ?p ?o }", "&format=html&lang=en"))
    assert answer.text.count("<tr>") == 7
    assert "Only the first 6 rows" in answer.text
    assert ask("GET", url("SELECT * { ?s ?p 'x' }", "&format=html&lang=ja")).text.count("該当") == 1


def test_an_unknown_function_is_named(ask: Ask) -> None:
    answer = ask("GET", url("SELECT (<http://x/f>(1) AS ?y) {}"))
    assert answer.status_code == 400
    assert "<http://x/f>" in answer.json()["detail"]


@pytest.mark.parametrize("details", [{"data": {"query": SELECT}}, {"content": SELECT, "headers": QUERY}])
def test_the_query_method(ask: Ask, details: dict[str, Any]) -> None:
    answer = ask("QUERY", "/sparql", **details)
    assert column(answer) == ["55500000000", "237900000000"]
    assert answer.headers["etag"] == ask("GET", url(SELECT)).headers["etag"]


def test_the_query_method_takes_no_update_and_no_other_type(ask: Ask) -> None:
    assert ask("QUERY", "/sparql", data={"update": "CLEAR ALL"}).status_code == 400
    refused = ask("QUERY", "/sparql", content=SELECT, headers={"content-type": "text/plain"})
    assert refused.status_code == 415
    assert "application/sparql-query" in refused.headers["accept-query"]
    assert ask("OPTIONS", "/sparql").headers["accept-query"] == refused.headers["accept-query"]


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.2-basic"])
def test_versions(ask: Ask, version: str) -> None:
    assert ask("GET", url(f'VERSION "1.2" {SELECT}', f"&version={version}")).status_code == 200


def test_unknown_version(ask: Ask) -> None:
    answer = ask("GET", url(SELECT, "&version=2.0"))
    assert answer.status_code == 400
    assert "1.2-basic" in answer.json()["detail"]


def test_an_address_too_long(ask: Ask) -> None:
    answer = ask("GET", url(SELECT + " " * 17_000))
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (414, "address-too-long")


def test_other_parameters_without_a_query(ask: Ask) -> None:
    assert ask("GET", "/sparql?default-graph-uri=urn:x").status_code == 400
    assert ask("GET", "/sparql?query=").status_code == 400
