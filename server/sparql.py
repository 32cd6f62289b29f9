"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1), read only."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from server.cache import Whole
from server.census import counted
from server.changes import update
from server.coding import coding_of
from server.conditional import Conditional
from server.delivery import AnswerBroken, Delivery, Terms
from server.description import service_description
from server.errors import ServerError
from server.formats import GRAPHS, HTML, OFFERS, Answer, Form, Wish
from server.frames import Task
from server.headers import SPARQL, amended
from server.notes import note_of
from server.operations import TEXT, WRITE, Object, chosen, media, names, operation, parameter
from server.pages import Page, frame_of, render
from server.protocol import FORM, QUERY, UPDATE, VERSIONS, QueryRequest, UpdateRequest, header, read_request
from server.release import Release
from server.runs import ClientGone, Run, Visit
from server.service import Service, client, service_of, visit
from server.tables import Cells, Table, table
from server.validators import unchanged, unmodified


@dataclass(frozen=True)
class SparqlPage(Page):
    """A form for queries, with the answer to one."""

    template: ClassVar = "sparql.html"
    query: str
    prefixes: Mapping[str, str]
    table: Table | None


class Endpoint:
    """The ASGI application at /sparql: the answer to a query or update, or without one what the endpoint is."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises ServerError before an answer has begun, AnswerBroken after."""
        asked = await read_request(scope, receive, self._service.settings)
        if isinstance(asked, UpdateRequest):
            await (await update(Request(scope, receive), asked))(scope, receive, amended(send))
            return
        if asked.text is None:
            await self._conditional(await _describe(Request(scope, receive), asked.wish))(scope, receive, amended(send))
            return
        note = note_of(scope)
        note.text = asked.text
        crew = await self._service.fleet.current()
        crew.visitors += 1
        try:
            visited = Visit(crew, client(scope), receive, note)
            await Exchange(self._service, visited, scope, send).answer(self._task(scope, asked, asked.text))
        finally:
            crew.visitors -= 1

    def _conditional(self, answer: ASGIApp) -> Conditional:
        service = self._service
        return Conditional(answer, service.settings.kept_seconds, lambda: service.fleet.since)

    def _task(self, scope: Scope, asked: QueryRequest, text: str) -> Task:
        settings = self._service.settings
        return Task(
            text,
            settings.endpoint,
            asked.wish.accept,
            asked.wish.name,
            default=asked.default,
            named=asked.named,
            rows=settings.rows_per_page + 1,
            parse_only=scope["method"] == "HEAD" and not _may_be_page(asked),
            seconds=settings.query_seconds + settings.quick_seconds,
            coding=coding_of(header(scope, b"accept-encoding")),
            union=not settings.writable,
        )


def _may_be_page(asked: QueryRequest) -> bool:
    # The tag of a page is one of its bytes.
    return asked.wish.name == "html" or "html" in asked.wish.accept


