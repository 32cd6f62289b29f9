"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1), read only."""

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from server.delivery import AnswerBroken, Delivery
from server.description import service_description
from server.errors import ServerError
from server.formats import GRAPHS, HTML, Answer, Wish
from server.frames import Task
from server.pages import SparqlPage, frame_of, render
from server.protocol import QueryRequest, read_request
from server.release import Release
from server.runs import ClientGone, Run
from server.service import service_of, visit
from server.tables import Cells, table


class Endpoint:
    """The ASGI application at /sparql: the answer to a query, or without one what the endpoint is."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises ServerError before an answer has begun, AnswerBroken after."""
        request = Request(scope, receive)
        settings = service_of(request).settings
        asked = await read_request(request, settings.query_limit, settings.body_limit)
        if asked.text is None:
            await (await _describe(request, asked.wish))(scope, receive, send)
            return
        delivery = Delivery(send, scope["http_version"])
        try:
            await _answer(request, _task(request, asked, asked.text), delivery, send)
        except ClientGone:
            return
        except ServerError as error:
            if delivery.begun:
                raise AnswerBroken(error.detail) from error
            raise


def _task(request: Request, asked: QueryRequest, text: str) -> Task:
    settings = service_of(request).settings
    default = None if asked.dataset is None else tuple(graph.value for graph in asked.dataset.default)
    named = () if asked.dataset is None else tuple(graph.value for graph in asked.dataset.named)
    return Task(
        text,
        settings.endpoint,
        asked.wish.accept,
        asked.wish.name,
        default=default,
        named=named,
        rows=settings.rows_per_page + 1,
        parse_only=request.method == "HEAD",
        seconds=settings.query_seconds + settings.quick_seconds,
    )


async def _answer(request: Request, task: Task, delivery: Delivery, send: Send) -> None:
    async def finish(run: Run) -> None:
        if task.parse_only:
            await delivery.headers_only(run)
        elif run.is_page:
            page = _page(request, visited.crew.release, task.text, run)
            await page(request.scope, request.receive, send)
        else:
            await delivery.deliver(run)

    async with visit(request) as visited:
        await service_of(request).runs.answer(visited, task, finish)


def _page(request: Request, release: Release, text: str, run: Run | None) -> Response:
    service = service_of(request)
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    shown = table(run.let_go(), cells, service.settings.rows_per_page) if run else None
    frame = frame_of(request, release.manifest.release)
    return render(request, SparqlPage(frame, text, cells.prefixes, shown))


async def _describe(request: Request, wish: Wish) -> Response:
    service = service_of(request)
    choice = wish.choose((*GRAPHS, HTML), "The service description")
    async with visit(request) as visited:
        release = visited.crew.release
    if choice.format is HTML:
        return _page(request, release, "", None)
    triples = service_description(service.settings.endpoint, release.manifest)
    return respond(service.writer.answer(triples, choice))


def respond(answer: Answer) -> Response:
    """The answer as a response."""
    return Response(answer.content, media_type=answer.media_type)
