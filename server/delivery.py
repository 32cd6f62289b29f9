"""Answers on the wire: whole with their length, or in pieces of which none is the last unless all came."""

from collections.abc import Sequence

from starlette.types import Send

from server.errors import OldProtocol
from server.runs import Run

_Headers = Sequence[tuple[bytes, bytes]]


class AnswerBroken(Exception):
    """An answer that failed after its beginning was sent; the server closes the connection without a last chunk."""


class Delivery:
    """The sending of one answer."""

    def __init__(self, send: Send, http_version: str) -> None:
        self._send = send
        self._http_version = http_version
        self.begun = False

    async def deliver(self, run: Run) -> None:
        """Sends the answer of a run as it comes; raises OldProtocol before anything is sent."""
        kind = _content_type(run.header.media_type)
        if run.whole:
            body = run.let_go()
            await self._begin([kind, (b"content-length", str(len(body)).encode())])
            await self._piece(body, more=False)
            return
        if self._http_version == "1.0":
            raise OldProtocol("Ask with HTTP/1.1, or for less. (nginx: `proxy_http_version 1.1`.)")
        await self._begin([kind])
        async for piece in run.pieces():
            await self._piece(piece, more=True)
        await self._piece(b"", more=False)

    async def headers_only(self, run: Run) -> None:
        """Sends the headers that the answer would have."""
        await self._begin([_content_type(run.header.media_type)])
        await self._piece(b"", more=False)

    async def _begin(self, headers: _Headers) -> None:
        self.begun = True
        await self._send({"type": "http.response.start", "status": 200, "headers": list(headers)})

    async def _piece(self, body: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


def _content_type(media_type: str) -> tuple[bytes, bytes]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return b"content-type", (media_type + charset).encode()
