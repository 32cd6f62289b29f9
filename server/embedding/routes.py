"""`/embed/...`: programs, policies and questions for the frames of other pages, and the web component."""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from server.embedding import component, guide, oembed
from server.embedding.options import Options, options_of
from server.embedding.pages import framed_problem, view_json, view_page
from server.embedding.policies import PARAMETERS, policy_view
from server.embedding.programs import program_view
from server.embedding.questions import question_view
from server.embedding.things import Asking
from server.embedding.views import View
from server.errors import NotFound, ServerError
from server.formats import HTML, JSON_LIST
from server.protocol import wish_of
from server.questions.inquiry import named
from server.service import service_of, visit


class FramedRoute(APIRoute):
    """A route whose errors are pages that fit a frame, where pages are wanted."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Any]]:  # type: ignore[override]
        """The handler of requests."""
        answer = super().get_route_handler()

        async def framed(request: Request) -> Response:
            try:
                return await answer(request)
            except ServerError as error:
                return framed_problem(request, error)

        return framed


_frames = APIRouter(prefix="/embed", tags=["embedding"], route_class=FramedRoute)
Viewing = Callable[[Asking, Options], Awaitable[View]]


@_frames.get("/program/{slug}", summary="The budget of a program, for a frame")
async def program(request: Request, slug: str) -> Response:
    """A page for a frame; JSON by the suffix .json, by `format` or by Accept."""
    stem, _, suffix = slug.partition(".")
    return await _answer(request, suffix, (), lambda asking, _: program_view(asking, stem))


@_frames.get("/policy/{slug}", summary="The programs and the money behind a policy document, for a frame")
async def policy(request: Request, slug: str) -> Response:
    """A page for a frame; JSON by the suffix .json, by `format` or by Accept."""
    stem, _, suffix = slug.partition(".")
    return await _answer(request, suffix, PARAMETERS, lambda asking, options: policy_view(asking, stem, options.given))


@_frames.get("/query/{name}", summary="The answer to a question, for a frame")
async def query(request: Request, name: str) -> Response:
    """A page for a frame; JSON by the suffix .json, by `format` or by Accept."""
    question, suffix = named(name)
    known = [parameter.name for parameter in question.parameters]
    return await _answer(request, suffix, known, lambda asking, options: question_view(asking, question, options.given))


async def _answer(request: Request, suffix: str | None, parameters: Collection[str], view: Viewing) -> Response:
    wish = wish_of(request, suffix or request.query_params.get("format"))
    choice = wish.choose((HTML, JSON_LIST), "An embed")
    options = options_of(request, parameters)
    service = service_of(request)
    async with visit(request) as visited:
        shown = await view(Asking(service, visited, options.language), options)
        release = visited.crew.release
    if choice.format is JSON_LIST:
        return view_json(release, shown, options)
    return view_page(request, release, shown, options)


@_frames.get("/seisaku-program.js", summary="The web components <seisaku-program> and <seisaku-policy>")
async def script() -> Response:
    """The module as a file of JavaScript."""
    return component.response()


@_frames.get("/{rest:path}", include_in_schema=False)
async def nothing(rest: str) -> Response:
    """Nothing, in a frame."""
    raise NotFound(
        f"There is no embed {rest[:200]!r}: /embed/ says which there are.",
        "その埋め込みはありません。一覧は /embed/ にあります。",
    )


routers = (oembed.router, guide.router, _frames)