class Exchange:
    """One query, or a graph to read, and the answer."""

    def __init__(self, service: Service, visited: Visit, scope: Scope, send: Send) -> None:
        self._service = service
        self._visited = visited
        self._scope = scope
        self._send = send

    async def answer(self, task: Task) -> None:
        """Answers a task; raises ServerError before an answer has begun, AnswerBroken after."""
        release = self._visited.crew.release
        if_none_match = header(self._scope, b"if-none-match")
        known = not if_none_match and self._is_unmodified(release)
        kept_seconds = self._service.settings.kept_seconds
        terms = Terms(release.state, release.modified.encode(), kept_seconds, if_none_match, known)
        delivery = Delivery(self._send, self._scope["http_version"], task, terms)
        if if_none_match and (tag := unchanged(if_none_match, release.state, task)):
            self._visited.note.way = "not-modified"
            await delivery.unchanged(tag)
        elif kept := self._service.runs.kept(self._visited, task):
            await self._finish(delivery, task, kept)
        else:
            await self._run(delivery, task)

    def _is_unmodified(self, release: Release) -> bool:
        asked = header(self._scope, b"if-modified-since")
        # Where a write may change everything within a second, dates tell too little.
        if not asked or not self._service.settings.kept_seconds:
            return False
        return unmodified(asked, release.modified, self._service.fleet.since)

    async def _run(self, delivery: Delivery, task: Task) -> None:
        def finish(run: Run) -> Awaitable[None]:
            return self._finish(delivery, task, run.answer) if run.whole else delivery.deliver(run)

        try:
            await self._service.runs.answer(self._visited, task, finish)
        except ClientGone:
            return
        except ServerError as error:
            if delivery.begun:
                raise AnswerBroken(error.detail) from error
            raise

    def _finish(self, delivery: Delivery, task: Task, answer: Whole) -> Awaitable[None]:
        if answer.header.is_page and not task.parse_only:
            return self._show(task, answer)
        return delivery.whole(answer)

    async def _show(self, task: Task, answer: Whole) -> None:
        request = Request(self._scope)
        page = await run_in_threadpool(_page, request, self._visited.crew.release, task.text, answer.body)
        await page(self._scope, self._visited.receive, amended(self._send))


def _page(request: Request, release: Release, text: str, rows: bytes | None) -> Response:
    service = service_of(request)
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    shown = None if rows is None else table(rows, cells, service.settings.rows_per_page)
    frame = frame_of(request, release.manifest.release)
    return render(request, SparqlPage(frame, text, cells.prefixes, shown))


async def _describe(request: Request, wish: Wish) -> Response:
    service = service_of(request)
    choice = wish.choose((*GRAPHS, HTML), "The service description")
    async with visit(request) as visited:
        release = await counted(request, visited)
    if choice.format is HTML:
        return _page(request, release, "", None)
    triples = service_description(service.settings, release)
    answer = respond(service.writer.answer(triples, choice))
    answer.headers["Last-Modified"] = release.modified
    return answer


def respond(answer: Answer) -> Response:
    """The answer as a response."""
    return Response(answer.content, media_type=answer.media_type)


_QUERY: Object = {"type": "string", "description": "SPARQL 1.1 or 1.2", "examples": ["ASK {}"]}
_IRIS: Object = {"type": "array", "items": {"type": "string", "format": "uri"}}
_RESULTS = tuple(dict.fromkeys(offer for form in Form for offer in OFFERS[form]))
_STATUSES = (304, 400, 403, 406, 413, 414, 429, 503, 505)
_DATASET = (
    parameter("default-graph-uri", "graphs whose union is the default graph", _IRIS),
    parameter("named-graph-uri", "graphs that GRAPH finds", _IRIS),
    parameter("version", "of SPARQL", {**TEXT, "enum": sorted(VERSIONS)}),
    chosen(names(_RESULTS)),
)


def paths(*, writable: bool) -> Object:
    """The description of the endpoint."""
    fields = {"query": _QUERY, **{str(one["name"]): one["schema"] for one in _DATASET}}
    form = {"type": "object", "required": ["query"], "properties": fields}
    update: Object = {UPDATE: {"schema": {**TEXT, "examples": ["INSERT DATA {}"]}}} if writable else {}
    body = {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": _QUERY}, **update}}
    asked = [{"name": "query", "in": "query", "schema": _QUERY}, *_DATASET]
    note = "The method QUERY takes what POST takes; OpenAPI 3.1 cannot list it. Without a query: what the endpoint is."
    posted = (*_STATUSES, 415, *(WRITE if writable else ()))
    post = operation("The answer to a posted SPARQL query", media(_RESULTS), posted, _DATASET)
    described = {
        "description": note,
        "get": operation("The answer to a SPARQL query", media(_RESULTS), _STATUSES, asked),
        "head": operation("The head of the answer, without the work", {}, _STATUSES, asked),
        "post": {**post, "requestBody": body},
    }
    return {SPARQL: described}
