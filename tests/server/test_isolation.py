"""What no query can do to a real server: outlast its limit, end it, hold up others, or leave half an answer behind."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote_plus, urlsplit

import httpx
import pytest

from server import Settings
from tests.server.watch import busy, eventually, settled, workers

Serving = Callable[[Settings], AbstractContextManager[str]]


def product(factors: int) -> str:
    return " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(factors))


ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {product(12)} }}"
FLOOD = f"SELECT * {{ {product(9)} }}"
LARGE = f"SELECT * {{ {product(3)} }}"
LIGHT = "SELECT ?s { ?s ?p ?o } LIMIT 1"
CSV = {"accept": "text/csv"}
# 64 megabytes and more of one string.
BOMB = "SELECT (STRLEN(?z) AS ?n) { BIND('" + "a" * 1000 + "' AS ?x) BIND(REPLACE(?x, 'a', ?x) AS ?y) "
BOMB += "BIND(REPLACE(?y, 'a', ?x) AS ?z) }"


@pytest.fixture(scope="module")
def limited(settings: Settings) -> Settings:
    return replace(
        settings,
        query_limit=64 * 1024,
        query_seconds=1.0,
        page_seconds=1.0,
        worker_memory=400 * 1024**2,
        slow_slots=2,
        queue_length=16,
        queue_seconds=8.0,
        hold_back=128 * 1024,
        hold_seconds=0.2,
        drain_seconds=0.5,
        budget_seconds=10_000.0,
    )


@pytest.fixture(scope="module")
def address(limited: Settings, serving: Serving) -> Iterator[str]:
    with serving(limited) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    headers = {"accept-encoding": "identity"}
    with httpx.Client(base_url=address, trust_env=False, timeout=30, headers=headers) as client:
        yield client


def get(client: httpx.Client, query: str, accept: str = "*/*") -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={"accept": accept})


def kind(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def raw(address: str, query: str, rest: str = "", version: str = "1.1") -> socket.socket:
    found = urlsplit(address)
    connection = socket.create_connection((found.hostname or "", found.port or 0), timeout=30)
    path = f"/sparql?query={quote_plus(query)}"
    connection.sendall(f"GET {path} HTTP/{version}\r\nHost: a\r\nAccept: text/csv\r\n{rest}\r\n".encode())
    return connection


def everything(connection: socket.socket) -> bytes:
    parts = []
    with connection, suppress(ConnectionResetError):
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


def test_deadline(client: httpx.Client) -> None:
    start = time.monotonic()
    answer = get(client, ENDLESS)
    assert 0.9 < time.monotonic() - start < 3
    assert (answer.status_code, kind(answer)) == (503, "query-timeout")
    assert (answer.json()["limit_seconds"], answer.headers["retry-after"]) == (1.0, "1")
    assert "1 秒" in answer.json()["detail_ja"]
    eventually(lambda: not busy())


def test_deadline_of_a_page(client: httpx.Client) -> None:
    answer = get(client, ENDLESS, "text/html")
    assert answer.status_code == 503
    assert "1 秒" in answer.text


def test_memory(client: httpx.Client) -> None:
    answer = get(client, BOMB)
    assert (answer.status_code, kind(answer)) == (503, "worker-failed")
    assert answer.headers["retry-after"] == "1"
    assert get(client, LIGHT).status_code == 200


def test_a_failure_after_the_beginning_breaks_the_connection(address: str) -> None:
    received = everything(raw(address, FLOOD, "Connection: keep-alive\r\n"))
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert b"transfer-encoding: chunked" in received[:1000].lower()
    assert len(received) > 1024**2
    assert not received.endswith(b"0\r\n\r\n")


def test_clients_notice_a_broken_answer(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
        get(client, FLOOD, "text/csv")


def test_http_1_0_gets_no_answer_whose_end_it_cannot_tell(address: str) -> None:
    assert everything(raw(address, FLOOD, version="1.0")).startswith(b"HTTP/1.1 505")
    assert b"content-length" in everything(raw(address, LIGHT, version="1.0")).lower()


def test_a_large_answer_comes_whole(client: httpx.Client) -> None:
    answer = get(client, LARGE, "text/csv")
    assert answer.status_code == 200
    assert "content-length" not in answer.headers
    assert answer.content.count(b"\n") == 11**3 + 1


def test_an_answer_too_long_for_a_page(address: str, limited: Settings, serving: Serving) -> None:
    with serving(replace(limited, page_limit=500)) as small, httpx.Client(base_url=small, trust_env=False) as client:
        assert kind(client.get("/queries/labels.html")) == "too-large"
        assert get(client, LIGHT, "text/html").status_code == 200


def test_client_abort_frees_the_worker(address: str, limited: Settings, serving: Serving) -> None:
    with serving(replace(limited, query_seconds=60.0)) as patient:
        for query in (ENDLESS, FLOOD):
            connection = raw(patient, query)
            eventually(lambda: bool(busy(0.1)))
            connection.close()
            start = time.monotonic()
            eventually(lambda: not busy(0.1))
            assert time.monotonic() - start < 1


def test_a_slow_reader_costs_no_memory(address: str, limited: Settings, serving: Serving) -> None:
    def memory(process: int) -> int:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * 4096

    with serving(replace(limited, query_seconds=60.0)) as patient:
        before = memory(os.getpid())
        connection = raw(patient, FLOOD)
        connection.recv(100)
        known = set(workers())
        time.sleep(1.0)
        assert memory(os.getpid()) - before < 24 * 1024**2
        assert max(memory(process) for process in known & set(workers())) < 150 * 1024**2
        # The worker waits for the reader.
        assert not busy(0.2)
        connection.close()


@pytest.mark.slow
def test_a_light_query_beside_heavy_ones(address: str, client: httpx.Client) -> None:
    stop = threading.Event()

    def flood(place: int) -> None:
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as heavy:
            while not stop.is_set():
                with suppress(httpx.HTTPError):
                    get(heavy, f"{ENDLESS} # {place}")

    # A worker is kept for queries that were seen to end soon.
    assert get(client, LIGHT).status_code == 200
    with ThreadPoolExecutor(8) as pool:
        for place in range(8):
            pool.submit(flood, place)
        time.sleep(1.0)
        taken: list[float] = []
        try:
            for _ in range(60):
                start = time.monotonic()
                assert get(client, f"{LIGHT} # {len(taken)}").status_code == 200
                assert client.get("/queries/amounts.csv").status_code == 200
                taken.append(time.monotonic() - start)
        finally:
            stop.set()
    assert sorted(taken)[len(taken) // 2] < 0.1
    assert max(taken) < 1.0


def test_promotion_and_queue(address: str, limited: Settings, serving: Serving) -> None:
    few = replace(limited, slow_slots=1, queue_length=1, queue_seconds=5.0)
    with serving(few) as small, httpx.Client(base_url=small, trust_env=False, timeout=30) as client:
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(get, client, f"{ENDLESS} # {place}") for place in range(3)]
            time.sleep(0.5)
            # One is slow now, one waits, one was one too many; the quick workers are free.
            assert get(client, LIGHT).status_code == 200
            answers = [one.result() for one in asked]
        assert sorted(kind(answer) for answer in answers) == ["query-timeout", "query-timeout", "queue-full"]
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)


def test_waiting_ends(limited: Settings, serving: Serving) -> None:
    few = replace(limited, slow_slots=1, queue_seconds=0.3, query_seconds=2.0)
    with serving(few) as small, httpx.Client(base_url=small, trust_env=False, timeout=30) as client:
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda place: get(client, f"{ENDLESS} # {place}"), range(2)))
        assert sorted(kind(answer) for answer in answers) == ["query-timeout", "queue-full"]


def test_budget(limited: Settings, serving: Serving) -> None:
    poor = replace(limited, budget_seconds=0.5, budget_refill=0.01)
    with serving(poor) as small, httpx.Client(base_url=small, trust_env=False, timeout=30) as client:
        assert kind(get(client, ENDLESS)) == "query-timeout"
        for path in (f"/sparql?query={quote_plus(LIGHT)}", "/queries/amounts.csv"):
            answer = client.get(path)
            assert (answer.status_code, kind(answer)) == (429, "budget-spent")
            assert int(answer.headers["retry-after"]) > 10
        assert client.get("/health").status_code == 200


@pytest.mark.slow
def test_killed_workers_leave_no_well_formed_part(address: str) -> None:
    """Workers are killed at random moments under 200 requests; what comes whole is right."""
    chance = random.Random(1)  # noqa: S311
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.05 + chance.random() * 0.4):
            if found := list(workers()):
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(found), signal.SIGKILL)

    killer = threading.Thread(target=kill)

    def run(place: int) -> str:
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            query = (LIGHT, LARGE)[place % 2]
            try:
                answer = get(client, query, "text/csv")
            except httpx.RemoteProtocolError:
                return "broken"
            if answer.status_code == 200:
                assert answer.content.count(b"\n") == (2 if query is LIGHT else 11**3 + 1)
                return "whole"
            assert answer.status_code == 503
            return kind(answer)

    killer.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(run, range(200)))
    finally:
        stop.set()
        killer.join()
    assert found.count("whole") > 20
    assert set(found) <= {"whole", "broken", "worker-failed", "queue-full", "query-timeout"}
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        assert get(client, LIGHT).status_code == 200


def test_a_new_release_under_load(
    tmp_path: Path, limited: Settings, serving: Serving, release: Callable[..., None]
) -> None:
    release(tmp_path, "r1")
    others = settled()
    stop = threading.Event()
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def run(address: str) -> list[tuple[int, str]]:
        found = []
        with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
            while not stop.is_set():
                answer = get(client, count, "text/csv")
                found.append((answer.status_code, answer.text))
        return found

    with serving(replace(limited, store=tmp_path)) as address, ThreadPoolExecutor(4) as pool:
        before = set(workers()) - others
        runs = [pool.submit(run, address) for _ in range(4)]
        try:
            time.sleep(0.3)
            release(tmp_path, "r2", "<http://a/g> { <http://a/s> <http://a/p> 1 }")
            eventually(lambda: httpx.get(address + "/health", trust_env=False).json()["release"] == "r2")
            time.sleep(0.3)
        finally:
            stop.set()
        answers = [answer for one in runs for answer in one.result()]
        assert set(answers) == {(200, "n\r\n11\r\n"), (200, "n\r\n1\r\n")}
        eventually(lambda: not before & set(workers()))
        # A release that does not open changes nothing.
        release(tmp_path, "r3")
        for file in (tmp_path / "releases/r3/db").iterdir():
            file.write_bytes(b"")
        for _ in range(5):
            assert httpx.get(address + "/health", trust_env=False).json()["release"] == "r2"
            time.sleep(0.1)
        (tmp_path / "current").unlink()
        assert httpx.get(address + "/health", trust_env=False).json()["release"] == "r2"


def test_a_release_that_never_opened(
    tmp_path: Path, limited: Settings, serving: Serving, release: Callable[..., None]
) -> None:
    release(tmp_path, "r1")
    for file in (tmp_path / "releases/r1/db").iterdir():
        file.write_bytes(b"")
    with serving(replace(limited, store=tmp_path)) as address:
        for _ in range(3):
            assert kind(httpx.get(address + "/health", trust_env=False)) == "store-missing"


def test_shutdown_lets_a_query_end_or_kills_it(limited: Settings, serving: Serving) -> None:
    before = set(workers())
    with serving(limited) as address:
        eventually(lambda: len(set(workers()) - before) == 4)
        connection = raw(address, ENDLESS)
        time.sleep(0.2)
    assert everything(connection).startswith(b"HTTP/1.1 503")
    assert set(workers()) <= before


def test_a_lost_worker_is_replaced_at_once(address: str, client: httpx.Client) -> None:
    for process in workers():
        os.kill(process, signal.SIGKILL)
    start = time.monotonic()
    eventually(lambda: get(client, LIGHT).status_code == 200)
    assert time.monotonic() - start < 2.0
    eventually(lambda: len(workers()) >= 4)


def test_no_worker_outlives_its_server(tmp_path: Path, store: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from server.fleet import Fleet;"
        "from server.graphs import GraphWriter; from server.release import Releases;"
        "from server.settings import Settings\n"
        "async def run():\n"
        " s = Settings(Path(sys.argv[1])); f = Fleet(Releases(s.store), s, GraphWriter({}, {})); await f.start()\n"
        " print(*[w.process.pid for w in f._crew._workers], flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(run())"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(store)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    with process.stdout:
        found = [int(text) for text in process.stdout.readline().split()]
    process.kill()
    process.wait()
    assert len(found) == 4
    eventually(lambda: not any(Path(f"/proc/{one}/cmdline").exists() and _is_alive(one) for one in found))


def _is_alive(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    return False
