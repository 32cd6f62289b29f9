"""The application: its routes, its middleware, and the workers that live as long as it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import ontology
from server import home, questions, resources
from server.budget import Budget
from server.fleet import Fleet
from server.graphs import GraphWriter
from server.headers import Doorway
from server.pages import templates
from server.problems import add_handlers
from server.release import Releases
from server.runs import Runs
from server.service import Service
from server.settings import Settings
from server.sparql import Endpoint


def create(settings: Settings) -> FastAPI:
    """The application of the settings; its lifespan starts the workers and ends them."""
    # FastAPI's own pages of documentation load scripts of third parties.
    app = FastAPI(title="Seisaku Graph", docs_url=None, redoc_url=None, lifespan=_lifespan)
    writer = GraphWriter(ontology.prefixes(), ontology.context())
    fleet = Fleet(Releases(settings.store), settings, writer)
    runs = Runs(settings, Budget(settings.budget_seconds, settings.budget_refill))
    app.state.service = Service(settings, fleet, runs, writer, templates())
    app.add_middleware(Doorway)
    add_handlers(app)
    app.add_route("/sparql", Endpoint(), methods=["GET", "HEAD", "POST"], include_in_schema=False)  # type: ignore[arg-type]
    for router in (home.router, questions.router, resources.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    await service.fleet.start()
    try:
        yield
    finally:
        await service.fleet.close()
