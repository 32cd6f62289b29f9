"""The application: its routes, its middleware, and the workers that live as long as it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

import ontology
import queries
from server import allowances, assets, downloads, home, linked, probes, releases
from server.backend import source, watched
from server.budget import Budget
from server.cache import Cache
from server.catalogue import routes as catalogue
from server.catalogue.edition import Editions
from server.charts import routes as charts
from server.charts.press import Press, Rules
from server.compression import Compression
from server.conditional import Conditional
from server.control import control_folder, opened
from server.embedding import routes as embeds
from server.fleet import Fleet
from server.graph_store import GraphStore
from server.graphs import GraphWriter
from server.headers import SPARQL, Doorway, bodiless
from server.journal import Journal
from server.log import Log
from server.meters import Meters
from server.openapi import document
from server.pages import templates
from server.problems import Answering, add_handlers
from server.protocol import header
from server.questions import routes as questions
from server.reconciliation import routes as reconciliation
from server.reconciliation.clerk import Clerk
from server.runs import Runs
from server.service import Service
from server.settings import Settings
from server.sparql import Endpoint
from server.working import Working, WorkingState
from server.writing import Writing

_METHODS = ("GET", "HEAD", "POST", "QUERY")
ROUTERS = (
    home.router,
    allowances.router,
    probes.router,
    questions.router,
    *linked.routers,
    catalogue.router,
    downloads.router,
    releases.router,
    charts.router,
    *embeds.routers,
    reconciliation.router,
)
"""The routes, but for those of SPARQL, which do without the framework."""
PLACES = {SPARQL, *(str(getattr(route, "path", "")) for router in ROUTERS for route in router.routes)}


class Application(FastAPI):
    """A web application whose SPARQL queries pass by its middleware, which takes longer than they do.

    Queries whose answer is to be a page go the common way.
    """

    endpoint: Answering
    journal: Journal
    public_url: str
    writable: bool

    def openapi(self) -> dict[str, Any]:
        """The description of all routes as JSON holds it."""
        if self.openapi_schema is None:
            self.openapi_schema = document(self.version, self.public_url, queries.questions(), writable=self.writable)
        return self.openapi_schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            await self.journal.follow(self._answer, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_for_a_program(scope):
            scope["app"] = self
            await self.endpoint(scope, receive, bodiless(send) if scope["method"] == "HEAD" else send)
        else:
            await super().__call__(scope, receive, send)


def _is_for_a_program(scope: Scope) -> bool:
    if scope["path"] != SPARQL or scope["method"] not in _METHODS:
        return False
    return b"format=html" not in scope["query_string"] and "html" not in header(scope, b"accept")


def create(settings: Settings, log: Log | None = None) -> FastAPI:
    """The application of the settings; its lifespan starts the workers and ends them. Without a log it writes none."""
    # FastAPI's own pages of documentation load scripts of third parties.
    app = Application(title="Seisaku Graph", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan)
    writer = GraphWriter(ontology.prefixes(), ontology.context())
    working = Working(settings.directory) if settings.writable else None
    held = WorkingState(working) if working else source(settings)
    fleet = Fleet(held, settings, writer)
    runs = Runs(settings, Budget(settings.budget_seconds, settings.budget_refill), Cache(settings.cache_limit))
    writing = Writing(settings, working, lambda snapshot: fleet.move(snapshot.release)) if working else None
    log, meters = log or Log(None, settings.log_format), Meters()
    rules = Rules(settings.page_seconds, settings.worker_memory, settings.cache_limit // 2, settings.queue_seconds)
    press = Press(rules)
    service = Service(settings, held, fleet, runs, writer, templates(), meters, log, press, writing)
    app.state.service = service
    app.state.clerk = Clerk(settings, runs)
    app.state.editions = Editions()
    app.journal = Journal(settings, meters, log)
    app.public_url = settings.public_url.rstrip("/")
    app.writable = settings.writable
    app.endpoint = Answering(Endpoint(service))
    app.add_middleware(Conditional, max_age=settings.kept_seconds, since=lambda: fleet.since)
    app.add_middleware(Compression)
    app.add_middleware(Doorway, writable=settings.writable)
    add_handlers(app)
    app.add_route(SPARQL, Endpoint(service), methods=list(_METHODS), include_in_schema=False)  # type: ignore[arg-type]
    for path in ("/data", "/data/{rest:path}"):
        methods = ["GET", "HEAD", "PUT", "POST", "DELETE"] if settings.writable else ["GET", "HEAD"]
        app.add_route(path, GraphStore(service), methods=methods, include_in_schema=False)  # type: ignore[arg-type]
    app.state.places = frozenset(PLACES)
    for router in ROUTERS:
        app.include_router(router)
    app.add_route(assets.PATH, assets.asset, methods=["GET"], include_in_schema=False)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    async with (
        watched(service.releases),
        opened(service.runs.running, control_folder(service.settings)),
        app.state.clerk,
    ):
        try:
            if service.writing is not None:
                await service.writing.start()
            await service.fleet.start()
            yield
        finally:
            service.press.close()
            await service.fleet.close()
            if service.writing is not None:
                await service.writing.close()
