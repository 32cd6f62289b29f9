"""Bad input at every address: the right status and a short problem in both languages, and none of it repeated raw."""

import asyncio
import json
import time
from collections.abc import Callable
from itertools import product
from urllib.parse import quote

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

from server.charts.press import Press

Ask = Callable[..., httpx.Response]
SCRIPT = "<script>alert(1)</script>"
PLACES = (
    *(
        "/",
        "/id/",
        "/doc/",
        "/id/program/",
        "/doc/program/",
        "/id/release/",
        "/doc/release/",
        "/ontology/",
        "/ontology.",
    ),
    *("/shapes.", "/graph/", "/doc/graph/", "/context/", "/catalog.", "/sitemap/", "/dumps/", "/releases/"),
    *(
        "/releases/2026.11/",
        "/charts/program/",
        "/charts/policy/",
        "/charts/query/",
        "/embed/program/",
        "/embed/query/",
    ),
    *("/embed/", "/queries/", "/queries/examples.", "/reconcile/suggest/", "/reconcile/", "/static/", "/data/"),
)
NAMES = (
    *("nope", "kakenhi.docx", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2f..%2fetc%2fpasswd", "..%5cwin.ini", "%00"),
    *("%0d%0aSet-Cookie:%20a=b", quote(SCRIPT), "%22%3E" + quote(SCRIPT), "x%3E%20.%20%7D%20DROP%20ALL%20%23", "%zz"),
    *("%ff%fe", "%F0%9F%98%80", "%25252e", "/evil.example/", "a" * 3000, "a/" * 1500, "%E7%A7%91" * 1000),
)
PROBLEM = {"type", "title", "title_ja", "status", "detail", "detail_ja"}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_name(ask: Ask, place: str) -> None:
    for name, accept in product(NAMES, ("*/*", "text/html")):
        begun = time.monotonic()
        answer = ask("GET", place + name, {"accept": accept})
        assert time.monotonic() - begun < 5
        assert answer.status_code in {303, 308, 400, 404, 406}, (name, answer.text[:200])
        assert "set-cookie" not in answer.headers
        assert SCRIPT not in answer.text or answer.headers["content-type"].endswith("json")
        assert answer.headers.get("location", "/")[:2].strip("/") or answer.status_code >= 400
        assert 'href="//' not in answer.text
        _check_short(answer)


def _check_short(answer: httpx.Response) -> None:
    assert "Traceback" not in answer.text
    if answer.status_code >= 400:
        assert len(answer.text) < 14_000
        if answer.headers["content-type"] == "application/problem+json":
            assert len(answer.text) < 6000
            assert answer.json().keys() >= PROBLEM


PAGES = (
    *("/", "/limits", "/queries/", "/queries/growth", "/doc/program/kakenhi", "/ontology", "/shapes", "/catalog"),
    *("/dumps/", "/releases/", "/releases/2026.11", "/embed/", "/embed/program/kakenhi", "/charts/program/kakenhi.svg"),
    *("/oembed", "/reconcile", "/reconcile/suggest/entity", "/reconcile/preview", "/sparql", "/data"),
)
PARAMETERS = (
    *("lang=xx", "lang=%00", "lang[]=ja", "format=docx", f"format={'x' * 9000}", "format=%0d%0aX:y", "%ff=%ff"),
    *(f"lang={quote(SCRIPT)}", "lang=ja&lang=en", "page=-1", f"page={'9' * 5000}", "page=%D9%A1", "width=-1"),
    *("width=1e9", "limit=-1", "limit=99999999999999999999", "theme=neon", "a=1&" * 3000, "query=ASK%7B%7D&query=x"),
    "program=a%22%20%7D%20UNION%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20%23",
)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_absurd_parameters(ask: Ask, page: str) -> None:
    for parameters, accept in product(PARAMETERS, ("*/*", "text/html")):
        answer = ask("GET", f"{page}?{parameters}", {"accept": accept})
        assert answer.status_code < 500 or answer.status_code == 501, (parameters, answer.text[:200])
        assert SCRIPT not in answer.text or answer.headers["content-type"].endswith("json")
        assert "x" not in answer.headers
        _check_short(answer)


WISHES = (
    *("x" * 30_000, ",".join(f"a{number}/b;q=0.{number % 9}" for number in range(10_000)), '"' * 20_000, "a/b;" * 7000),
    *("text/html;q=2", ";q=1", "*/*;q=0", "text/*;q=0.00001, */*;q=NaN", ",,,,", "*/turtle", 'text/html; charset="'),
)


@pytest.mark.slow
@pytest.mark.parametrize("page", [*PAGES, "/sparql?query=ASK%7B%7D", "/graph/registry.nt"])
def test_absurd_wishes(ask: Ask, page: str) -> None:
    for wish in WISHES:
        answer = ask("GET", page, {"accept": wish, "accept-language": wish, "accept-encoding": wish})
        assert answer.status_code in {200, 400, 404, 406}, answer.text[:200]
        _check_short(answer)


@pytest.mark.parametrize("host", ["evil.example", "x//evil.example", "x/evil?b#c", "evil.example:99999"])
def test_nothing_is_made_of_the_host(ask: Ask, host: str) -> None:
    paths = ("/queries", "/dumps", "/embed", "/doc/program/kakenhi/", "/doc/program/kakenhi", "/nowhere", "/ontology/")
    for path, accept in product(paths, ("text/html", "text/turtle", "*/*")):
        answer = ask("GET", path, {"host": host, "accept": accept})
        assert "evil" not in str(answer.headers)
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("path", "place"),
    [("/queries", "/queries/"), ("/dumps?format=html", "/dumps/?format=html"), ("/catalog/", "/catalog")],
)
def test_a_slash_more_or_less(ask: Ask, path: str, place: str) -> None:
    answer = ask("GET", path)
    assert (answer.status_code, answer.headers["location"]) == (308, place)


