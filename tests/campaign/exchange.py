"""One visit on the wire: bytes out, and what comes back judged by HTTP's own framing."""

import socket
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

import brotli
import h11
from backports.zstd import ZstdDecompressor

from tests.campaign.asks import Ask, Manner, Visit

_LEAVING = {Manner.LEAVES_IN_HEAD, Manner.LEAVES_IN_BODY, Manner.LEAVES_WAITING}


class Hang(Exception):
    """No end within the time that every answer must have ended in."""


@dataclass(frozen=True)
class Reply:
    """An answer as it came; `whole` is what its framing says."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool

    @property
    def decoded(self) -> bytes:
        """The body without its content coding; raises for one that is damaged."""
        return decoded(self.body, self.headers.get("content-encoding", "identity"))

    @property
    def digest(self) -> str:
        """A digest of the bytes on the wire."""
        return blake2b(self.body, digest_size=8).hexdigest()


def decoded(body: bytes, coding: str) -> bytes:
    """The body without its coding; raises ValueError for one that does not end."""
    if coding == "gzip":
        inflating = zlib.decompressobj(16 + zlib.MAX_WBITS)
        found = inflating.decompress(body) + inflating.flush()
        return _ended(found, ended=inflating.eof)
    if coding == "br":
        return bytes(brotli.decompress(body))
    if coding == "zstd":
        zstd = ZstdDecompressor()
        found = zstd.decompress(body)
        return _ended(found, ended=zstd.eof)
    assert coding == "identity", coding
    return body


def _ended(found: bytes, *, ended: bool) -> bytes:
    if not ended:
        raise ValueError("a coded body does not end")
    return found


class Client:
    """A connection of one visit to a server's port."""

    def __init__(self, port: int, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)

    def visit(self, visit: Visit, chance: float) -> Iterator[Reply]:
        """The replies as far as they came; none after the client left, of its own will or not.

        `chance`, under 1, says how far it gets before it leaves. Raises Hang.
        """
        with self._socket:
            try:
                self._send(visit, chance)
                if visit.manner not in _LEAVING:
                    yield from self._replies(visit, chance)
            except TimeoutError:
                raise Hang from None
            if visit.manner not in {Manner.PATIENT, Manner.SLOW, Manner.HALF_CLOSED} and chance < 0.5:
                # A reset instead of an orderly end.
                with suppress(OSError):
                    self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _send(self, visit: Visit, chance: float) -> None:
        head, body = visit.asks[0].head, visit.asks[0].body
        if visit.manner is Manner.LEAVES_IN_HEAD:
            self._socket.sendall(head[: int(len(head) * chance)])
        elif visit.manner is Manner.LEAVES_IN_BODY:
            self._socket.sendall(head + body[: int(len(body) * chance)])
        else:
            self._socket.sendall(b"".join(ask.head + ask.body for ask in visit.asks))
        if visit.manner in _LEAVING:
            time.sleep(chance * 0.3)
        if visit.manner is Manner.HALF_CLOSED:
            self._socket.shutdown(socket.SHUT_WR)

    def _replies(self, visit: Visit, chance: float) -> Iterator[Reply]:
        left, most = b"", int(chance * 300_000) if visit.manner is Manner.LEAVES_READING else None
        for ask in visit.asks:
            reading = _Reading(ask, left)
            while not reading.over:
                if visit.manner is Manner.SLOW:
                    time.sleep(0.01)
                reading.take(self._received())
                if most is not None and reading.taken > most:
                    return
            if reading.reply is None:
                return
            yield reading.reply
            if not reading.reply.whole or reading.closed:
                return
            left = reading.left

    def _received(self) -> bytes:
        self._socket.settimeout(max(0.001, self._deadline - time.monotonic()))
        try:
            return self._socket.recv(1 << 16)
        except ConnectionError:
            return b""


class _Reading:
    """One answer being read."""

    def __init__(self, ask: Ask, left: bytes) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)
        self._http.send(h11.Request(method=ask.method, target="/", headers=[("host", "campaign")]))
        self._http.send(h11.EndOfMessage())
        self._start: h11.Response | None = None
        self._body: list[bytes] = []
        self._ended = self._failed = False
        self.taken = 0
        if left:
            self.take(left)

    def take(self, data: bytes) -> None:
        self.taken += len(data)
        try:
            self._http.receive_data(data)
            while (event := self._http.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Response):
                    self._start = event
                elif isinstance(event, h11.Data):
                    self._body.append(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
                    self._ended = isinstance(event, h11.EndOfMessage)
                    self._failed = not self._ended
                    return
        except h11.RemoteProtocolError:
            self._failed = True

    @property
    def over(self) -> bool:
        return self._ended or self._failed

    @property
    def reply(self) -> Reply | None:
        if self._start is None:
            return None
        headers = {name.decode(): value.decode("latin-1") for name, value in self._start.headers}
        return Reply(self._start.status_code, headers, b"".join(self._body), self._ended)

    @property
    def closed(self) -> bool:
        return self._http.their_state is not h11.DONE

    @property
    def left(self) -> bytes:
        return self._http.trailing_data[0]
