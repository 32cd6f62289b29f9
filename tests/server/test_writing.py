"""Write mode, against real servers and processes: who may write, and what readers see of it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import RdfFormat, Store, parse

from server import Settings, create_app
from server.errors import NotStored, StoreBusy, StoreMissing
from server.working import Working

Ask = Callable[..., httpx.Response]
Serving = Callable[[Settings], AbstractContextManager[str]]
UPDATE = {"content-type": "application/sparql-update"}
TURTLE = {"content-type": "text/turtle"}
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://a/p> ?o }"
G = "https://w3id.org/seisaku/graph/"


def insert(number: int) -> str:
    return f"INSERT DATA {{ <http://a/{number}> <http://a/p> {number} }}"


def count(answer: httpx.Response) -> int:
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def update(write: Ask, text: str, rest: str = "", **details: Any) -> httpx.Response:
    return write("POST", "/sparql" + rest, content=text, headers=UPDATE, **details)


def test_two_ways_to_update(write: Ask) -> None:
    assert update(write, insert(1)).status_code == 204
    assert write("POST", "/sparql", data={"update": insert(2)}).status_code == 204
    assert count(write("POST", "/sparql", data={"query": COUNT})) == 2


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", "Basic YTpi", "Bearer トークン"])
def test_without_the_token(rewrite: Ask, authorization: str | None) -> None:
    headers = {"authorization": (authorization or "").encode()}
    for method, path in (("PUT", f"/data?graph={G}facts"), ("DELETE", f"/data?graph={G}facts"), ("POST", "/data")):
        answer = rewrite(method, path, content="<a:a> <a:b> 1 .", headers=TURTLE | headers)
        assert (answer.status_code, kind(answer)) == (401, "token-missing")
        assert answer.headers["www-authenticate"].startswith('Bearer realm="seisaku"')
    assert rewrite("POST", "/sparql", content="CLEAR ALL", headers=UPDATE | headers).status_code == 401
    assert rewrite("POST", "/sparql", data={"update": "CLEAR ALL"}, headers=headers).status_code == 401
    assert rewrite("GET", f"/data?graph={G}facts", headers=headers).status_code == 200


def test_a_read_only_server(ask: Ask) -> None:
    assert create_app(Settings(Path("none"))).state.service.writing is None
    for answer in (update(ask, "CLEAR ALL"), ask("POST", "/sparql", data={"update": "CLEAR ALL"})):
        assert (answer.status_code, kind(answer)) == (403, "read-only")


@pytest.mark.parametrize(
    ("method", "rest", "details", "refusal"),
    [
        ("GET", "?update=CLEAR+ALL", {}, (400, "update-refused")),
        ("POST", "", {"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}}, (400, "bad-request")),
        ("POST", "", {"data": {"update": "CLEAR ALL", "query": "ASK {}"}}, (400, "bad-request")),
        ("POST", "?update=CLEAR+ALL", {"content": "CLEAR ALL", "headers": UPDATE}, (400, "bad-request")),
        ("POST", "?query=ASK{}", {"content": "CLEAR ALL", "headers": UPDATE}, (400, "bad-request")),
        ("POST", "", {"data": {"query": "CLEAR ALL"}}, (400, "update-refused")),
        ("POST", "", {"data": {"update": "ASK {}"}}, (400, "query-syntax")),
        ("POST", "", {"data": {"update": "CLEAR XYZ"}}, (400, "query-syntax")),
        ("POST", "", {"content": "CLEAR ALL"}, (415, "unsupported-media-type")),
        ("POST", "", {"content": b"\xff", "headers": UPDATE}, (400, "bad-request")),
        (
            "POST",
            "",
            {"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update; charset=utf-16"}},
            (415, "unsupported-media-type"),
        ),
        ("POST", "", {"data": {"update": f"CREATE GRAPH <{G}facts>"}}, (400, "bad-request")),
        ("POST", "", {"data": {"update": "LOAD <http://127.0.0.1:9/>"}}, (403, "load-not-allowed")),
        ("POST", "", {"data": {"update": "LOAD SILENT <http://127.0.0.1:9/>"}}, (403, "load-not-allowed")),
        ("POST", "", {"data": {"update": "LOAD 1"}}, (400, "query-syntax")),
        (
            "POST",
            "",
            {"data": {"update": "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}},
            (403, "service-not-allowed"),
        ),
        ("POST", "?using-graph-uri=g", {"content": "CLEAR ALL", "headers": UPDATE}, (400, "bad-request")),
        (
            "POST",
            "?using-graph-uri=http://a/g",
            {"content": "WITH <http://a/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "headers": UPDATE},
            (400, "bad-request"),
        ),
    ],
)
def test_refused_updates(
    rewrite: Ask, method: str, rest: str, details: dict[str, Any], refusal: tuple[int, str]
) -> None:
    answer = rewrite(method, "/sparql" + rest, **details)
    assert (answer.status_code, kind(answer)) == refusal, answer.text
    if answer.status_code == 415:
        assert "application/sparql-update" in answer.headers["accept-post"]
    assert count(rewrite("POST", "/sparql", data={"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"})) == 11


def test_the_base_of_an_update(write: Ask) -> None:
    assert update(write, "INSERT DATA { <x> <http://a/p> 1 }").status_code == 204
    assert write("POST", "/sparql", data={"query": "ASK { <https://example.org/seisaku/x> ?p ?o }"}).json()["boolean"]


def test_the_dataset_of_an_update(write: Ask) -> None:
    text = f"INSERT {{ <http://a/s> <http://a/p> ?o }} WHERE {{ ?s <{G[:-6]}ontology#amount> ?o }}"
    assert update(write, text).status_code == 204
    assert count(write("POST", "/sparql", data={"query": COUNT})) == 0
    assert update(write, text, f"?using-graph-uri={G}facts").status_code == 204
    assert count(write("POST", "/sparql", data={"query": COUNT})) == 2


def test_questions_see_the_union(write: Ask) -> None:
    """Our own questions and pages do not change their answers in write mode; a query of a client names its graphs."""
    assert write("GET", "/queries/amounts.csv").text == "amount\r\n237900000000\r\n"
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s <{G[:-6]}ontology#amount> ?o }}"
    assert count(write("POST", "/sparql", data={"query": query})) == 0
    assert count(write("POST", f"/sparql?default-graph-uri={G}facts", data={"query": query})) == 2
    update(write, f"INSERT DATA {{ GRAPH <{G}facts> {{ <{G[:-6]}id/program/kakenhi> <{G[:-6]}ontology#amount> 1 }} }}")
    assert write("GET", "/queries/amounts.csv").text.count("\r\n") == 3


def test_what_the_server_says_of_itself(write: Ask) -> None:
    assert write("GET", "/health").json() == {"status": "ok", "release": "r1+1"}
    assert "<code>r1+1</code>" in write("GET", "/").text
    assert write("GET", "/health").json() == {"status": "ok", "release": "r1+1", "triples": 11}
    update(write, insert(1) + " ; CREATE GRAPH <http://a/empty>")
    assert write("GET", "/health").json() == {"status": "ok", "release": "r1+2"}
    described = write("GET", "/sparql", headers={"accept": "application/n-triples"}).text
    graph = Store()
    graph.load(described, format=RdfFormat.N_TRIPLES)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert f"{sd}SPARQL11Update" in described
    assert f"{sd}UnionDefaultGraph" not in described
    assert described.count(f"<{sd}inputFormat>") == 6
    assert "<http://a/empty>" in described
    assert write("GET", "/dumps/seisaku.nq").status_code == 404


def test_a_read_only_server_describes_no_updates(ask: Ask) -> None:
    described = ask("GET", "/sparql", headers={"accept": "application/n-triples"}).text
    assert "SPARQL11Update" not in described
    assert "inputFormat" not in described
    assert "UnionDefaultGraph" in described


@pytest.fixture
def client(writable: Settings, serving: Serving) -> Iterator[httpx.Client]:
    limited = replace(writable, write_seconds=3.0, write_queue=2, queue_seconds=1.0, budget_seconds=1e6)
    with serving(limited) as address, connected(address, writable) as client:
        yield client


def connected(address: str, settings: Settings) -> httpx.Client:
    headers = {"authorization": f"Bearer {settings.token}"}
    return httpx.Client(base_url=address, trust_env=False, timeout=30, headers=headers)


def scribes(store: Path) -> list[int]:
    """The processes that have a store open for writing."""
    return [int(lock.parts[2]) for lock in Path("/proc").glob("[0-9]*/fd/*") if _is_lock(lock, store)]


def _is_lock(link: Path, store: Path) -> bool:
    with suppress(OSError):
        return link.readlink().name == "LOCK" and link.readlink().is_relative_to(store)
    return False


def post(client: httpx.Client, text: str) -> httpx.Response:
    return client.post("/sparql", content=text, headers=UPDATE)


def get(client: httpx.Client, query: str = COUNT) -> httpx.Response:
    return client.post("/sparql", content=query, headers={"content-type": "application/sparql-query"})


PRODUCT = " . ".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(8))
ENDLESS = f"INSERT DATA {{ <http://a/half> <http://a/p> 0 }} ; INSERT {{ ?s0 ?p1 ?o2 }} WHERE {{ {PRODUCT} }}"


def test_an_update_that_takes_too_long(client: httpx.Client, writable: Settings) -> None:
    answer = post(client, ENDLESS)
    assert (answer.status_code, kind(answer)) == (503, "write-timeout")
    assert (answer.json()["limit_seconds"], answer.headers["retry-after"]) == (3.0, "3")
    assert count(get(client)) == 0
    assert post(client, insert(1)).status_code == 204
    assert count(get(client)) == 1
    working = writable.directory / "working"
    assert len(list(working.glob("live-*"))) == 1
    assert list((working / "uploads").iterdir()) == []


def test_a_writer_that_is_killed(client: httpx.Client, writable: Settings) -> None:
    assert post(client, insert(1)).status_code == 204
    with ThreadPoolExecutor() as pool:
        running = pool.submit(post, client, ENDLESS)
        time.sleep(0.5)
        assert count(get(client)) == 1
        (scribe,) = scribes(writable.directory)
        os.kill(scribe, signal.SIGKILL)
        answer = running.result()
    assert (answer.status_code, kind(answer)) == (503, "worker-failed")
    assert count(get(client)) == 1
    assert post(client, insert(2)).status_code == 204
    assert count(get(client)) == 2
    assert scribes(writable.directory) != [scribe]


def test_a_full_queue(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        endless = pool.submit(post, client, ENDLESS)
        time.sleep(0.3)
        others = list(pool.map(lambda number: post(client, insert(number)), range(5)))
        assert endless.result().status_code == 503
    assert [kind(answer) for answer in others] == ["queue-full"] * 5
    assert {answer.headers["retry-after"] for answer in others} == {"1"}
    assert count(get(client)) == 0


@pytest.mark.slow
def test_everybody_sees_a_write_at_once(writable: Settings, serving: Serving) -> None:
    """Clients count on many workers while another writes: no count is older than the last write acknowledged."""
    stop, seen, stale = threading.Event(), [0], list[str]()
    done = [0]

    def watch(address: str) -> None:
        with connected(address, writable) as client:
            while not stop.is_set():
                least = done[0]
                answer = get(client)
                seen[0] += 1
                if answer.status_code != 200 or count(answer) < least:
                    stale.append(answer.text)

    generous = replace(writable, quick_slots=3, budget_seconds=1e6)
    with serving(generous) as address, ThreadPoolExecutor(4) as pool:
        watching = [pool.submit(watch, address) for _ in range(3)]
        with connected(address, writable) as client:
            for number in range(40):
                assert post(client, insert(number)).status_code == 204
                done[0] = number + 1
                assert count(get(client)) == number + 1
        stop.set()
        for one in watching:
            one.result()
        snapshots = list((writable.directory / "working" / "snapshots").iterdir())
    assert stale == []
    assert seen[0] > 40
    # As many as there are workers and spares, and the current one.
    assert 1 <= len(snapshots) <= 8


def test_a_restart_keeps_what_was_written(writable: Settings, serving: Serving) -> None:
    before = (writable.directory / "releases" / "r1" / "db" / "CURRENT").read_bytes()
    with serving(writable) as address, connected(address, writable) as client:
        assert post(client, insert(1)).status_code == 204
    snapshots = writable.directory / "working" / "snapshots"
    (snapshots / "99" / "db").mkdir(parents=True)
    (writable.directory / "working" / "live-x").mkdir()
    (writable.directory / "working" / "uploads" / "half").write_text("half", encoding="utf-8")
    with serving(writable) as address, connected(address, writable) as client:
        assert count(get(client)) == 1
        assert [one.name for one in snapshots.iterdir()] == ["2"]
        assert list((writable.directory / "working").glob("live-x")) == []
        assert post(client, insert(2)).status_code == 204
        assert client.get("/health").json()["release"] == "r1+3"
    with serving(replace(writable, writable=False)) as address, connected(address, writable) as client:
        assert client.get("/health").json() == {"status": "ok", "release": "r1", "triples": 11}
    assert (writable.directory / "releases" / "r1" / "db" / "CURRENT").read_bytes() == before


def test_an_empty_store(tmp_path: Path, writable: Settings, serving: Serving) -> None:
    settings = replace(writable, store=tmp_path / "new")
    with serving(settings) as address, connected(address, settings) as client:
        assert client.get("/health").json() == {"status": "ok", "release": "empty+1"}
        assert post(client, insert(1)).status_code == 204
        answer = client.get("/data?default", headers={"accept": "application/n-triples"})
        assert len(list(parse(answer.content, RdfFormat.N_TRIPLES))) == 1


def test_one_server_a_store(writable: Settings) -> None:
    working = Working(writable.directory)
    with pytest.raises(StoreBusy, match="Another writable server"):
        create_app(writable)
    working.close()
    Working(writable.directory).close()


def test_a_store_that_cannot_be_written(writable: Settings) -> None:
    (writable.directory / "working").write_text("a file", encoding="utf-8")
    with pytest.raises(NotStored, match="working cannot be written"):
        create_app(writable)


def test_a_damaged_copy(writable: Settings) -> None:
    working = writable.directory / "working"
    working.mkdir()
    (working / "current").symlink_to("snapshots/7")
    with pytest.raises(StoreMissing, match="damaged"):
        create_app(writable)


def test_a_disk_that_takes_nothing_more(client: httpx.Client, writable: Settings) -> None:
    """In place of a full disk: directories that nothing can be put into."""
    assert post(client, insert(1)).status_code == 204
    working = writable.directory / "working"
    for folder, moved in ((working / "uploads", "uploads-away"), (working / "snapshots", "snapshots-away")):
        away = folder.rename(working / moved)
        folder.write_text("no folder", encoding="utf-8")
        answer = post(client, insert(2))
        assert (answer.status_code, kind(answer)) == (507, "not-stored"), answer.text
        assert "nothing was changed" in answer.json()["detail"]
        folder.unlink()
        away.rename(folder)
    assert count(get(client)) == 1
    assert post(client, insert(2)).status_code == 204
    assert count(get(client)) == 2


def test_a_body_beyond_the_limit(client: httpx.Client) -> None:
    answer = post(client, "#" * (5 * 1024**2))
    assert (answer.status_code, kind(answer)) == (413, "too-large")
    assert client.post("/sparql", data={"update": "#" * (1024**2)}).status_code == 413