def test_a_slash_leads_nowhere_where_nothing_is(ask: Ask) -> None:
    for path in ("/id/nope", "/doc/nope", "/charts/nope", "/queries/growth/", "/reconcile/nope", "//queries"):
        assert ask("GET", path).status_code == 404


def test_a_page_links_to_no_other_server(ask: Ask) -> None:
    text = ask("GET", "//evil.example/x", {"accept": "text/html"}).text
    assert 'href="/evil.example/x?lang=en"' in text


@pytest.mark.parametrize("path", ["/static/style.css", "/static/../app.py", "/static/%2e%2e/app.py"])
def test_files_of_pages(ask: Ask, path: str) -> None:
    answer = ask("GET", path, {"range": "bytes=5-2"})
    assert answer.status_code == (200 if path.endswith("css") else 404)
    assert ask("POST", path).status_code in {404, 405}


def test_the_same_answer_has_the_same_bytes_in_gzip(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask("GET", "/limits", {"accept-encoding": "gzip"})
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1000)
    second = ask("GET", "/limits", {"accept-encoding": "gzip"})
    assert (first.headers["etag"], first.content) == (second.headers["etag"], second.content)
    assert first.headers["etag"].endswith('-gzip"')


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_a_picture_that_the_client_has_is_not_drawn(ask: Ask, app: FastAPI, suffix: str) -> None:
    path = f"/charts/policy/honebuto-2023.{suffix}?width=333"
    tag = ask("GET", path, {"accept-encoding": "gzip"}).headers["etag"]
    press: Press = app.state.service.press
    kept, press.prints = press.prints, type(press.prints)(0)
    press.close()
    try:
        answer = ask("GET", path, {"accept-encoding": "gzip", "if-none-match": tag})
        assert (answer.status_code, answer.headers["etag"], press.process) == (304, tag, None)
    finally:
        press.prints = kept


def test_a_picture_waits_no_longer_than_a_query(ask: Ask, app: FastAPI, portal: BlockingPortal) -> None:
    press: Press = app.state.service.press
    rules, press._rules = press._rules, type(press._rules)(5.0, 2**30, 0, waiting=0.05)
    try:
        portal.call(press._lock.acquire)
        answer = ask("GET", "/charts/program/kakenhi.svg?width=777")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.json().keys() >= PROBLEM
    finally:
        portal.call(_release, press._lock)
        press._rules = rules
    assert ask("GET", "/charts/program/kakenhi.svg?width=777").status_code == 200


async def _release(lock: asyncio.Lock) -> None:
    lock.release()


BATCH = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "kakenhi"}]}]}


def test_names_are_not_compared_for_who_has_left(app: FastAPI, portal: BlockingPortal) -> None:
    spent: list[object] = []
    clerk = app.state.clerk
    heard = clerk._runs.spend
    clerk._runs.spend = lambda *given: spent.append(given)
    try:
        for leaves, times in ((True, 0), (False, 1)):
            portal.call(_posted, app, json.dumps(BATCH).encode(), leaves)
            assert len(spent) == times
    finally:
        clerk._runs.spend = heard


async def _posted(app: FastAPI, body: bytes, leaves: bool) -> None:
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    ended = asyncio.Event()

    async def receive() -> dict[str, object]:
        if messages:
            return messages.pop()
        if not leaves:
            await ended.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if not message.get("more_body") and message["type"] == "http.response.body":
            ended.set()

    scope = {"type": "http", "method": "POST", "path": "/reconcile/match", "raw_path": b"/reconcile/match"}
    scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1)}
    await app(scope | {"headers": [(b"content-type", b"application/json"), (b"host", b"x")]}, receive, send)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/reconcile", "/reconcile/match"])
def test_a_full_queue_is_seen_before_a_batch_is_read(ask: Ask, app: FastAPI, path: str) -> None:
    clerk = app.state.clerk
    clerk._waiting += 64
    try:
        answer = ask("POST", path, content=b"no batch at all")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "queue-full")
    finally:
        clerk._waiting -= 64
