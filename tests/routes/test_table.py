"""What holds for every address: validators, conditions, HEAD, OPTIONS, negotiation, and what a browser may do.

A route without a row here fails the tests; so does a row that is answered with anything but what it says.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import product
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from server import assets
from server.app import ROUTERS
from tests.routes.conftest import PUBLIC

Ask = Callable[..., httpx.Response]
CURRENT = "CURRENT"
"""Stands for the release that is served."""
GRAPH = "https://w3id.org/seisaku/graph/registry"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Row:
    """An address of a route, and what its answer is: kept by a client, or `fleeting`, `elsewhere` or `posted`."""

    route: str
    path: str
    accept: str = "*/*"
    kind: str = "kept"
    framed: bool = False
    streamed: bool = False

    def __str__(self) -> str:
        return f"{self.path} {self.accept}"


def _formats(route: str, path: str, *accepts: str) -> Iterator[Row]:
    return (Row(route, path, accept) for accept in accepts)


PAGE, DATA, TURTLE = "text/html", "application/json", "text/turtle"
ROWS = (
    *_formats("/", "/", PAGE),
    *_formats("/limits", "/limits", DATA, PAGE),
    *(Row(path, path, kind="fleeting") for path in ("/health", "/livez", "/readyz", "/metrics")),
    Row("/openapi.json", "/openapi.json"),
    *(Row(assets.PATH, f"/static/{name}.css") for name in ("style", "embed")),
    *_formats("/queries/", "/queries/", DATA, PAGE, TURTLE),
    *_formats("/queries/examples", "/queries/examples", TURTLE, "application/ld+json"),
    Row("/queries/examples.{suffix}", "/queries/examples.rdf"),
    *_formats("/queries/{name}", "/queries/budget-history", DATA, PAGE, TURTLE, "text/csv"),
    *(
        Row("/queries/{name}", f"/queries/budget-history.{suffix}")
        for suffix in ("srj", "xml", "tsv", "excel.csv", "rq", "schema.json", "csv-metadata.json")
    ),
    Row("/queries/{name}", "/queries/budget-history.json?limit=1&offset=1"),
    Row("/id/release/{name}", f"/id/release/{CURRENT}", kind="elsewhere"),
    *_formats("/doc/release/{name}", f"/doc/release/{CURRENT}", PAGE, TURTLE),
    *(Row("/id/{kind}/{slug:path}", "/id/program/kakenhi", accept, "elsewhere") for accept in (PAGE, TURTLE)),
    *_formats(
        *("/doc/{kind}/{slug:path}", "/doc/program/kakenhi"),
        *(PAGE, TURTLE, "text/csv", "application/rdf+xml", "application/ld+json", "application/n-triples"),
    ),
    Row("/doc/{kind}/{slug:path}", "/doc/fiscal-year/2025.ttl?page=2"),
    Row("/doc/{kind}/{slug:path}", "/doc/graph/registry.jsonld"),
    *_formats("/ontology", "/ontology", PAGE, TURTLE),
    Row("/ontology.{suffix}", "/ontology.jsonld"),
    Row("/ontology/{version}", "/ontology/VERSION"),
    *_formats("/shapes", "/shapes", PAGE, TURTLE),
    Row("/shapes.{suffix}", "/shapes.nt"),
    Row("/graph/{name:path}", "/graph/registry", kind="elsewhere"),
    Row("/graph/{name:path}", "/graph/registry.nt", streamed=True),
    Row("/context.jsonld", "/context.jsonld"),
    Row("/context/{name}.frame.jsonld", "/context/Program.frame.jsonld"),
    *_formats("/catalog", "/catalog", PAGE, TURTLE, "application/ld+json"),
    Row("/catalog.{suffix}", "/catalog.rdf"),
    *_formats("/.well-known/void", "/.well-known/void", TURTLE, "application/n-triples"),
    Row("/sitemap.xml", "/sitemap.xml"),
    *(Row("/sitemap/{name}.xml", f"/sitemap/{name}.xml") for name in ("site", "program-1")),
    *(Row(path, path) for path in ("/robots.txt", "/llms.txt")),
    *_formats("/dumps/", "/dumps/", DATA, PAGE),
    Row("/dumps/manifest.json", "/dumps/manifest.json"),
    *(Row("/dumps/{path:path}", f"/dumps/seisaku.ttl{ending}") for ending in ("", ".gz", ".zst")),
    *_formats("/releases/", "/releases/", DATA, PAGE),
    *_formats("/releases/{version}", "/releases/2026.11", DATA, PAGE, TURTLE),
    *(
        Row("/releases/{version}/{path:path}", f"/releases/2026.11/{path}")
        for path in ("", "manifest.json", "release.ttl", "dumps/seisaku.nt.gz")
    ),
    *(
        Row(f"/charts/{kind}/{{name}}", f"/charts/{kind}/{name}.{suffix}")
        for kind, name in (("program", "kakenhi"), ("policy", "honebuto-2023"), ("query", "growth"))
        for suffix in ("svg", "png", "vl.json")
    ),
    Row("/charts/program/{name}", "/charts/program/brain-neuro?theme=dark&width=320"),
    *(Row("/oembed", f"/oembed?url={PUBLIC}/doc/program/kakenhi&format={form}") for form in ("json", "xml")),
    Row("/embed/", "/embed/"),
    *(
        Row(f"/embed/{kind}/{{{part}}}", f"/embed/{kind}/{name}", accept, framed=accept == PAGE)
        for kind, part, name in (
            ("program", "slug", "kakenhi"),
            ("policy", "slug", "honebuto-2023"),
            ("query", "name", "growth"),
        )
        for accept in (PAGE, DATA)
    ),
    Row("/embed/seisaku-program.js", "/embed/seisaku-program.js"),
    *_formats("/reconcile", "/reconcile", DATA, PAGE),
    Row("/reconcile", '/reconcile?queries={"q":{"query":"kakenhi"}}&callback=seen'),
    Row("/reconcile", "/reconcile", kind="posted"),
    Row("/reconcile/draft", "/reconcile/draft"),
    *(
        Row(f"{root}/{work}", f"{root}/{work}", kind="posted")
        for root, work in product(("/reconcile", "/reconcile/draft"), ("match", "extend"))
    ),
    *(
        row
        for root in ("/reconcile", "/reconcile/draft")
        for row in (
            Row(f"{root}/extend/propose", f"{root}/extend/propose?type=Program"),
            Row(f"{root}/suggest/{{kind}}", f"{root}/suggest/entity?prefix=ka"),
            Row(f"{root}/suggest/{{kind}}", f"{root}/suggest/property?prefix=a"),
            Row(f"{root}/suggest/{{kind}}/flyout", f"{root}/suggest/entity/flyout?id=program/kakenhi"),
            Row(f"{root}/preview", f"{root}/preview?id=program/kakenhi", framed=True),
        )
    ),
    *_formats("/sparql", "/sparql", TURTLE, PAGE, "application/rdf+xml"),
    *(
        Row("/sparql", "/sparql?query=SELECT*%7B?s?p?o%7DLIMIT%203", accept, streamed=accept != PAGE)
        for accept in (DATA, "text/csv", PAGE)
    ),
    Row("/sparql", "/sparql?query=DESCRIBE%3Curn:x%3E", streamed=True),
    Row("/data", "/data?default", streamed=True),
    Row("/data", f"/data?graph={GRAPH}", "application/n-triples", streamed=True),
    Row("/data/{rest:path}", f"/data/{'registry'}", kind="missing"),
)
POSTED = {
    "/reconcile": (FORM, b"queries=%7B%22q%22%3A%7B%22query%22%3A%22kakenhi%22%7D%7D"),
    "match": (JSON, b'{"queries":[{"conditions":[{"matchType":"name","propertyValue":"kakenhi"}]}]}'),
    "extend": (JSON, b'{"ids":["program/kakenhi"],"properties":[{"id":"amount"}]}'),
}
# The one route that is there to answer that nothing is there.
NOTHING = {"/embed/{rest:path}"}
KEPT = tuple(row for row in ROWS if row.kind == "kept")
OF_BOTH = ("etag", "last-modified", "cache-control", "vary", "content-language", "content-location")


@pytest.fixture(scope="module")
def there(app: FastAPI, ask: Ask) -> Callable[[str], str]:
    """The path of a row, with the names that change with the data."""
    release = ask("GET", "/health").json()["release"]
    query = "SELECT?v{?o<http://www.w3.org/2002/07/owl%23versionIRI>?v}"
    bindings = ask("GET", f"/sparql?query={query}", {"accept": "application/json"}).json()["results"]["bindings"]
    version = bindings[0]["v"]["value"].rpartition("/")[2]

    def path(row: str) -> str:
        return row.replace(CURRENT, release).replace("VERSION", version)

    return path


def test_each_route_has_a_row(app: FastAPI) -> None:
    of_routers = [route for router in ROUTERS for route in router.routes]
    routes = {(path, _is_posted(one)) for one in (*of_routers, *app.routes) if (path := getattr(one, "path", None))}
    asked = {(row.route, row.kind == "posted") for row in ROWS}
    assert {path for path, _ in asked} >= {path for path, _ in routes} - NOTHING
    assert {path for path, posted in asked if posted} == {path for path, posted in routes if posted}
    assert {path for path, _ in routes} >= {row.route for row in ROWS}


def _is_posted(route: object) -> bool:
    # The endpoint takes both, and has its own table (test_checklist.py).
    return set(getattr(route, "methods", ())) == {"POST"}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_any_answer(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    answer = _asked(ask, there, row)
    statuses = {"elsewhere": 303, "missing": 404}
    assert answer.status_code == statuses.get(row.kind, 200), answer.text[:300]
    said = answer.headers
    assert said["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "X-Request-Id"} <= set(said["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in said
    assert said["x-content-type-options"] == "nosniff"
    assert {"Accept", "Accept-Encoding"} <= set(said["vary"].split(", "))
    _check_policy(said["content-security-policy"], row)
    options = ask("OPTIONS", there(row.path))
    assert (options.status_code, options.content) == (204, b"")
    method = "POST" if row.kind == "posted" else "GET"
    assert method in options.headers["allow"].split(", ")
    assert options.headers["access-control-allow-methods"] == options.headers["allow"]


def _asked(ask: Ask, there: Callable[[str], str], row: Row, method: str = "", **headers: str) -> httpx.Response:
    named = {"accept": row.accept, "x-request-id": "the-same"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    if row.kind != "posted":
        return ask(method or "GET", there(row.path), named)
    typed, content = POSTED.get(row.path) or POSTED[row.path.rpartition("/")[2]]
    return ask(method or "POST", there(row.path), named | typed, content=content)


def _check_policy(policy: str, row: Row) -> None:
    directives = dict(one.strip().partition(" ")[::2] for one in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == ("*" if row.framed else "'none'")
    allowed = {"'none'", "'self'"} if not row.framed else {"'none'", "'self'", "*"}
    assert {value for name, value in directives.items() if name != "sandbox"} <= allowed


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind != "posted"], ids=str)
def test_head(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    get, head = (_asked(ask, there, row, method) for method in ("GET", "HEAD"))
    assert (head.status_code, head.content) == (get.status_code, b"")
    varying = {"content-length"} if row.streamed or row.kind == "fleeting" else set()
    assert {name: value for name, value in head.headers.items() if name not in varying} == {
        name: value for name, value in get.headers.items() if name not in varying
    }


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "posted"], ids=str)
def test_what_is_posted_is_not_kept(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    assert "etag" not in _asked(ask, there, row).headers
    if row.path != "/reconcile":
        refused = ask("GET", row.path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind == "fleeting"], ids=str)
def test_what_is_so_now_is_not_kept(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    said = _asked(ask, there, row, if_none_match="*").headers
    assert said["cache-control"] == "no-store"
    assert "etag" not in said


@pytest.mark.parametrize(
    "coding", ["identity", *(pytest.param(one, marks=pytest.mark.slow) for one in ("gzip", "zstd"))]
)
@pytest.mark.parametrize("row", KEPT, ids=str)
def test_what_the_client_has(ask: Ask, there: Callable[[str], str], row: Row, coding: str) -> None:
    whole = _asked(ask, there, row, accept_encoding=coding)
    tag = whole.headers["etag"]
    assert tag.startswith('"')
    assert "max-age" in whole.headers["cache-control"] or whole.headers["cache-control"] == "no-cache"
    for method, held in (("GET", tag), ("GET", f'"x", W/{tag}'), ("GET", "*"), ("HEAD", tag)):
        answer = _asked(ask, there, row, method, accept_encoding=coding, if_none_match=held)
        assert (answer.status_code, answer.content) == (304, b"")
        # Who says `*` has something, and is not told in which coding.
        same = OF_BOTH if held != "*" else OF_BOTH[1:]
        assert {name: answer.headers.get(name) for name in same} == {name: whole.headers.get(name) for name in same}
        assert answer.headers["access-control-allow-origin"] == "*"
    other = _asked(ask, there, row, accept_encoding=coding, if_none_match='"another"')
    assert (other.status_code, other.headers["etag"]) == (200, tag)


@pytest.mark.parametrize("row", KEPT, ids=str)
def test_when_it_changed(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    said = _asked(ask, there, row).headers["last-modified"]
    changed = parsedate_to_datetime(said)
    assert datetime(2020, 1, 1, tzinfo=UTC) < changed <= datetime.now(UTC)
    before = format_datetime(changed - timedelta(seconds=1), usegmt=True)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    for since, status in ((said, 304), (later, 304), (before, 200), ("yesterday", 200), ("", 200)):
        assert _asked(ask, there, row, if_modified_since=since).status_code == status
    # RFC 9110, section 13.1.3: it does not count beside If-None-Match.
    assert _asked(ask, there, row, if_modified_since=later, if_none_match='"another"').status_code == 200


WISHES: dict[str, tuple[str, ...]] = {
    "Accept": ("text/html", "application/json", "text/turtle", "image/png", "*/*"),
    "Accept-Language": ("ja", "en"),
    "Accept-Encoding": ("identity", "gzip", "zstd, gzip"),
}


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind in {"kept", "elsewhere"}], ids=str)
def test_it_varies_by_what_it_depends_on(ask: Ask, there: Callable[[str], str], row: Row) -> None:
    for name, values in WISHES.items():
        usual = {"accept": row.accept, "accept-language": "ja", "accept-encoding": "identity"}
        answers = [ask("GET", there(row.path), usual | {name.lower(): value}) for value in values]
        if len({_told(answer) for answer in answers}) > 1:
            for answer in answers:
                assert name in answer.headers["vary"].split(", "), name


def _told(answer: httpx.Response) -> tuple[Any, ...]:
    named = ("content-type", "content-encoding", "content-language", "location", "etag")
    return answer.status_code, answer.content, *(answer.headers.get(name) for name in named)
