"""Workers open no socket to anywhere, whatever they are asked: their system calls are watched."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.campaign.process import Server, serving
from tests.server.test_pathological import CORPUS, QUERY

pytestmark = pytest.mark.slow
_NETWORK = re.compile("AF_INET|AF_NETLINK|sin_port|sin6_port")


def ask_all(server: Server) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False, timeout=60) as client:

        def ask(text: str) -> None:
            # A broken answer is an answer, too.
            with suppress(httpx.RemoteProtocolError):
                client.post("/sparql", content=text, headers=QUERY)

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(ask, CORPUS.values()))
        assert client.get("/health").json()["status"] == "ok"


@contextmanager
def watched(server: Server, log: Path) -> Iterator[None]:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed: whether workers open sockets is not watched")
    # The workers that are there, and through the server all that come.
    processes = [option for one in (server.process.pid, *server.cost.workers) for option in ("-p", str(one))]
    command = [strace, "-f", "-e", "trace=network,execve", "-s", "200", "-o", str(log), *processes]
    told = log.with_suffix(".told")
    # It tells of each thread that comes; nobody would empty a pipe.
    with told.open("wb") as file:
        watching = subprocess.Popen(command, stderr=file)
    while "attached" not in told.read_text(encoding="utf-8") and watching.poll() is None:
        time.sleep(0.05)
    if watching.poll() is not None:
        pytest.skip(f"strace may not watch processes here: {told.read_text(encoding='utf-8')[:200]}")
    try:
        yield
    finally:
        watching.terminate()
        watching.wait()


def test_no_socket_is_opened(store: Path, tmp_path: Path) -> None:
    log = tmp_path / "trace"
    with serving(store, QUERY_SECONDS="0.3", WORKER_MEMORY=str(500 * 1024**2)) as server:
        before = server.settled(lambda cost: len(cost.workers) == 4, 20).workers
        with watched(server, log):
            ask_all(server)
    lines = [line.split(maxsplit=1) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    own = {str(task) for task in _threads_of(lines, str(server.process.pid))}
    born = {process for process, call in lines if call.startswith("execve(") and "server.worker" in call}
    assert len(born) > 5, "no worker was lost and replaced: the watching saw nothing"
    assert {str(process) for process in before} & {process for process, _ in lines}, "the first workers were not seen"
    assert [(process, call) for process, call in lines if process not in own and _NETWORK.search(call)] == []


def _threads_of(lines: list[list[str]], server: str) -> set[str]:
    """The threads of the server: those that take connections or answer on them."""
    return {server, *(process for process, call in lines if call.startswith(("accept", "accept4")))}
