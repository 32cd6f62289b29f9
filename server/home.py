"""The front page, the page of limits, and the state of the server."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

import queries
from server.allowances import allowances
from server.catalogue import markup
from server.catalogue.datasets import whole
from server.catalogue.edition import Edition, edition_of
from server.census import counted
from server.formats import HTML, JSON_LIST
from server.pages import HomePage, LimitsPage, frame_of, render
from server.probes import NO_STORE
from server.protocol import wish_of
from server.release import Release
from server.service import service_of, visit

router = APIRouter(tags=["site"])


async def _current(request: Request) -> Release:
    async with visit(request) as visited:
        return await counted(request, visited)


Current = Annotated[Release, Depends(_current)]


@router.get("/", summary="What this is")
async def home(request: Request) -> Response:
    """The front page."""
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
    frame = frame_of(request, edition.manifest.release)
    shown = markup.catalogue(edition, [whole(edition)], frame.language)
    response = render(request, HomePage(frame, edition.manifest, queries.questions(), shown))
    response.headers["Link"] = ", ".join(_links(edition))
    response.headers["Last-Modified"] = edition.last_modified
    return response


def _links(edition: Edition) -> tuple[str, ...]:
    described = (
        (edition.catalogue.value, "describedby"),
        (edition.at("/.well-known/void"), "describedby"),
        (edition.at("/openapi.json"), "service-desc"),
        (edition.at("/sitemap.xml"), "sitemap"),
        (edition.at("/"), "canonical"),
    )
    return tuple(f'<{address}>; rel="{relation}"' for address, relation in described)


@router.get("/limits", summary="The limits of this server")
async def limits(request: Request) -> Response:
    """The limits as JSON or as a page; they are those in force now."""
    choice = wish_of(request, request.query_params.get("format")).choose((JSON_LIST, HTML), "The limits")
    found = allowances(service_of(request).settings)
    if choice.format is JSON_LIST:
        return JSONResponse([asdict(one) for one in found])
    return render(request, LimitsPage(frame_of(request, ""), found))


@router.get("/health", summary="Whether a graph is served, and which")
async def health(request: Request) -> Response:
    """The release and its size, where that is known without counting.

    503 if there is none, 502 if its server did not answer lately.
    """
    service_of(request).releases.require_reachable()
    async with visit(request) as visited:
        release = visited.crew.release
    size = {"triples": release.manifest.triples} if release.counted else {}
    answer = {"status": "ok", "release": release.manifest.release, **size}
    return JSONResponse(answer, headers=NO_STORE)
