"""What an operator sees of an application: probes, metrics, limits, the log."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app
from server.app import create
from server.log import Formatter, Log, moment
from server.notes import coarse, route_of
from server.service import Service

Ask = Callable[..., httpx.Response]
Running = Callable[[FastAPI], AbstractContextManager[None]]
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12)) + " }"
ASKED = {"query": "ASK { <urn:secret> ?p 'secret' }"}


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def logging_app(settings: Settings, running: Running, log_file: Path) -> Iterator[FastAPI]:
    limits = replace(settings, query_seconds=0.5, slow_query_seconds=0.4, budget_seconds=1000.0)
    with log_file.open("ab") as file:
        app = create(limits, Log(file.fileno(), "json"))
        with running(app):
            yield app


def lines(app: FastAPI, file: Path) -> list[dict[str, object]]:
    service: Service = app.state.service
    service.log.end()
    found = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    os.truncate(file, 0)
    return found


def test_probes(ask: Ask) -> None:
    for path in ("/livez", "/readyz", "/health"):
        answer = ask("GET", path)
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert answer.headers["cache-control"] == "no-store"
    assert ask("GET", "/readyz").json()["release"] == "r1"


def test_readiness(tmp_path: Path, ask: Ask, running: Running, release: Callable[..., None]) -> None:
    app = create_app(Settings(tmp_path))
    with running(app):
        answer = ask("GET", "/readyz", app)
        assert (answer.status_code, answer.json()["status"]) == (503, "store-missing")
        assert answer.headers["cache-control"] == "no-store"
        assert ask("GET", "/livez", app).status_code == 200
        release(tmp_path, "r1")
        assert ask("GET", "/readyz", app).status_code == 200
        service: Service = app.state.service
        service.fleet.ending = True
        assert ask("GET", "/readyz", app).json()["status"] == "not-ready"
        assert ask("GET", "/livez", app).status_code == 200


def test_readiness_without_workers(settings: Settings, ask: Ask, running: Running) -> None:
    app = create_app(settings)
    with running(app):
        service: Service = app.state.service
        for worker in service.fleet.crews[0].workers:
            worker.alive = False
        assert ask("GET", "/readyz", app).status_code == 503


def test_metrics(logging_app: FastAPI, ask: Ask) -> None:
    for _ in range(2):
        assert ask("GET", "/sparql", logging_app, params=ASKED).status_code == 200
    tag = ask("GET", "/sparql", logging_app, params=ASKED).headers["etag"]
    assert ask("GET", "/sparql", logging_app, params=ASKED, headers={"if-none-match": tag}).status_code == 304
    ask("GET", "/queries/amounts.csv", logging_app)
    ask("GET", "/sparql", logging_app, params={"query": ENDLESS})
    answer = ask("GET", "/metrics", logging_app)
    assert answer.headers["content-type"].startswith("text/plain")
    found = answer.text.splitlines()
    for line in (
        'seisaku_query_seconds_count{class="quick",outcome="ok"} 1.0',
        'seisaku_query_seconds_count{class="cached",outcome="ok"} 2.0',
        'seisaku_query_seconds_count{class="not-modified",outcome="ok"} 1.0',
        'seisaku_query_seconds_count{class="page",outcome="ok"} 1.0',
        'seisaku_query_seconds_count{class="slow",outcome="query-timeout"} 1.0',
        'seisaku_query_seconds_bucket{class="slow",le="0.5",outcome="query-timeout"} 0.0',
        'seisaku_requests_total{route="sparql",status="304"} 1.0',
        'seisaku_worker_kills_total{reason="query-timeout"} 1.0',
        'seisaku_queue_seconds_count{lane="quick"} 2.0',
        'seisaku_queue_length{lane="slow"} 0.0',
        'seisaku_release_info{release="r1"} 1.0',
        "seisaku_release_triples 11.0",
        "seisaku_cache_hits_total 2.0",
        "seisaku_running_queries 0.0",
    ):
        assert line in found
    memory = [float(line.split()[-1]) for line in found if line.startswith('seisaku_memory_bytes{kind="pss"')]
    assert len(memory) >= 4
    assert min(memory) > 10**6


def test_metrics_may_be_off(settings: Settings, ask: Ask, running: Running) -> None:
    app = create_app(replace(settings, metrics=False))
    with running(app):
        assert ask("GET", "/metrics", app).status_code == 404


def test_limits(ask: Ask, settings: Settings) -> None:
    found = {one["name"]: one for one in ask("GET", "/limits?format=json").json()}
    assert (found["query_limit"]["value"], found["query_limit"]["unit"]) == (settings.query_limit, "bytes")
    assert "hold_back" not in found
    page = ask("GET", "/limits?lang=ja", headers={"accept": "text/html"}).text
    assert "クエリの長さ" in page
    assert '<td class="number" data-label="値">4,000</td>' in page
    assert "the longest query" in ask("GET", "/limits?lang=en&format=html").text
    assert 'href="/limits?lang=en"' in ask("GET", "/?lang=en").text


def test_refusals_lead_to_the_limits(ask: Ask) -> None:
    long = {"query": "ASK {}" + " " * 5000}
    answer = ask("GET", "/sparql", params=long)
    assert (answer.status_code, answer.headers["link"]) == (413, '</limits>; rel="help"')
    assert 'href="/limits?lang=' in ask("GET", "/sparql", params={**long, "format": "html"}).text
    assert "link" not in ask("GET", "/sparql", params={"query": "ASK"}).headers


def test_request_ids(ask: Ask) -> None:
    for path in ("/", "/sparql?query=ASK{}", "/nowhere", "/livez"):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert len(ask(method, path).headers["x-request-id"]) > 8
    for name, accepted in (("a-1:2", True), ("a b", False), ("x" * 65, False), ("", False)):
        answer = ask("GET", "/livez", headers={"x-request-id": name})
        assert (answer.headers["x-request-id"] == name) is accepted


def test_the_log(logging_app: FastAPI, ask: Ask, log_file: Path) -> None:
    lines(logging_app, log_file)
    ask("GET", "/sparql", logging_app, params=ASKED, headers={"x-request-id": "mine"})
    ask("GET", '/id/x/"y\u2028', logging_app)
    ask("GET", "/livez", logging_app)
    asked, other = lines(logging_app, log_file)
    assert (asked["id"], asked["status"], asked["form"], asked["outcome"]) == ("mine", 200, "ASK", "ok")
    assert asked["class"] in {"quick", "cached"}
    assert (asked["client"], asked["path"], asked["whole"]) == ("127.0.0.0/24", "/sparql", True)
    assert len(str(asked["query"])) == len(str(asked["shape"])) == 16
    assert "secret" not in json.dumps(asked)
    assert (other["path"], other["status"], other["outcome"]) == ('/id/x/"y\u2028', 404, "not-found")


def test_the_log_of_slow_queries(logging_app: FastAPI, ask: Ask, log_file: Path) -> None:
    lines(logging_app, log_file)
    ask("GET", "/sparql", logging_app, params={"query": f"{ENDLESS} # secret"})
    asked, slow = lines(logging_app, log_file)
    assert (asked["event"], slow["event"], slow["id"]) == ("request", "slow-query", asked["id"])
    assert (slow["outcome"], slow["class"], slow["operators"]) == ("query-timeout", "slow", {"COUNT": 1, "*": 1})
    assert str(slow["pattern"]).startswith("SELECT (COUNT(*) AS ?n) { ?s0 ?p0 ?o0 .")
    assert "secret" not in json.dumps(slow)


@pytest.mark.parametrize("form", ["json", "console"])
def test_the_text_is_logged_if_asked_for(
    settings: Settings, ask: Ask, running: Running, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "log"
    with file.open("wb") as opened:
        app = create(replace(settings, log_query_text=True), Log(opened.fileno(), form))
        with running(app):
            ask("GET", "/sparql", app, params={"query": "ASK {\n} # line"})
            app.state.service.log.end()
    [line] = file.read_text(encoding="utf-8").splitlines()
    assert '"ASK {\\n} # line"' in line
    assert line.startswith("{") is (form == "json")


def test_a_reader_that_stands_still_costs_lines(portal: object) -> None:
    log = Log(1, "json")
    log._lines = ["x\n"] * 20_000
    log.write("one more\n")
    assert (log.dropped, len(log._lines)) == (1, 20_000)


def test_addresses_are_coarse() -> None:
    assert coarse("203.0.113.77") == "203.0.113.0/24"
    assert coarse("2001:db8:1:2:3:4:5:6") == "2001:db8:1::/48"
    assert coarse("testclient") == ""


def test_routes() -> None:
    found = [route_of(path) for path in ("/", "/sparql", "/queries/a.csv", "/id/a/b", "/livez", "/static/a", "/x", "")]
    assert found == ["page", "sparql", "question", "thing", "probe", "static", "page", "page"]


def test_moments() -> None:
    assert moment(0.25) == "1970-01-01T00:00:00.250Z"


def test_messages_of_other_parts() -> None:
    error = RuntimeError("why")
    record = logging.LogRecord("a.b", logging.ERROR, "", 1, "it %s", ("failed",), (RuntimeError, error, None))
    line = json.loads(Formatter("json").format(record))
    assert (line["event"], line["level"], line["message"]) == ("message", "error", "it failed")
    assert "RuntimeError: why" in line["exception"]
    assert Formatter("console").format(record).count("it failed") == 1
