"""What there is to catalogue: the release that is served, its files, and what its own catalogue says of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from fastapi import Request
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

import queries
from server.census import counted
from server.dumps import Downloads, downloads
from server.formats import GRAPHS
from server.frames import Task
from server.published import PublishedSet, published
from server.release import Manifest
from server.runs import Visit
from server.service import service_of
from server.settings import Settings

Facts = Mapping[str, Sequence[tuple[NamedNode, NamedNode | Literal]]]
_VOID = "http://rdfs.org/ns/void#"
_N_TRIPLES = next(one.media_types[0] for one in GRAPHS if one.engine == RdfFormat.N_TRIPLES)


@dataclass(frozen=True)
class Edition:
    """A release as one server gives it to the public.

    `described` are the triples, in N-Triples, that the release's own catalogue holds; it may be empty, where the graph
    was not built by ours. `cited` are the releases that the store publishes to be cited, the latest first.
    """

    settings: Settings
    manifest: Manifest
    modified: datetime
    files: Downloads | None
    cited: tuple[PublishedSet, ...]
    described: bytes

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

    @property
    def triples(self) -> Sequence[Triple]:
        """What the release says of itself, without counts where a write may have made them wrong."""
        return _triples(self.described, uncounted=self.settings.writable)

    @property
    def facts(self) -> Facts:
        """The same by subject."""
        return _facts(self.described, uncounted=self.settings.writable)


async def edition_of(request: Request, visited: Visit) -> Edition:
    """What the server that is asked has to catalogue; raises ServerError."""
    settings = service_of(request).settings
    release = await counted(request, visited)
    text = queries.page("catalogue", graph=NamedNode(f"{settings.base_iri}graph/catalog"))
    answer = await service_of(request).runs.collect(visited, Task(text, settings.endpoint, _N_TRIPLES))
    files = downloads(release)
    modified = files.published if files else parsedate_to_datetime(release.modified).astimezone(UTC)
    releases = published(settings.store) if isinstance(settings.store, Path) else ()
    return Edition(settings, release.manifest, modified, files, releases, answer.body)


@lru_cache(4)
def _triples(described: bytes, *, uncounted: bool) -> Sequence[Triple]:
    found = sorted((quad.triple for quad in parse(described, format=RdfFormat.N_TRIPLES)), key=str)
    return [one for one in found if not (uncounted and _is_count(one))]


def _is_count(one: Triple) -> bool:
    about_a_part = isinstance(one.subject, NamedNode) and "#" in one.subject.value
    return one.predicate.value.startswith(_VOID) or (about_a_part and _VOID in str(one.object))


@lru_cache(4)
def _facts(described: bytes, *, uncounted: bool) -> Facts:
    found: dict[str, list[tuple[NamedNode, NamedNode | Literal]]] = defaultdict(list)
    for one in _triples(described, uncounted=uncounted):
        if isinstance(one.subject, NamedNode) and not isinstance(one.object, BlankNode | Triple):
            found[one.subject.value].append((one.predicate, one.object))
    return found
