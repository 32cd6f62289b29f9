"""A store -> HTTP; writes in write mode only. `create_app(settings)` is the whole interface.

`app` puts the parts together: SPARQL (`sparql`, `graph_store`), the public questions (`questions`), documents about
every IRI (`linked`), files to take away (`downloads`, `releases`), the catalogue (`catalogue`), pictures (`charts`),
parts for the pages of others (`embedding`), names for spreadsheets (`reconciliation`), and what an operator asks
(`probes`). Each says in `PATHS` or `paths(...)` what its routes are, and holds the dataclasses of its pages.

Nothing is imported here that a worker process does not need.
"""

from typing import TYPE_CHECKING

from server.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> "FastAPI":
    """The application that serves the store of the settings, whether or not it holds a release yet."""
    from server import app  # noqa: PLC0415 (the web framework is slow to import, and no worker's business)

    return app.create(settings)
