"""The OpenAPI document: what each part says of its routes, put together."""

from collections.abc import Sequence

import queries
from queries import Question
from server import allowances, downloads, graph_store, home, probes, releases, sparql
from server.catalogue import operations as catalogue
from server.charts import operations as charts
from server.embedding import operations as embedding
from server.licences import OURS
from server.linked import operations as linked
from server.operations import PROBLEM, Object
from server.questions import operations
from server.questions.schemas import both
from server.reconciliation import operations as reconciliation

_SITE = (embedding, home, probes, allowances, downloads, catalogue, releases)
_DATA = (linked, charts, reconciliation)


def document(
    version: str, public_url: str, questions: Sequence[Question], *, writable: bool = False
) -> dict[str, object]:
    """The document as JSON holds it."""
    writing: Object = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}} if writable else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Seisaku Graph", "version": version, "license": {"name": OURS, "identifier": OURS}},
        "servers": [{"url": public_url}],
        "tags": [{"name": tag.name, "description": both(tag.label)} for tag in queries.tags()],
        "paths": {
            **{path: described for part in _SITE for path, described in part.PATHS.items()},
            **sparql.paths(writable=writable),
            **graph_store.paths(writable=writable),
            **operations.paths(public_url, questions),
            **{path: described for part in _DATA for path, described in part.PATHS.items()},
        },
        "components": {"schemas": {"Problem": PROBLEM, **operations.components(questions)}, **writing},
    }
