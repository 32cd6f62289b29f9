"""The front page."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

import queries
from queries import Question
from server.catalogue import markup
from server.catalogue.datasets import whole
from server.catalogue.edition import Edition, edition_of
from server.operations import LANGUAGE, TEXT, Object, get
from server.pages import Page, frame_of, render
from server.release import Manifest
from server.service import visit

router = APIRouter(tags=["site"])
PATHS: Object = {"/": get("What this is", {"text/html": TEXT}, (304, 400, 503), [LANGUAGE])}


@dataclass(frozen=True)
class HomePage(Page):
    """What this is."""

    template: ClassVar = "home.html"
    manifest: Manifest
    questions: tuple[Question, ...]
    markup: Markup


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
