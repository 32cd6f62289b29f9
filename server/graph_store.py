"""The SPARQL 1.1 Graph Store HTTP Protocol at /data: graphs by `?graph=IRI`, `?default`, or their own address."""

import re
from urllib.parse import unquote

from fastapi import Request
from pyoxigraph import NamedNode
from starlette.types import Receive, Scope, Send

import queries
from server.changes import change_graph
from server.coding import coding_of
from server.errors import BadRequest
from server.formats import GRAPHS
from server.frames import Task
from server.operations import TEXT, WRITE, Object, chosen, media, names, operation, parameter, schemas
from server.protocol import Fields, fields_of, header, wish_of
from server.service import Service, service_of, visit
from server.sparql import Exchange

_PATH = "/data"
_UNRESERVED = re.compile(r"%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])", re.IGNORECASE)


class GraphStore:
    """The ASGI application at /data and below."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises ServerError before an answer has begun, AnswerBroken after."""
        request = Request(scope, receive)
        fields = fields_of(scope["query_string"])
        graph = _graph(request, fields)
        if request.method not in {"GET", "HEAD"}:
            await (await change_graph(request, graph))(scope, receive, send)
            return
        if graph is None:
            raise BadRequest("Name the graph: ?graph=IRI or ?default.", "?graph=IRI か ?default を指定してください。")
        async with visit(request) as visited:
            await Exchange(self._service, visited, scope, send).answer(_task(request, fields, graph))


def _graph(request: Request, fields: Fields) -> str | None:
    """The IRI of the graph that a request names, empty for the default graph, None if it names none."""
    named = [_direct(request)] if request.scope["path"].rstrip("/") != _PATH else []
    named += [_checked(value) for name, value in fields if name == "graph"]
    named += ["" for name, _ in fields if name == "default"]
    if len(named) > 1:
        raise BadRequest("The request names more than one graph.", "グラフは 1 つだけ指定してください。")
    return named[0] if named else None


def _direct(request: Request) -> str:
    # Direct graph identification (section 4.1): the address asked for, as clients know it, is the name of the graph.
    # Writing a letter as itself or in percent makes no difference (RFC 3986, section 6.2.2.2).
    path = request.scope["raw_path"].partition(b"?")[0].decode("latin-1")
    path = _UNRESERVED.sub(lambda found: unquote(found[0]), path)
    return _checked(service_of(request).settings.graph_store + path[len(_PATH) :])


def _checked(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise BadRequest(f"graph must be an absolute IRI: {error}.", "graph は絶対 IRI で指定してください。") from error


def _task(request: Request, fields: Fields, graph: str) -> Task:
    settings = service_of(request).settings
    wish = wish_of(request, next((value for name, value in fields if name == "format" and value), None))
    return Task(
        queries.page("graph", graph=NamedNode(graph)) if graph else queries.page("everything"),
        settings.endpoint,
        wish.accept,
        wish.name,
        parse_only=request.method == "HEAD",
        seconds=settings.query_seconds + settings.quick_seconds,
        union=not settings.writable,
        coding=coding_of(header(request.scope, b"accept-encoding")),
        graph=graph,
    )


_NAMED = (
    parameter("graph", "the IRI of the graph", {**TEXT, "format": "uri"}),
    {**parameter("default", "the default graph", TEXT), "allowEmptyValue": True},
)
_STATUSES = (304, 400, 404, 406, 429, 503, 505)


def paths(*, writable: bool) -> Object:
    """The description of the graph store."""
    get = operation("The triples of a graph", media(GRAPHS), _STATUSES, [*_NAMED, chosen(names(GRAPHS))])
    head = {**get, "summary": "The head of the triples, without the work"}
    return {_PATH: {"get": get, "head": head, **(_writing() if writable else {})}}


def _writing() -> Object:
    token: Object = {"security": [{"token": []}]}
    body = {"required": True, "content": schemas(media(GRAPHS))}
    changes = {
        method: {**operation(summary, {}, (201, *WRITE), _NAMED), "requestBody": body, **token}
        for method, summary in (("put", "Replaces a graph"), ("post", "Adds to a graph"))
    }
    return {**changes, "delete": {**operation("Deletes a graph", {}, (404, *WRITE), _NAMED), **token}}
