"""What there is to catalogue: the release that is served, its files, and what its own catalogue says of it."""

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

import queries
from server.census import counted
from server.dumps import Downloads, downloads
from server.errors import StoreMissing
from server.formats import GRAPHS
from server.frames import Task
from server.published import PublishedSet, published
from server.release import Manifest
from server.runs import Visit
from server.service import service_of
from server.settings import Settings

Facts = Mapping[str, Sequence[tuple[NamedNode, NamedNode | Literal]]]
T = TypeVar("T")
logger = logging.getLogger("seisaku.server")
_N_TRIPLES = next(one.media_types[0] for one in GRAPHS if one.engine == RdfFormat.N_TRIPLES)


# Compared by identity: what is derived from it is kept by it, and to compare thousands of files takes milliseconds.
@dataclass(frozen=True, eq=False)
class Edition:
    """A release as one server gives it to the public.

    `facts` is what the release's own catalogue says of its graphs, by subject and but for the counts; it may be empty,
    where the graph was not built by ours. `cited` are the releases that the store publishes to be cited, the latest
    first.
    """

    settings: Settings
    manifest: Manifest
    modified: datetime
    files: Downloads | None
    cited: tuple[PublishedSet, ...]
    facts: Facts

    def at(self, path: str) -> str:
        """The public address of a path."""
        return self.settings.public_url.rstrip("/") + path

    def ours(self, path: str) -> NamedNode:
        """Our IRI for something, which stays the same on every server."""
        return NamedNode(self.settings.base_iri + path)

    @property
    def last_modified(self) -> str:
        """When the release was published, as HTTP writes dates."""
        return format_datetime(self.modified, usegmt=True)

    @property
    def published(self) -> str:
        """The same as RDF writes it."""
        return f"{self.modified:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def catalogue(self) -> NamedNode:
        """The catalogue as a thing."""
        return NamedNode(self.at("/catalog"))


class Editions:
    """The editions of a server, of which the latest is kept."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._latest: Edition | None = None

    async def of(self, request: Request, visited: Visit) -> Edition:
        """What the server that is asked has to catalogue; raises ServerError."""
        settings = service_of(request).settings
        release = await counted(request, visited)
        files = _readable(lambda: downloads(release))
        modified = files.published if files else parsedate_to_datetime(release.modified).astimezone(UTC)
        store = settings.store
        releases = (_readable(lambda: published(store)) or ()) if isinstance(store, Path) else ()
        key = (release.state, modified, len(files.files) if files else 0, releases)
        if self._latest is None or key != self._key:
            text = queries.page("catalogue", graph=_graph(settings))
            answer = await service_of(request).runs.collect(visited, Task(text, settings.endpoint, _N_TRIPLES))
            facts = await run_in_threadpool(_facts, answer.body)
            self._latest = Edition(settings, release.manifest, modified, files, releases, facts)
            self._key = key
        return self._latest


async def edition_of(request: Request, visited: Visit) -> Edition:
    """What the server that is asked has to catalogue; raises ServerError."""
    editions = request.app.state.editions
    assert isinstance(editions, Editions)  # noqa: S101 (create_app puts it there)
    return await editions.of(request, visited)


async def said_by(request: Request, visited: Visit) -> bytes:
    """The triples, in N-Triples, that the release's own catalogue holds, counts and all; raises ServerError."""
    settings = service_of(request).settings
    task = Task(queries.page("graph", graph=_graph(settings)), settings.endpoint, _N_TRIPLES)
    return (await service_of(request).runs.collect(visited, task)).body


def _graph(settings: Settings) -> NamedNode:
    return NamedNode(f"{settings.base_iri}graph/catalog")


def _readable(read: Callable[[], T]) -> T | None:
    """What there is beside the graph; a damaged list of files is the business of who asks for the files."""
    try:
        return read()
    except StoreMissing as error:
        logger.warning("%s", error.detail)
        return None


def triples(described: bytes) -> Sequence[Triple]:
    """The triples in N-Triples, each once, in an order that is always the same."""
    return sorted((quad.triple for quad in parse(described, format=RdfFormat.N_TRIPLES)), key=str)


def _facts(described: bytes) -> Facts:
    found: dict[str, list[tuple[NamedNode, NamedNode | Literal]]] = defaultdict(list)
    for one in triples(described):
        if isinstance(one.subject, NamedNode) and not isinstance(one.object, BlankNode | Triple):
            found[one.subject.value].append((one.predicate, one.object))
    return found
