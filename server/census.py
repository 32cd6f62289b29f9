"""What a manifest says, also where nobody has counted: of the working copy of a writable server."""

from dataclasses import replace

from fastapi import Request
from pyoxigraph import Literal, NamedNode

import queries
from server.formats import HTML
from server.frames import Task
from server.release import GraphSize, Manifest, Release
from server.runs import Visit
from server.service import service_of
from server.tables import read_rows


async def counted(request: Request, visited: Visit) -> Release:
    """The release that the visitor sees, with its graphs and their sizes; raises ServerError.

    A working copy is counted when somebody wants to know, once after each write.
    """
    release = visited.crew.release
    if release.counted:
        return release
    service = service_of(request)
    task = Task(queries.page("census"), service.settings.endpoint, HTML.media_types[0], union=False)
    answer = await service.runs.collect(visited, task)
    sizes = _sizes(answer.body)
    named = tuple(GraphSize(iri, triples) for iri, triples in sorted(sizes.items()) if iri)
    manifest = Manifest(release.state, sum(sizes.values()), named)
    known = replace(release, manifest=manifest, counted=True)
    visited.crew.learn(release, known)
    return known


def _sizes(document: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in read_rows(document)[1]:
        graph, triples = row["graph"], row["triples"]
        assert isinstance(triples, Literal)  # noqa: S101 (a COUNT)
        found[graph.value if isinstance(graph, NamedNode) else ""] = int(triples.value)
    return found
