"""Requests that change the graph: SPARQL updates, and the writing methods of the Graph Store Protocol."""

from dataclasses import replace
from uuid import uuid4

from fastapi import Request, Response
from starlette.requests import ClientDisconnect

from server import documents
from server.errors import BadRequest
from server.frames import Done, Write
from server.protocol import UpdateRequest
from server.service import service_of
from server.uploads import kept, upload
from server.writing import of_server


async def update(request: Request, asked: UpdateRequest) -> Response:
    """204 when the update is done; raises ServerError."""
    settings, writing = service_of(request).settings, of_server(service_of(request).writing)
    writing.check(request.headers.get("authorization"))
    write = Write("update", base_iri=settings.endpoint, using=asked.default, using_named=asked.named)
    if asked.text is None:
        await _write(request, write)
        return Response(status_code=204)
    async with kept(asked.text, writing.uploads) as path:
        await writing.write(replace(write, upload=str(path)))
    return Response(status_code=204)


async def change_graph(request: Request, graph: str | None) -> Response:
    """The answer to PUT, POST or DELETE of a graph: its IRI, empty for the default graph, None for a new one."""
    settings, writing = service_of(request).settings, of_server(service_of(request).writing)
    writing.check(request.headers.get("authorization"))
    if graph is None and request.method != "POST":
        raise BadRequest("Name the graph: ?graph=IRI or ?default.", "?graph=IRI か ?default を指定してください。")
    iri = f"{settings.graph_store}/{uuid4()}" if graph is None else graph
    media_type = request.headers.get("content-type", "")
    if request.method != "DELETE":
        documents.check(media_type)
    write = Write(
        request.method.lower(),
        media_type=media_type,
        graph=iri,
        base_iri=iri or settings.graph_store,
        condition=_condition(request),
    )
    done = await _write(request, write)
    created = request.method != "DELETE" and not done.existed
    return Response(status_code=201 if created else 204, headers={"Location": iri} if graph is None else None)


def _condition(request: Request) -> str:
    """What must hold of the graph. No entity tag is known here but `*`, so that any other never matches."""
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is not None:
        return "present" if wanted.strip() == "*" else "never"
    return "absent" if unwanted is not None and unwanted.strip() == "*" else ""


async def _write(request: Request, write: Write) -> Done:
    service = service_of(request)
    writing = of_server(service.writing)
    try:
        async with upload(request, service.settings.write_limit, writing.uploads) as path:
            return await writing.write(replace(write, upload=str(path)))
    except ClientDisconnect:
        raise BadRequest("The body broke off.") from None
