"""The Graph Store Protocol, rule by rule: reading from every server, writing in write mode."""

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import RdfFormat, Triple, parse

Ask = Callable[..., httpx.Response]
G = "https://w3id.org/seisaku/graph/"
FACTS = f"/data?graph={G}facts"
OURS = "/data/notes/1.ttl"
TURTLE = {"content-type": "text/turtle; charset=utf-8"}
RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="#a"><rdf:value>1</rdf:value></rdf:Description></rdf:RDF>'
)


def triples(answer: httpx.Response, form: RdfFormat = RdfFormat.TURTLE) -> set[Triple]:
    assert answer.status_code == 200, answer.text
    return {quad.triple for quad in parse(answer.content, form)}


def test_a_graph(ask: Ask) -> None:
    answer = ask("GET", FACTS)
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.text.startswith("@prefix sk: ")
    assert len(triples(answer)) == 4


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "rdf", "jsonld"])
def test_formats(ask: Ask, form: str) -> None:
    by_name = ask("GET", f"{FACTS}&format={form}")
    kind = by_name.headers["content-type"].partition(";")[0]
    found = RdfFormat.from_media_type(kind)
    assert found is not None
    assert triples(by_name, found) == triples(ask("GET", FACTS))
    by_type = ask("GET", FACTS, headers={"accept": f"{kind}, */*;q=0.1"})
    assert by_type.headers["content-type"] == by_name.headers["content-type"]


