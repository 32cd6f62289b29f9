"""Content codings of pages and documents; the answers of the SPARQL endpoint come coded from their workers."""

from starlette.datastructures import MutableHeaders
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
        self._coding = CompressMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer coded."""
        if scope["type"] != "http" or scope["http_version"] == "1.0" or is_download(scope["path"]):
            await self.app(scope, receive, send)
        else:
            await self._coding(scope, receive, _weakening(send))


def _weakening(send: Send) -> Send:
    async def weaken(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            # A strong tag is one of the bytes before they were coded (RFC 9110, section 8.8.1).
            if "content-encoding" in headers and headers.get("etag", "").startswith('"'):
                headers["ETag"] = "W/" + headers["ETag"]
        await send(message)

    return weaken
