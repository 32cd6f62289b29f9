"""The one way by which a query's SERVICE calls leave: a server on the loopback that forwards them under conditions.

Oxigraph calls with a client of its own, which follows any address and knows no limits. So it is given the address of
this gateway with a random path, and the gateway asks the endpoint: only at addresses that are public, each checked and
then connected to as it was checked, following no redirect, within a time and a number of bytes.
"""

import gc
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hmac import compare_digest
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit, urlunsplit

from server.errors import ServiceFailed
from server.federation import Conditions

_STACK = 1024**2
_BODY_MOST = 1024**2
_PIECE = 64 * 1024
_FORWARDED = ("Accept", "Content-Type")


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, also when IPv6 wraps an IPv4 address."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return False if found.ipv4_mapped is None else inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def addresses_of(host: str, port: int) -> Sequence[str]:
    """The addresses of a host."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Gateway:
    """The calls of one query; `trouble` is the first condition that one did not meet, `said` the last failure."""

    def __init__(
        self,
        conditions: Conditions,
        resolve: Callable[[str, int], Sequence[str]] = addresses_of,
        allows: Callable[[str], bool] = is_public,
    ) -> None:
        self.trouble: ServiceFailed | None = None
        self.said = ""
        self._conditions, self._resolve, self._allows = conditions, resolve, allows
        self._targets: dict[str, str] = {}
        self._calls = 0
        self._server = HTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"gateway": self}))

    def address(self, iri: str) -> str:
        """The address that stands for an endpoint in this query."""
        path = f"/{secrets.token_urlsafe(32)}"
        self._targets[path] = iri
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answers as long as the block lasts, in a thread that collects no garbage.

        Results of Oxigraph may be among it, which only the thread of queries may drop.
        """
        collects = gc.isenabled()
        gc.disable()
        # The thread of queries has a stack so large that a second one would not fit into the worker's memory.
        before = threading.stack_size(_STACK)
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        threading.stack_size(before)
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
            if collects:
                gc.enable()

    def target(self, path: str) -> str | None:
        """The endpoint that a path stands for."""
        return next((iri for known, iri in self._targets.items() if compare_digest(known, path)), None)

    def forwarded(self, iri: str, headers: Mapping[str, str], body: bytes) -> tuple[str, bytes]:
        """The media type and the bytes of an endpoint's answer; raises ServiceFailed."""
        self._calls += 1
        if self._calls > self._conditions.calls:
            raise self._refused(f"The query calls other servers more than {self._conditions.calls} times.")
        try:
            return self._answer(iri, headers, body, time.monotonic() + self._conditions.seconds)
        except TimeoutError as error:
            raise self._refused(f"<{iri}> did not answer within {self._conditions.seconds:g} s.") from error
        except (OSError, HTTPException) as error:
            raise ServiceFailed(f"<{iri}> cannot be asked ({type(error).__name__}).") from error

    def _answer(self, iri: str, headers: Mapping[str, str], body: bytes, deadline: float) -> tuple[str, bytes]:
        found = urlsplit(iri)
        connection = self._connected(iri, deadline)
        try:
            path = urlunsplit(("", "", found.path or "/", found.query, ""))
            connection.request("POST", path, body, {**headers, "User-Agent": "seisaku-graph"})
            response = connection.getresponse()
            if 300 <= response.status < 400:
                raise self._refused(f"<{iri}> redirects, and redirects are not followed.")
            if response.status != 200:
                raise ServiceFailed(f"<{iri}> says {response.status} {response.reason}.")
            content = self._read(iri, response, connection, deadline)
            return response.headers.get_content_type(), content
        finally:
            connection.close()

    def _connected(self, iri: str, deadline: float) -> HTTPConnection:
        found = urlsplit(iri)
        host, port = found.hostname or "", found.port or (443 if found.scheme == "https" else 80)
        addresses = self._resolve(host, port)
        if not addresses or not all(map(self._allows, addresses)):
            raise self._refused(f"<{iri}> is not at a public address.")
        sock = socket.create_connection((addresses[0], port), timeout=_left(deadline))
        if found.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        connection = (HTTPSConnection if found.scheme == "https" else HTTPConnection)(host, port)
        connection.sock = sock
        return connection

    def _read(self, iri: str, response: HTTPResponse, connection: HTTPConnection, deadline: float) -> bytes:
        content = bytearray()
        while piece := self._piece(response, connection, deadline):
            content += piece
            if len(content) > self._conditions.size:
                raise self._refused(f"<{iri}> answers more than {self._conditions.size} bytes.")
        if response.length:
            raise ServiceFailed(f"<{iri}> breaks off in its answer.")
        return bytes(content)

    def _piece(self, response: HTTPResponse, connection: HTTPConnection, deadline: float) -> bytes:
        left = _left(deadline)
        if connection.sock is not None:
            connection.sock.settimeout(left)
        # One call of the system at a time, or a slow server would hold it beyond the deadline.
        return response.read1(_PIECE)

    def _refused(self, detail: str) -> ServiceFailed:
        self.trouble = self.trouble or ServiceFailed(detail)
        return self.trouble


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Handler(BaseHTTPRequestHandler):
    gateway: Gateway

    def do_POST(self) -> None:
        """Forwards a call."""
        target = self.gateway.target(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        if target is None or not 0 < length <= _BODY_MOST:
            self.send_error(404)
            return
        body = self.rfile.read(length)
        headers = {name: self.headers[name] for name in _FORWARDED if name in self.headers}
        try:
            kind, content = self.gateway.forwarded(target, headers, body)
        except ServiceFailed as error:
            self.gateway.said = error.detail
            self.send_error(502, error.detail)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 (the name it has)
        """Nothing: the server's log is not for single calls."""
