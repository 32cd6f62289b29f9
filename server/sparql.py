"""The SPARQL endpoint (SPARQL 1.1 Protocol, section 2.1), read only."""

from fastapi import Request, Response

from server.description import service_description
from server.formats import GRAPHS, HTML, Answer, Choice, Wish
from server.pages import SparqlPage, frame_of, render
from server.protocol import QueryRequest, read_request
from server.release import Release
from server.results import Plan, Query, choose, evaluate, plan, write
from server.service import service_of
from server.tables import Cells, table
from server.threads import in_thread


async def sparql(request: Request) -> Response:
    """The answer to a query, or without one what the endpoint is."""
    settings = service_of(request).settings
    asked = await read_request(request, settings.query_limit, settings.body_limit)
    if asked.text is None:
        return await in_thread(_describe, request, asked.wish)
    return await in_thread(_answer, request, asked, asked.text)


def _answer(request: Request, asked: QueryRequest, text: str) -> Response:
    service = service_of(request)
    planned = plan(Query(text, service.settings.endpoint, asked.dataset))
    choice = choose(planned, asked.wish)
    release = service.releases.current()
    if request.method == "HEAD":
        return _headers_only(choice)
    if choice.format is HTML:
        return _page(request, release, planned)
    return respond(write(evaluate(release.store, planned), choice, service.writer))


def _page(request: Request, release: Release, planned: Plan | None) -> Response:
    service = service_of(request)
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    frame = frame_of(request, release.manifest.release)
    if planned is None:
        return render(request, SparqlPage(frame, "", cells.prefixes, None))
    shown = table(evaluate(release.store, planned), cells, service.settings.rows_per_page)
    return render(request, SparqlPage(frame, planned.query.text, cells.prefixes, shown))


def _describe(request: Request, wish: Wish) -> Response:
    service = service_of(request)
    choice = wish.choose((*GRAPHS, HTML), "The service description")
    release = service.releases.current()
    if choice.format is HTML:
        return _page(request, release, None)
    triples = service_description(service.settings.endpoint, release.manifest)
    return respond(service.writer.answer(triples, choice))


def respond(answer: Answer) -> Response:
    """The answer as a response."""
    return Response(answer.content, media_type=answer.media_type)


def _headers_only(choice: Choice) -> Response:
    response = Response(media_type=choice.media_type)
    # The length of an answer that was not made is unknown, which is not 0.
    del response.headers["Content-Length"]
    return response
