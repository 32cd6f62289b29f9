"""The limits that clients meet, as the settings of this server say, and the page of them."""

from dataclasses import asdict, dataclass
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from server.formats import HTML, JSON_LIST
from server.operations import COMMON, LANGUAGE, LISTED, Object, chosen, get
from server.pages import Page, frame_of, render
from server.protocol import wish_of
from server.service import service_of
from server.settings import Settings, entries

router = APIRouter(tags=["site"])
PATHS: Object = {"/limits": get("The limits", LISTED, COMMON, [LANGUAGE, chosen(("json", "html"))])}
_UNITS_JA = {"bytes": "バイト", "seconds": "秒", "rows": "行", "queries": "件"}


@dataclass(frozen=True)
class Allowance:
    """One limit, its number and unit, and what it is of."""

    name: str
    value: int | float
    unit: str
    unit_ja: str
    about: str
    about_ja: str


@dataclass(frozen=True)
class LimitsPage(Page):
    """What each client may have."""

    template: ClassVar = "limits.html"
    limits: tuple[Allowance, ...]


@router.get("/limits", summary="The limits of this server")
async def limits(request: Request) -> Response:
    """The limits as JSON or as a page; they are those in force now."""
    choice = wish_of(request, request.query_params.get("format")).choose((JSON_LIST, HTML), "The limits")
    found = allowances(service_of(request).settings)
    if choice.format is JSON_LIST:
        return JSONResponse([asdict(one) for one in found])
    return render(request, LimitsPage(frame_of(request, ""), found))


def allowances(settings: Settings) -> tuple[Allowance, ...]:
    """The limits that clients meet, in the order of the settings."""
    return tuple(
        Allowance(name, getattr(settings, name), limit.unit, _UNITS_JA[limit.unit], entry.about, limit.ja)
        for name, entry in entries().items()
        if (limit := entry.limit) is not None
    )
