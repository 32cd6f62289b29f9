"""Answers on the wire: whole with their length, or in pieces of which none is the last unless all came."""

from collections.abc import Awaitable
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import Send

from server.cache import Whole
from server.coding import IDENTITY
from server.errors import OldProtocol
from server.frames import Header, Task
from server.headers import COMMON
from server.runs import Run
from server.validators import etag, matches

_ASK = b"public, no-cache"
_Headers = list[tuple[bytes, bytes]]


class AnswerBroken(Exception):
    """An answer that failed after its beginning was sent; the server closes the connection without a last chunk."""


@dataclass(frozen=True)
class Terms:
    """On which terms an answer may be kept: what graph it is of, since when, how long, and what the client has.

    `is_unmodified` says that it has what it dates with If-Modified-Since, if there is anything to have.
    """

    state: str
    modified: bytes
    max_age: int
    if_none_match: str = ""
    is_unmodified: bool = False


class Delivery:
    """The sending of the answer to one task."""

    def __init__(self, send: Send, http_version: str, task: Task, terms: Terms) -> None:
        self._send = send
        self._http_version = http_version
        self._task = task
        self._terms = terms
        self.begun = False

    async def deliver(self, run: Run) -> None:
        """Sends the answer of a run as it comes; raises OldProtocol before anything is sent."""
        if run.whole:
            await self.whole(run.answer)
            return
        if self._http_version == "1.0":
            raise OldProtocol("Ask with HTTP/1.1, or for less. (nginx: `proxy_http_version 1.1`.)")
        tag = self._tag(run.header)
        if self._is_known(tag):
            await self.unchanged(tag)
            return
        await self._begin(200, self._headers(run.header, tag))
        async for piece in run.pieces():
            await self._piece(piece, more=True)
        await self._piece(b"", more=False)

    async def whole(self, answer: Whole) -> None:
        """Sends an answer with its length, or that it has not changed."""
        tag = self._tag(answer.header)
        if self._is_known(tag):
            await self.unchanged(tag)
            return
        headers = self._headers(answer.header, tag)
        if not self._task.parse_only:
            headers.append((b"content-length", str(len(answer.body)).encode()))
        await self._begin(200, headers)
        await self._piece(answer.body, more=False)

    def _is_known(self, tag: str) -> bool:
        terms = self._terms
        return bool(tag) and (terms.is_unmodified or bool(terms.if_none_match and matches(terms.if_none_match, tag)))

    async def unchanged(self, tag: str) -> None:
        """Sends that the client's copy is still right (RFC 9110, section 15.4.5)."""
        await self._begin(304, self._kept(tag))
        await self._piece(b"", more=False)

    def _tag(self, header: Header) -> str:
        return etag(self._terms.state, self._task, header) if header.lasting else ""

    def _headers(self, header: Header, tag: str) -> _Headers:
        headers = [_content_type(header.media_type), (b"accept-ranges", b"none"), *self._kept(tag)]
        if self._task.coding != IDENTITY:
            headers.append((b"content-encoding", self._task.coding.encode()))
        return headers

    def _kept(self, tag: str) -> _Headers:
        if not tag:
            return [(b"cache-control", b"no-store")]
        age = b"public, max-age=%d, stale-while-revalidate=86400" % self._terms.max_age if self._terms.max_age else _ASK
        return [(b"etag", tag.encode()), (b"last-modified", self._terms.modified), (b"cache-control", age)]

    def _begin(self, status: int, headers: _Headers) -> Awaitable[None]:
        self.begun = True
        return self._send({"type": "http.response.start", "status": status, "headers": [*headers, *COMMON]})

    def _piece(self, body: bytes, *, more: bool) -> Awaitable[None]:
        return self._send({"type": "http.response.body", "body": body, "more_body": more})


@lru_cache(64)
def _content_type(media_type: str) -> tuple[bytes, bytes]:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return b"content-type", (media_type + charset).encode()
