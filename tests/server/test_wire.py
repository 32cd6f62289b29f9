"""What a connection may not do: never send, never read, or send a head without end."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from server import Settings
from server.wire import Protocol

HEALTH = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def address(settings: Settings, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(Protocol, "request_seconds", 1.5)
        monkeypatch.setattr(Protocol, "stall_seconds", 0.4)
        with serving(settings) as address:
            yield address


def connected(address: str, first: bytes = b"") -> socket.socket:
    found = urlsplit(address)
    connection = socket.create_connection((found.hostname or "", found.port or 0), timeout=10)
    connection.sendall(first)
    return connection


def everything(connection: socket.socket) -> bytes:
    parts = []
    with connection:
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    "start", [b"", b"GET", HEALTH[:-2], POST + b"Content-Length: 9\r\n\r\nASK", HEALTH + b"GET /", POST + b"\r\n"[:1]]
)
def test_a_request_that_does_not_come(address: str, start: bytes) -> None:
    began = time.monotonic()
    everything(connected(address, start))
    assert time.monotonic() - began < 8


def test_a_slow_but_steady_request(address: str) -> None:
    with connected(address) as connection:
        for letter in HEALTH:
            connection.sendall(bytes([letter]))
            time.sleep(0.001)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_client_that_reads_nothing(address: str) -> None:
    # Answers of some megabytes in all, more than the buffers of the system hold.
    ask = b"GET /sparql?query=SELECT*%7B?a?b?c.?d?e?f.?g?h?i%7D HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n"
    connection = connected(address)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sendall(ask * 60)
    # Who writes to a connection that the other side has given up learns it.
    with pytest.raises(ConnectionError):
        for _ in range(50):
            time.sleep(0.1)
            connection.sendall(b"GET")
    connection.close()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\nHost: a\r\nAccept: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /health HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
    ],
)
def test_a_head_too_large(address: str, head: bytes) -> None:
    assert everything(connected(address, head)).startswith(b"HTTP/1.1 431")


def test_a_head_without_end(address: str) -> None:
    connection = connected(address, b"GET /health HTTP/1.1\r\nX: ")
    with pytest.raises(ConnectionError):
        for _ in range(10_000):
            connection.sendall(b"x" * 10_000)
        pytest.fail("a hundred megabytes were taken")
    connection.close()


def test_no_http_at_all(address: str) -> None:
    assert everything(connected(address, b"\x16\x03\x01\x02\x00\r\n\r\n")).startswith(b"HTTP/1.1 400")


def test_a_large_body_is_refused_before_it_comes(address: str) -> None:
    connection = connected(address, POST + b"Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")
    assert connection.recv(1000).startswith(b"HTTP/1.1 413")
    connection.close()


def test_a_body_that_is_waited_for(address: str) -> None:
    connection = connected(address, POST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(b"ASK{}")
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    connection.close()


def test_requests_one_after_another_and_at_once(address: str) -> None:
    with connected(address, HEALTH * 3) as connection:
        received = b""
        while received.count(b"HTTP/1.1 200") < 3:
            received += connection.recv(1 << 16)
        connection.sendall(HEALTH)
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_a_client_that_leaves_in_its_body(address: str, caplog: pytest.LogCaptureFixture) -> None:
    connected(address, POST + b"Content-Length: 9\r\n\r\nASK").close()
    time.sleep(0.3)
    assert "unforeseen" not in caplog.text


@pytest.mark.parametrize(
    ("value", "status"), [(b"a", b"200"), (b"a\r\nset-cookie: b", b""), (b"a\nb", b""), (b"\0", b"")]
)
def test_no_value_of_a_header_begins_another(value: bytes, status: bytes) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"x", value), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})

    async def run() -> bytes:
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Protocol(config, ServerState(), {}), "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(HEALTH)
            received = await reader.read(1000)
            writer.close()
            return received

    received = asyncio.run(run())
    assert (received[9:12] if b"200 OK" in received else b"") == status
    assert b"set-cookie" not in received
