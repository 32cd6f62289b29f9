"""What every route needs, made once per application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from jinja2 import Environment
from starlette.types import Scope

from server.budget import client_of
from server.charts.press import Press
from server.fleet import Fleet
from server.graphs import GraphWriter
from server.log import Log
from server.meters import Meters
from server.notes import note_of
from server.release import Source
from server.runs import Runs, Visit
from server.settings import Settings
from server.writing import Writing


@dataclass(frozen=True)
class Service:
    """The parts of one running server."""

    settings: Settings
    releases: Source
    fleet: Fleet
    runs: Runs
    writer: GraphWriter
    templates: Environment
    meters: Meters
    log: Log
    press: Press
    writing: Writing | None = None


def service_of(request: Request) -> Service:
    """The service that the request's application holds."""
    service = request.app.state.service
    assert isinstance(service, Service)  # noqa: S101 (create_app puts it there)
    return service


@asynccontextmanager
async def visit(request: Request) -> AsyncIterator[Visit]:
    """The request as a visit to the crew on the current release; raises StoreMissing."""
    crew = await service_of(request).fleet.current()
    crew.visitors += 1
    try:
        yield Visit(crew, client(request.scope), request.receive, note_of(request.scope))
    finally:
        crew.visitors -= 1


def client(scope: Scope) -> str:
    """Whom a request comes from, by its address."""
    return client_of(scope["client"][0]) if scope.get("client") else ""
