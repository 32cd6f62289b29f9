"""Servers that tests talk to, each on a free port of 127.0.0.1 and ended at the end of its block."""

import gc
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import httpx
import uvicorn

from server import Settings, create_app

_PATIENCE = 60.0
JSON = "application/sparql-results+json"


@contextmanager
def collected_here() -> Iterator[None]:
    """Garbage of the block is collected by its own thread: Oxigraph's results may not be dropped by another."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.enable()


@dataclass
class Canned:
    """A server that answers request after request with the bytes it was given, and keeps what it was asked."""

    url: str
    answers: list[bytes]
    requests: list[str] = field(default_factory=list)
    connections: int = 0


@contextmanager
def canned(*answers: bytes) -> Iterator[Canned]:
    """A server with these answers; it closes the connection after one that says so, and when it has no more."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Canned(f"http://127.0.0.1:{listening.getsockname()[1]}/sparql", list(answers))
        thread = threading.Thread(target=_answer, args=(listening, found), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _answer(listening: socket.socket, canned: Canned) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            canned.connections += 1
            with connection, suppress(ConnectionError):
                _converse(connection, canned)


def _converse(connection: socket.socket, canned: Canned) -> None:
    with connection.makefile("rb") as stream:
        while canned.answers:
            lines = list(takewhile(lambda line: line not in {b"", b"\r\n"}, iter(stream.readline, None)))
            if not lines:
                return
            lengths = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length")]
            body = stream.read(*lengths) if lengths else b""
            canned.requests.append(b"".join([*lines, b"\r\n", body]).decode())
            answer = canned.answers.pop(0)
            connection.sendall(answer)
            if b"Connection: close" in answer:
                return


def http(body: bytes, kind: str = JSON, status: str = "200 OK", *extra: str, length: int | None = None) -> bytes:
    """An HTTP response; another `length` than that of the body makes a broken one."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *extra]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def rows(*names: str, values: list[dict[str, object]] | None = None) -> bytes:
    """A result in SPARQL JSON."""
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": values or []}}).encode()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@contextmanager
def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of our own server with these settings."""
    config = uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_level="critical", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server does not start"
        time.sleep(0.01)
    address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        with httpx.Client(base_url=address, trust_env=False, timeout=_PATIENCE) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """The query endpoint of an empty `oxigraph serve`."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, Path.cwd(), f"http://127.0.0.1:{port}/query") as endpoint:
        yield endpoint


VIRTUOSO = shutil.which("virtuoso-t")
VIRTUOSO_LOGIN = "dba:dba"
_VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 8
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
{sparql}
"""


@contextmanager
def virtuoso(folder: Path, sparql: str = "") -> Iterator[str]:
    """The query endpoint of an empty Virtuoso with these lines in its section [SPARQL]."""
    assert VIRTUOSO
    folder.mkdir(exist_ok=True)
    ports = {"sql": free_port(), "http": free_port()}
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(**ports, sparql=sparql), encoding="utf-8")
    command = [VIRTUOSO, "+foreground", "+configfile", "virtuoso.ini"]
    with _running(command, folder, f"http://127.0.0.1:{ports['http']}/sparql") as endpoint:
        yield endpoint


@contextmanager
def _running(command: list[str], folder: Path, endpoint: str) -> Iterator[str]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _answers(endpoint):
            assert process.poll() is None, f"{command[0]} ended"
            assert time.monotonic() < deadline, f"{command[0]} does not start"
            time.sleep(0.05)
        yield endpoint
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _answers(endpoint: str) -> bool:
    try:
        return httpx.get(endpoint, params={"query": "ASK {}"}, trust_env=False).is_success
    except httpx.HTTPError:
        return False
