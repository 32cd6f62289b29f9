"""A store -> HTTP; never writes. `create_app(settings)` is the whole interface."""

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

import ontology
from server import home, questions, resources
from server.graphs import GraphWriter
from server.headers import Doorway
from server.pages import templates
from server.problems import add_handlers
from server.release import Releases
from server.service import Service
from server.settings import Settings
from server.sparql import sparql

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """The application that serves the store of the settings, whether or not it holds a release yet."""
    # FastAPI's own pages of documentation load scripts of third parties.
    app = FastAPI(title="Seisaku Graph", docs_url=None, redoc_url=None)
    writer = GraphWriter(ontology.prefixes(), ontology.context())
    app.state.service = Service(settings, Releases(settings.store), writer, templates())
    app.add_middleware(Doorway)
    add_handlers(app)
    app.add_route("/sparql", sparql, methods=["GET", "HEAD", "POST"], include_in_schema=False)
    for router in (home.router, questions.router, resources.router):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    return app
