"""Conditional requests (RFC 9110, section 13) for pages and documents: validators of what is sent, and 304."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.validators import date_of, held, unmodified

_OF_304 = frozenset({b"cache-control", b"content-language", b"content-location", b"etag", b"last-modified", b"vary"})
_PAGE = "text/html"


class Conditional:
    """ASGI middleware that gives every answer that comes in one piece its validators, unless it has its own.

    `since` says from when on the server has answered as it does; what names no date of its own is as old as that.
    """

    def __init__(self, app: ASGIApp, max_age: int, since: Callable[[], datetime]) -> None:
        self.app = app
        self._max_age = max_age
        self._since = since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer unless the client has it."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Sending(Headers(scope=scope), self._max_age, self._since, send).message)


class _Sending:
    def __init__(self, asked: Headers, max_age: int, since: Callable[[], datetime], send: Send) -> None:
        self._asked = asked
        self._max_age = max_age
        self._since = since
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
        if start["status"] not in {200, 304} or "cache-control" in headers:
            return start, message
        headers.setdefault("ETag", f'"{blake2b(message.get("body", b""), digest_size=16).hexdigest()}"')
        headers["Cache-Control"] = f"public, max-age={self._max_age}" if self._max_age else "public, no-cache"
        headers["Last-Modified"] = self._last_modified(headers)
        if start["status"] == 200:
            if not (known := self._known(headers)):
                return {**start, "headers": headers.raw}, message
            headers["ETag"] = known
        kept = [(name, value) for name, value in headers.raw if name in _OF_304]
        return {**start, "status": 304, "headers": kept}, {**message, "body": b""}

    def _last_modified(self, headers: Headers) -> str:
        said = headers.get("last-modified")
        if said is None:
            return format_datetime(self._since(), usegmt=True)
        # What a page says around the data is from the program.
        if headers.get("content-type", "").startswith(_PAGE) and (date_of(said) or installed()) < installed():
            return format_datetime(installed(), usegmt=True)
        return said

    def _known(self, headers: Headers) -> str:
        """The ETag of what the client has, if that is still right."""
        if "if-none-match" in self._asked:
            return held(self._asked["if-none-match"], headers["etag"])
        # Where a write may change everything within a second, dates tell too little.
        asked = self._asked.get("if-modified-since", "") if self._max_age else ""
        is_known = bool(asked) and unmodified(asked, headers["last-modified"], self._since())
        return headers["etag"] if is_known else ""


@cache
def installed() -> datetime:
    """When the newest file of this package was made, which is when the program was installed."""
    files = (path for path in Path(__file__).parent.rglob("*") if path.suffix in {".py", ".html", ".css"})
    return datetime.fromtimestamp(int(max(path.stat().st_mtime for path in files)), UTC)
