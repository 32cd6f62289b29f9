"""Conditional requests (RFC 9110, section 13) for pages and documents: an ETag made of what is sent, and 304."""

from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.validators import matches

_OF_304 = frozenset({b"cache-control", b"content-language", b"content-location", b"etag", b"last-modified", b"vary"})


class Conditional:
    """ASGI middleware that gives every answer that comes in one piece a validator, unless it has one."""

    def __init__(self, app: ASGIApp, max_age: int) -> None:
        self.app = app
        self._max_age = max_age

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer unless the client has it."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Sending(Headers(scope=scope), self._max_age, send).message)


class _Sending:
    def __init__(self, asked: Headers, max_age: int, send: Send) -> None:
        self._asked = asked
        self._max_age = max_age
        self._send = send
        self._start: Message | None = None

    async def message(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            if not message.get("more_body"):
                start, message = self._judged(start, message)
            await self._send(start)
        await self._send(message)

    def _judged(self, start: Message, message: Message) -> tuple[Message, Message]:
        headers = MutableHeaders(raw=list(start["headers"]))
        if start["status"] != 200 or "etag" in headers or "cache-control" in headers:
            return start, message
        headers["ETag"] = f'"{blake2b(message.get("body", b""), digest_size=16).hexdigest()}"'
        headers["Cache-Control"] = f"public, max-age={self._max_age}" if self._max_age else "public, no-cache"
        if not matches(self._asked.get("if-none-match", ""), headers["ETag"]):
            return {**start, "headers": headers.raw}, message
        kept = [(name, value) for name, value in headers.raw if name in _OF_304]
        return {**start, "status": 304, "headers": kept}, {**message, "body": b""}
