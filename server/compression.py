"""Content codings of pages and documents; the answers of the SPARQL endpoint come coded from their workers."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type

from server.formats import OFFERS
from server.headers import is_download

for _media_type in {media_type for offers in OFFERS.values() for offer in offers for media_type in offer.media_types}:
    add_compress_type(_media_type)


class Compression:
    """ASGI middleware that codes answers, except files, which have codings of their own.

    In HTTP/1.0 nothing is coded: it has no chunks, and an answer without its length would have no end to be told.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coding = CompressMiddleware(self._noted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer coded."""
        if scope["type"] != "http" or scope["http_version"] == "1.0" or is_download(scope["path"]):
            await self.app(scope, receive, send)
        else:
            await self._coding(scope, receive, _telling(scope, send))

    async def _noted(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def note(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["is_coded"] = "content-encoding" in Headers(raw=message["headers"])
            await send(message)

        await self.app(scope, receive, note)


def _telling(scope: Scope, send: Send) -> Send:
    timed = False

    async def tell(message: Message) -> None:
        nonlocal timed
        if message["type"] == "http.response.start" and not scope.get("is_coded"):
            headers = MutableHeaders(scope=message)
            # A strong tag is one of the bytes before they were coded (RFC 9110, section 8.8.1).
            if "content-encoding" in headers and "etag" in headers:
                headers["ETag"] = f'{headers["ETag"][:-1]}-{headers["Content-Encoding"]}"'
                timed = headers["Content-Encoding"] == "gzip"
        elif timed and message.get("body"):
            message, timed = {**message, "body": _timeless(message["body"])}, False
        await send(message)

    return tell


def _timeless(body: bytes) -> bytes:
    """The beginning of a gzip file without the instant in it (RFC 1952), so that the same has the same bytes."""
    return body[:4] + bytes(4) + body[8:]
