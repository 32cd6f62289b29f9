"""The routes `/charts/...`: pictures of programs, policy documents and questions, and their specifications.

Where there is nothing to draw, the answer is a picture that says so: it stands in the page of somebody else, who sees
no status. What does not exist is 404, and a parameter that cannot be is 400, named.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Request, Response

import queries
from server.charts.answers import answer_figure
from server.charts.drawing import Drawing, drawing
from server.charts.editions import etag
from server.charts.figures import Figure
from server.charts.looks import LOOKS, Look, look_of
from server.charts.policies import policy_figure
from server.charts.programs import program_figure
from server.charts.svg import titled
from server.charts.things import thing_named
from server.errors import Extras, NotFound
from server.formats import Format
from server.protocol import wish_of
from server.questions.inquiry import bound, named, once
from server.runs import Visit
from server.service import Service, service_of, visit
from server.things import require_known
from server.validators import held

router = APIRouter(prefix="/charts", tags=["charts"])
SVG = Format(("svg",), ("image/svg+xml",), None)
PNG = Format(("png",), ("image/png",), None)
VEGA_LITE = Format(("vl.json",), ("application/vnd.vegalite.v6+json", "application/json"), None)
CHARTS = (SVG, PNG, VEGA_LITE)
# A picture that is opened by itself runs nothing and loads nothing.
_SECURITY = "default-src 'none'; sandbox; frame-ancestors 'none'"
Maker = Callable[[Visit], Awaitable[Figure]]


@dataclass(frozen=True)
class Wanted:
    """What a request wants of a chart: the name of the file, its suffix, and the look."""

    name: str
    suffix: str | None
    look: Look


@router.get("/program/{name}", summary="The budget of a program by fiscal year and phase; a suffix names the format")
async def program(request: Request, name: str) -> Response:
    """The chart of a program."""
    slug, suffix = _parted(name)
    look = look_of(request, once(request, LOOKS, "A chart"))
    service = service_of(request)

    async def make(visited: Visit) -> Figure:
        return await program_figure(service, visited, await thing_named(service, visited, "program", slug), look)

    return await _answer(request, Wanted(slug, suffix, look), make)


@router.get("/policy/{name}", summary="The programs that cite a policy document and the money behind it")
async def policy(request: Request, name: str) -> Response:
    """The chart of a policy document."""
    slug, suffix = _parted(name)
    look = look_of(request, once(request, LOOKS, "A chart"))
    service = service_of(request)

    async def make(visited: Visit) -> Figure:
        return await policy_figure(service, visited, await thing_named(service, visited, "policy", slug), look)

    return await _answer(request, Wanted(slug, suffix, look), make)


@router.get("/query/{name}", summary="The answer to a question whose header names a chart")
async def query(request: Request, name: str) -> Response:
    """The chart of a question, with the parameters of the address."""
    question, suffix = named(name)
    if question.chart is None:
        drawn = tuple(one.name for one in queries.questions() if one.chart is not None)
        raise NotFound(
            f"The question {question.name!r} has no chart; these have: {', '.join(drawn)}.",
            f"質問 {question.name!r} に図はありません。",
            Extras({"charts": drawn}),
        )
    known = [parameter.name for parameter in question.parameters]
    fields = once(request, (*known, *LOOKS), question.name)
    given = {name: value for name, value in fields.items() if name in known}
    bound(question, given)
    look = look_of(request, fields)
    service = service_of(request)

    async def make(visited: Visit) -> Figure:
        await require_known(service, visited, question, given)
        return await answer_figure(service, visited, question, given, look)

    return await _answer(request, Wanted(question.name, suffix, look), make)


def _parted(name: str) -> tuple[str, str | None]:
    stem, _, suffix = name.partition(".")
    return stem, suffix or None


async def _answer(request: Request, wanted: Wanted, make: Maker) -> Response:
    service, name = service_of(request), wanted.name
    choice = wish_of(request, wanted.suffix).choose(CHARTS, "A chart")
    async with visit(request) as visited:
        drawn = drawing(await make(visited), wanted.look)
        modified = visited.crew.release.modified
        tag = etag(drawn, choice.format.names[0])
        # To draw it only to see that the client has it would cost what its copy was to spare.
        known = held(request.headers.get("if-none-match", ""), tag)
        body = b"" if known else await _body(service, visited, drawn, choice.format)
    headers = {
        "ETag": known or tag,
        "Content-Disposition": f'inline; filename="{name}.{choice.format.names[0]}"',
        "Content-Language": drawn.language,
        "Last-Modified": modified,
        "Vary": "Accept, Accept-Language, Accept-Encoding",
    }
    if choice.format is SVG:
        headers["Content-Security-Policy"] = _SECURITY
    return Response(body, 304 if known else 200, headers, choice.media_type)


async def _body(service: Service, visited: Visit, drawn: Drawing, form: Format) -> bytes:
    if form is VEGA_LITE:
        return drawn.specification.encode()
    spend = partial(service.runs.spend, visited.client)
    svg = titled((await service.press.svg(drawn.specification, spend)).decode(), drawn).encode()
    return svg if form is SVG else await service.press.png(svg, spend)
