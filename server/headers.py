"""What holds for every response: open to other origins, closed to foreign scripts, HEAD and OPTIONS."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Post, Accept-Query, Accept-Ranges, Allow, Content-Disposition, Content-Range, ETag, Link, Location, "
        "Repr-Digest, Retry-After, X-Request-Id"
    ),
    "Vary": "Accept, Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, If-Range, Range",
    "Access-Control-Max-Age": "86400",
}
_CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CLOSED = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
"""What is no page, but may be opened as one by a browser."""
# As answers that pass by the middleware below bear them.
COMMON = tuple((name.lower().encode(), value.encode()) for name, value in (CORS | _CLOSED).items())
SPARQL = "/sparql"
FILES = "/dumps/"
RECONCILE = "/reconcile"
_POSTED = frozenset(
    {RECONCILE, *(f"{RECONCILE}{root}/{work}" for root in ("", "/draft") for work in ("match", "extend"))}
)
SETS = "/releases/"
_BODIES = "application/x-www-form-urlencoded, application/sparql-query"
ACCEPTED = {"Accept-Post": _BODIES, "Accept-Query": _BODIES}
ACCEPTED_IN_WRITE_MODE = {"Accept-Post": f"{_BODIES}, application/sparql-update", "Accept-Query": _BODIES}
_WRITING = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match"
}


def allowed_methods(path: str, *, writable: bool = False) -> str:
    """The methods of the resource at a path, as an Allow header lists them."""
    if _is_graph(path) and writable:
        return "GET, HEAD, PUT, POST, DELETE, OPTIONS"
    if path in _POSTED:
        return "POST, OPTIONS" if path != RECONCILE else "GET, HEAD, POST, OPTIONS"
    return "GET, HEAD, POST, QUERY, OPTIONS" if path == SPARQL else "GET, HEAD, OPTIONS"


def is_download(path: str) -> bool:
    """Whether there is a file at a path, whose ranges are those of its own bytes; the lists of the files are none."""
    if path.startswith(SETS):
        return "/" in path.removeprefix(SETS)
    return path.startswith(FILES) and path not in {FILES, f"{FILES}manifest.json"}


def _is_file(path: str) -> bool:
    return _is_graph(path) or is_download(path)


def _is_graph(path: str) -> bool:
    return path == "/data" or path.startswith("/data/")


class Doorway:
    """ASGI middleware that answers OPTIONS, gives GET's headers to HEAD, and adds the common headers."""

    def __init__(self, app: ASGIApp, *, writable: bool = False) -> None:
        self.app = app
        self._writable = writable

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its answer amended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _answer_options(scope["path"], send, writable=self._writable)
        else:
            await self.app(_as_get(scope), receive, amended(bodiless(send) if scope["method"] == "HEAD" else send))


def _as_get(scope: Scope) -> Scope:
    # The SPARQL route has its own HEAD, which does not run the query; so have the graph store and files.
    if scope["method"] == "HEAD" and scope["path"] != SPARQL and not _is_file(scope["path"]):
        return {**scope, "method": "GET", "bodiless": True}
    return scope


def bodiless(send: Send) -> Send:
    """Sends messages on without the body."""

    async def drop(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return drop


def _varying(given: str) -> str:
    # Compression adds its own before anybody else has said anything.
    names = [name.strip() for name in f"{given}, {CORS['Vary']}".split(",")]
    return ", ".join(sorted(dict.fromkeys(names)))


def amended(send: Send) -> Send:
    """Sends messages on with the common headers."""

    async def amend(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (CORS | {"Content-Security-Policy": _CONTENT_SECURITY}).items():
                headers.setdefault(name, value)
            headers["Vary"] = _varying(headers["Vary"])
        await send(message)

    return amend


async def _answer_options(path: str, send: Send, *, writable: bool) -> None:
    allowed = allowed_methods(path, writable=writable)
    fields = CORS | _PREFLIGHT | {"Allow": allowed, "Access-Control-Allow-Methods": allowed}
    if writable:
        fields |= _WRITING
    if path == SPARQL:
        fields |= ACCEPTED_IN_WRITE_MODE if writable else ACCEPTED
    raw = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": 204, "headers": raw})
    await send({"type": "http.response.body", "body": b""})
