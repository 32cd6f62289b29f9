"""Running queries listed and stopped through the socket."""

import os
import socket
import stat
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

from server import Settings, control

Serving = Callable[[Settings], AbstractContextManager[str]]
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12)) + " }"
FLOOD = "SELECT * { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(9)) + " }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("control")


@pytest.fixture(scope="module")
def address(settings: Settings, folder: Path, serving: Serving) -> Iterator[str]:
    patient = replace(settings, query_seconds=60.0, hold_seconds=0.2, slow_slots=2, queue_length=4, queue_seconds=60.0)
    with serving(replace(patient, budget_seconds=10_000.0, control_folder=folder)) as address:
        yield address


def ask(address: str, query: str) -> httpx.Response:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        return client.get("/sparql", params={"query": query}, headers={"x-request-id": f"it-{len(query)}"})


def running(folder: Path, number: int, seconds: float = 0.0) -> list[control.Found]:
    """The queries that run, as soon as there are so many that have run so long."""
    deadline = time.monotonic() + 20
    while True:
        found = [one for one in control.found(folder) if one.entry.seconds >= seconds]
        if len(found) == number:
            return found
        assert time.monotonic() < deadline, f"{len(found)} queries run"
        time.sleep(0.02)


def test_only_its_user_may_open_the_socket(address: str, folder: Path) -> None:
    [path] = folder.iterdir()
    mode = path.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600


def test_a_query_is_listed_and_stopped(address: str, folder: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, address, ENDLESS)
        [found] = running(folder, 1, 0.3)
        assert found.name.startswith(f"{os.getpid()}-")
        entry = found.entry
        assert (entry.request, entry.lane, entry.form) == (f"it-{len(ENDLESS)}", "slow", "SELECT")
        assert (entry.client, entry.pattern) == ("127.0.0.0/24", ENDLESS)
        assert Path(f"/proc/{entry.process}").exists()
        start = time.monotonic()
        assert control.stop(folder, found.name)
        answer = asked.result()
        assert time.monotonic() - start < 1
    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/query-stopped")
    assert "operator" in answer.json()["detail"]
    assert "運用者" in answer.json()["detail_ja"]
    assert not control.stop(folder, found.name)
    assert list(control.found(folder)) == []


def test_an_answer_on_its_way_is_broken(address: str, folder: Path) -> None:
    """Even one whose client does not read it."""
    found = urlsplit(address)
    with socket.create_connection((found.hostname or "", found.port or 0), timeout=30) as connection:
        connection.sendall(f"GET /sparql?query={quote_plus(FLOOD)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        [one] = running(folder, 1, 1.0)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        assert control.stop(folder, one.name)
        running(folder, 0)
        received = b""
        with suppress(ConnectionResetError):
            while part := connection.recv(1 << 20):
                received = received[-10:] + part
    assert not received.endswith(b"0\r\n\r\n")


def test_a_saturated_server_still_listens(address: str, folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, address, ENDLESS + " " * place) for place in range(4)]
        running(folder, 2, 0.3)
        for _ in asked:
            start = time.monotonic()
            assert control.stop(folder, running(folder, 2 if sum(one.done() for one in asked) < 3 else 1)[0].name)
            assert time.monotonic() - start < 10
            time.sleep(0.3)
        assert {one.result().json()["type"].rpartition("/")[2] for one in asked} == {"query-stopped"}


def test_sockets_that_nobody_answers(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / ".control-host-1.sock"))
    assert list(control.found(tmp_path)) == []
    assert not control.stop(tmp_path, "1-1")


def test_nonsense_on_the_socket(address: str, folder: Path) -> None:
    [path] = folder.iterdir()
    for nonsense in (b"\n", b"[]\n", b'{"stop": "x"}\n', b"\xff\n"):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(nonsense)
            assert connection.recv(100) in {b"", b"false\n"}
    assert list(control.found(folder)) == []


def test_a_folder_that_takes_no_socket(
    settings: Settings, serving: Serving, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(replace(settings, control_folder=tmp_path / "none")) as address:
        assert ask(address, "ASK {}").status_code == 200
    assert "no socket at" in caplog.text


def test_the_socket_goes_with_its_server(settings: Settings, serving: Serving, tmp_path: Path) -> None:
    with serving(replace(settings, control_folder=tmp_path)):
        assert len(list(tmp_path.iterdir())) == 1
        assert threading.active_count() > 1
    assert list(tmp_path.iterdir()) == []