def test_a_browser_gets_turtle(ask: Ask) -> None:
    answer = ask("GET", FACTS, headers={"accept": "text/html,application/xml;q=0.5,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


def test_the_default_graph_is_the_union(ask: Ask) -> None:
    found = triples(ask("GET", "/data?default"))
    assert len(found) == 11
    assert triples(ask("GET", FACTS)) < found


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/data", 400, "bad-request"),
        (f"{FACTS}&default", 400, "bad-request"),
        (f"{FACTS}&graph={G}ontology", 400, "bad-request"),
        (f"/data/x?graph={G}facts", 400, "bad-request"),
        ("/data?graph=facts", 400, "bad-request"),
        ("/data?graph=http://a/%20b", 400, "bad-request"),
        ("/data?graph=", 400, "bad-request"),
        ("/data?graph=%FF", 400, "bad-request"),
        (f"/data?graph={G}none", 404, "not-found"),
        ("/data/none", 404, "not-found"),
        (f"{FACTS}&format=csv", 406, "not-acceptable"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_refusals(ask: Ask, method: str, path: str, status: int, kind: str) -> None:
    answer = ask(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    if method == "GET":
        assert answer.json()["type"].endswith(f"/problem/{kind}")
    else:
        assert answer.content == b""


def test_decoded_once(ask: Ask) -> None:
    assert triples(ask("GET", f"/data?graph={quote(G, safe='')}facts")) == triples(ask("GET", FACTS))
    assert ask("GET", f"/data?graph={quote(quote(G, safe=''), safe='')}facts").status_code == 400


def test_head(ask: Ask) -> None:
    answer, got = ask("HEAD", FACTS), ask("GET", FACTS)
    assert (answer.status_code, answer.content) == (200, b"")
    for name in ("content-type", "vary", "access-control-allow-origin"):
        assert answer.headers[name] == got.headers[name]


@pytest.mark.parametrize("path", ["/data", FACTS, OURS])
def test_a_read_only_server(ask: Ask, path: str) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        answer = ask(method, path, content="<a:a> <a:b> 1 .", headers=TURTLE)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    preflight = ask("OPTIONS", path)
    assert (preflight.status_code, preflight.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_put_get_and_delete(write: Ask) -> None:
    assert write("GET", OURS).status_code == 404
    first = write("PUT", OURS, content="<> <http://a/p> <b>, [] .", headers=TURTLE)
    assert (first.status_code, first.content) == (201, b"")
    iri = "https://example.org/seisaku/data/notes/1.ttl"
    assert (
        f"<{iri}> <http://a/p> <https://example.org/seisaku/data/notes/b> ." in write("GET", f"{OURS}?format=nt").text
    )
    assert len(triples(write("GET", f"/data?graph={iri}"))) == len(triples(write("GET", "/data/notes/%31.ttl"))) == 2
    assert write("PUT", OURS, content="<> <http://a/p> 2 .", headers=TURTLE).status_code == 204
    assert len(triples(write("GET", OURS))) == 1
    assert write("DELETE", OURS).status_code == 204
    assert (write("DELETE", OURS).status_code, write("GET", OURS).status_code) == (404, 404)
    assert len(triples(write("GET", FACTS))) == 4


def test_a_write_changes_the_validator(write: Ask) -> None:
    write("PUT", OURS, content="<> <http://a/p> 1 .", headers=TURTLE)
    first = write("GET", OURS)
    known = {"if-none-match": first.headers["etag"]}
    assert first.headers["cache-control"] == "public, no-cache"
    assert write("GET", OURS, headers=known).status_code == 304
    write("PUT", OURS, content="<> <http://a/p> 2 .", headers=TURTLE)
    second = write("GET", OURS, headers=known)
    assert (second.status_code, second.headers["etag"] != first.headers["etag"]) == (200, True)
    assert second.text != first.text


def test_an_empty_graph_is_there(write: Ask) -> None:
    assert write("PUT", OURS, content="", headers=TURTLE).status_code == 201
    assert triples(write("GET", OURS)) == set()


def test_post_merges(write: Ask) -> None:
    for status in (201, 204, 204):
        assert (
            write("POST", OURS, content="<> <http://a/p> 1 . _:a <http://a/p> 2 .", headers=TURTLE).status_code
            == status
        )
    assert len(triples(write("GET", OURS))) == 4


def test_post_several_documents(write: Ask) -> None:
    files = {
        "one": ("one.ttl", b"<> <http://a/p> 1 . _:a <http://a/q> 1 .", "text/turtle; charset=utf-8"),
        "two": ("two.nt", b"_:a <http://a/q> _:a .", "application/n-triples"),
    }
    assert write("POST", OURS, files=files).status_code == 201
    found = triples(write("GET", OURS))
    assert len(found) == 3
    assert len({triple.subject for triple in found}) == 3


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/turtle\r\n\r\n<a:a> <a:b> 1 ."),
        ("multipart/form-data; boundary=x", b"nothing"),
    ],
)
def test_half_a_form(rewrite: Ask, media_type: str, body: bytes) -> None:
    answer = rewrite("POST", OURS, content=body, headers={"content-type": media_type})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "bad-request")
    assert rewrite("GET", OURS).status_code == 404


def test_post_to_the_store_itself(write: Ask) -> None:
    answers = [write("POST", "/data", content="<> <http://a/p> 1 .", headers=TURTLE) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    first, second = (answer.headers["location"] for answer in answers)
    assert first != second
    assert first.startswith("https://example.org/seisaku/data/")
    assert (
        f"<{first}> <http://a/p> "
        in write("GET", f"{first.removeprefix('https://example.org/seisaku')}?format=nt").text
    )
    assert write("PUT", "/data", content="", headers=TURTLE).status_code == 400
    assert write("DELETE", "/data").status_code == 400


def test_the_default_graph_in_write_mode(write: Ask) -> None:
    assert triples(write("GET", "/data?default")) == set()
    assert write("PUT", "/data?default", content="<http://a/s> <http://a/p> 1 .", headers=TURTLE).status_code == 204
    assert len(triples(write("GET", "/data?default"))) == 1
    query = {"query": "SELECT * { ?s ?p ?o }", "format": "csv"}
    assert write("POST", "/sparql", data=query).text == "s,p,o\r\nhttp://a/s,http://a/p,1\r\n"
    assert write("DELETE", "/data?default").status_code == 204
    assert triples(write("GET", "/data?default")) == set()


def test_bad_data(write: Ask) -> None:
    write("PUT", OURS, content="<> <http://a/p> 1 .", headers=TURTLE)
    answer = write("PUT", OURS, content="<> <http://a/p> 2 .\n<> <http://a/p> nothing .", headers=TURTLE)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "bad-data")
    assert (answer.json()["line"], answer.json()["column"]) == (2, 17)
    assert "2 行 17 文字目" in answer.json()["detail_ja"]
    assert '"1"' in write("GET", f"{OURS}?format=nt").text
    assert write("POST", OURS, content="<> <http://a/p> 3 .", headers=TURTLE).status_code == 204
    assert len(triples(write("GET", OURS))) == 2


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("text/csv", "a,b", 415),
        ("text/turtle; charset=utf-16", "", 415),
        ("", RDF_XML, 201),
        ("", "<> <a:b> 1 .", 400),
        ("application/rdf+xml", RDF_XML, 201),
        ("application/n-triples", "<a:a> <a:b> <a:c> .", 201),
        ("application/n-quads", "<a:a> <a:b> <a:c> .", 201),
        ("application/n-quads", "<a:a> <a:b> <a:c> <a:g> .", 400),
        ("application/trig", "<a:g> { <a:a> <a:b> <a:c> }", 400),
        ("application/ld+json", '{"@id": "a:a", "a:b": 1}', 201),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/c", "a:b": 1}', 400),
        ("text/turtle", b"<a:a> <a:b> '\xff' .", 400),
    ],
)
def test_what_is_read(rewrite: Ask, media_type: str, body: str | bytes, status: int) -> None:
    answer = rewrite("PUT", OURS, content=body, headers={"content-type": media_type} if media_type else {})
    assert answer.status_code == status, answer.text
    assert ("accept-post" in answer.headers) is (status == 415)
    assert rewrite("GET", OURS).status_code == (200 if status == 201 else 404)
    rewrite("DELETE", OURS)


