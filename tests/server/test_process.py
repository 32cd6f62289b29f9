"""The process that `seisaku serve` is, from its start to its end."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent.parent
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(12)) + " }"
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Served:
    """A running `seisaku serve`."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self.process = process
        self.log = log
        self.address = self._eventually(lambda: _ADDRESS.search(log.read_text(encoding="utf-8")))[0]

    def _eventually(self, look: Callable[[], re.Match[str] | None]) -> re.Match[str]:
        deadline = time.monotonic() + 30
        while (found := look()) is None:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return found

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return httpx.get(self.address + path, params=parameters, trust_env=False, timeout=30)

    def ask(self, query: str) -> httpx.Response:
        return self.get("/sparql", query=query)

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def served(store: Path, tmp_path: Path) -> Iterator[Callable[..., Served]]:
    with _ending() as begun:

        def serve(*settings: str) -> Served:
            command = [sys.executable, "-c", "import seisaku; seisaku.main()", "serve", "--store", str(store)]
            command += ["--port", "0", "--set", f"control_folder={tmp_path}"]
            command += [word for setting in settings for word in ("--set", setting)]
            with (tmp_path / "log").open("wb") as log:
                process = subprocess.Popen(command, stderr=log, cwd=ROOT)
            begun.append(process)
            return Served(process, tmp_path / "log")

        yield serve


@contextmanager
def _ending() -> Iterator[list["subprocess.Popen[bytes]"]]:
    begun: list[subprocess.Popen[bytes]] = []
    try:
        yield begun
    finally:
        for process in begun:
            process.kill()
            process.wait()


def test_it_ends_at_once_with_nothing_to_do(served: Callable[..., Served]) -> None:
    one = served()
    assert one.get("/readyz").status_code == 200
    start = time.monotonic()
    one.process.send_signal(signal.SIGTERM)
    assert one.process.wait(20) == 0
    assert time.monotonic() - start < 5
    assert [line["path"] for line in one.lines() if line["event"] == "request"] == []


def test_queries_are_stopped_when_the_drain_is_over(served: Callable[..., Served]) -> None:
    one = served("drain_seconds=1.5", "query_seconds=60")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.ask, ENDLESS)
        time.sleep(1.0)
        start = time.monotonic()
        one.process.send_signal(signal.SIGTERM)
        answer = asked.result()
        assert 1.2 < time.monotonic() - start < 6
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "query-stopped")
    assert one.process.wait(20) == 0
    assert [line["outcome"] for line in one.lines() if line["event"] == "request"] == ["query-stopped"]


def test_queries_may_end_and_nobody_sends_more(served: Callable[..., Served]) -> None:
    one = served("notice_seconds=2", "drain_seconds=20", "query_seconds=3")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.ask, ENDLESS)
        time.sleep(0.5)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert one.get("/readyz").json()["status"] == "not-ready"
        assert one.get("/livez").status_code == 200
        assert one.ask("ASK {}").status_code == 200
        # Its own limit ends it, not the drain.
        assert asked.result().json()["type"].endswith("/query-timeout")
    assert one.process.wait(20) == 0
    with pytest.raises(httpx.ConnectError):
        one.ask("ASK {}")


def test_an_interruption_is_not_the_way_to_end_well(served: Callable[..., Served]) -> None:
    one = served()
    os.kill(one.process.pid, signal.SIGINT)
    assert one.process.wait(20) == 130


def test_every_line_of_the_log_is_json(served: Callable[..., Served]) -> None:
    one = served()
    one.get("/nowhere")
    one.process.send_signal(signal.SIGTERM)
    one.process.wait(20)
    lines = one.lines()
    assert {line["event"] for line in lines} == {"message", "request"}
    assert all(str(line["time"]).endswith("Z") for line in lines)
