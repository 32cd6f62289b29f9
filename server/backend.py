"""The release on another server: what `seisaku publish` says of it there, or else what can be counted."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from email.utils import formatdate
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

import queries
from server.errors import BackendFailed, ServerError, StoreMissing
from server.release import GraphSize, Manifest, Release, Releases, Source
from server.remote import Access, Remote
from server.settings import Settings

_RETRY_SECONDS = 1.0
_COUNTED = "counted-"

logger = logging.getLogger("seisaku.server")


class Backend:
    """The releases of one endpoint, as they were when it was last looked at."""

    def __init__(self, access: Access, seconds: float) -> None:
        self._access = access
        self._seconds = seconds
        self._manifest: Manifest | None = None
        self._since = 0.0
        self._trouble: ServerError | None = StoreMissing("The server that holds the graph has not been asked yet.")

    def mark(self) -> Manifest:
        """What the endpoint says of its release; raises ServerError as long as it never said anything."""
        if self._manifest is None:
            self.require_reachable()
            raise StoreMissing("There is no graph.")
        return self._manifest

    def current(self) -> Release:
        """The release of the endpoint; raises ServerError as long as it never said anything."""
        found = self.mark()
        modified = formatdate(self._since, usegmt=True)
        # The same release may have been taken away and put there again, and answers in between were of a mixture.
        edition = None if found.release.startswith(_COUNTED) else f"-{self._since}"
        return Release(self._access.url, None, found, modified, edition)

    def require_reachable(self) -> None:
        """Nothing, if the endpoint answered when it was last looked at; raises BackendFailed or StoreMissing."""
        if self._trouble is not None:
            raise _again(self._trouble)

    def look(self) -> None:
        """Asks the endpoint which release it holds; a trouble is kept, and logged when it is a new one."""
        try:
            found = manifest(self._access)
            if found != self._manifest:
                require_whole_answers(self._access)
                self._since = time.time()
            self._manifest = found
        except ServerError as error:
            if self._trouble is None or self._trouble.detail != error.detail:
                logger.warning("%s: %s", self._access.url, error.detail)
            self._trouble = _again(error)
        else:
            self._trouble = None

    async def watch(self) -> None:
        """Looks again and again, and does not end."""
        while True:
            await asyncio.sleep(_RETRY_SECONDS if self._manifest is None else self._seconds)
            await asyncio.to_thread(self.look)


def _again(error: ServerError) -> ServerError:
    # Without the frames of the thread in which it was raised.
    return type(error)(error.detail, error.detail_ja, error.extras)


def source(settings: Settings) -> Source:
    """The releases of the place that the settings name."""
    if isinstance(settings.store, Path):
        return Releases(settings.store)
    return Backend(Access(settings.store.url, settings.store_authorization), settings.store_poll_seconds)


@asynccontextmanager
async def watched(releases: Source) -> AsyncIterator[None]:
    """Keeps looking at an endpoint, once before the block; a directory needs no watching."""
    if not isinstance(releases, Backend):
        yield
        return
    await asyncio.to_thread(releases.look)
    watching = asyncio.create_task(releases.watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def manifest(access: Access) -> Manifest:
    """The release that an endpoint holds and can serve as ours are served; raises BackendFailed or StoreMissing."""
    graph = Remote(access)
    try:
        _require_union(graph)
        return _published(graph) or _counted(graph)
    except (SyntaxError, TypeError, ValueError) as error:
        raise BackendFailed(f"The server that holds the graph answers with nonsense: {error}.") from error
    finally:
        graph.close()


def require_whole_answers(access: Access) -> None:
    """Nothing, if an endpoint does not cut an answer of 100,001 rows; raises BackendFailed.

    Virtuoso says that it cuts the rows of a SELECT, which stops each one; of a CONSTRUCT it does not say so.
    """
    graph = Remote(access)
    try:
        graph.query(queries.backend("whole"))
    finally:
        graph.close()


def _require_union(graph: Remote) -> None:
    if not bool(graph.query(queries.backend("held"))):
        raise StoreMissing(
            "The server that holds the graph has no named graph with anything in it. `seisaku publish` puts it there.",
            "グラフを保持するサーバーに名前付きグラフがありません。`seisaku publish` で公開してください。",
        )
    if not bool(graph.query(queries.backend("union"))):
        raise StoreMissing(
            "The default graph of the server that holds the graph lacks what its named graphs hold; make it their "
            "union (`oxigraph serve --union-default-graph`, `tdb2:unionDefaultGraph true`).",
            "グラフを保持するサーバーの既定グラフを、名前付きグラフの和にしてください。",
        )


def _published(graph: Remote) -> Manifest | None:
    found = _rows(graph, "release")
    if not found:
        return None
    release, triples = {(_text(row["release"]), _number(row["triples"])) for row in found}.pop()
    return Manifest(release, triples, _sizes(found))


def _counted(graph: Remote) -> Manifest:
    sizes = _sizes(_rows(graph, "sizes"))
    told = "\n".join(f"{size.iri} {size.triples}" for size in sizes)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return Manifest(_COUNTED + digest[:16], sum(size.triples for size in sizes), sizes)


def _rows(graph: Remote, name: str) -> list[QuerySolution]:
    found = graph.query(queries.backend(name))
    assert isinstance(found, QuerySolutions), name  # noqa: S101 (a SELECT)
    return list(found)


def _sizes(rows: Iterable[QuerySolution]) -> tuple[GraphSize, ...]:
    sizes = {_text(row["graph"]): _number(row["size"]) for row in rows}
    return tuple(GraphSize(iri, triples) for iri, triples in sorted(sizes.items()))


def _text(term: object) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise TypeError(f"{term} is neither a name nor a number")
    return term.value


def _number(term: object) -> int:
    return int(_text(term))