@pytest.mark.parametrize(
    ("header", "value", "new", "old"),
    [
        ("if-none-match", "*", 201, 412),
        ("if-match", "*", 412, 204),
        ("if-match", '"another"', 412, 412),
        ("if-none-match", '"another"', 201, 204),
    ],
)
def test_conditions(rewrite: Ask, header: str, value: str, new: int, old: int) -> None:
    headers = TURTLE | {header: value}
    assert rewrite("PUT", OURS, content="<> <http://a/p> 1 .", headers=headers).status_code == new
    rewrite("PUT", OURS, content="<> <http://a/p> 2 .", headers=TURTLE)
    assert rewrite("PUT", OURS, content="<> <http://a/p> 3 .", headers=headers).status_code == old
    assert ('"3"' in rewrite("GET", f"{OURS}?format=nt").text) is (old == 204)
    rewrite("DELETE", OURS)


def test_methods_in_write_mode(rewrite: Ask) -> None:
    allowed = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
    answer = rewrite("PATCH", OURS)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    preflight = rewrite("OPTIONS", OURS)
    assert preflight.headers["access-control-allow-methods"] == allowed
    assert "Authorization" in preflight.headers["access-control-allow-headers"]


def test_too_large(write: Ask) -> None:
    large = b"#" * (5 * 1024**2)
    assert write("PUT", OURS, content=large, headers=TURTLE).status_code == 413

    async def pieces() -> object:
        for start in range(0, len(large), 1 << 16):
            yield large[start : start + (1 << 16)]

    assert write("PUT", OURS, content=pieces(), headers=TURTLE).status_code == 413
    assert write("PUT", OURS, content="", headers=TURTLE | {"content-length": "many"}).status_code == 400
    assert write("GET", OURS).status_code == 404


def test_a_large_graph(write: Ask) -> None:
    lines = "".join(f"<http://a/{number}> <http://a/p> {number} .\n" for number in range(60_000))
    assert len(lines) > 2 * 1024**2
    assert write("PUT", OURS, content=lines, headers=TURTLE).status_code == 201
    assert write("GET", f"{OURS}?format=nt").text.count("\n") == 60_000
    broken = write("PUT", OURS, content=lines + "oh", headers=TURTLE)
    assert (broken.status_code, broken.json()["line"]) == (400, 60_001)
    assert write("GET", f"{OURS}?format=nt").text.count("\n") == 60_000
