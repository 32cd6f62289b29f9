"""The crew on the current release; when another release is published, the next crew and the end of the last."""

import asyncio
import logging
from datetime import UTC, datetime

from server.crew import Crew
from server.errors import ServerError, StoreMissing
from server.graphs import GraphWriter
from server.nursery import Newborn
from server.release import Manifest, Mark, Release, Source
from server.settings import Settings

_RETRY_SECONDS = 1.0
_LOOK_SECONDS = 0.02

logger = logging.getLogger("seisaku.server")


class Fleet:
    """All workers of one server."""

    def __init__(self, releases: Source, settings: Settings, writer: GraphWriter) -> None:
        self._releases = releases
        self._settings = settings
        self._writer = writer
        self._crew: Crew | None = None
        self._mark: Mark | Manifest | None = None
        self._look_again = 0.0
        self._switch: asyncio.Task[None] | None = None
        self._refused: tuple[Mark | Manifest, float, ServerError] | None = None
        self._moved: Release | None = None
        self._draining: dict[asyncio.Task[None], Crew] = {}
        # From when on the answers have been as they are.
        self.since = datetime.now(UTC)
        # Set when the server is told to end; from then on nobody should send it requests.
        self.ending = False
        # For the first crew, while they last.
        self.newborn: list[Newborn] = []

    async def start(self) -> None:
        """Starts the workers if there is a release; without one they start when it comes."""
        try:
            await self.current()
        except ServerError as error:
            logger.warning("%s", error.detail)

    @property
    def crews(self) -> tuple[Crew, ...]:
        """The crew on the current release, if there is one, and those that still end their queries on an earlier."""
        return (*([self._crew] if self._crew else []), *self._draining.values())

    async def current(self) -> Crew:
        """The crew on the current release; raises StoreMissing.

        A release that does not open, or is gone, changes nothing while there is a crew on the one before.
        """
        now = asyncio.get_running_loop().time()
        if self._crew is not None and now < self._look_again:
            return self._crew
        self._look_again = now + _LOOK_SECONDS
        return await self._looked()

    def move(self, release: Release) -> frozenset[str]:
        """Makes the queries that begin from now on see another state of the graph; yields the databases in use."""
        crews = [*self._draining.values(), *([self._crew] if self._crew else [])]
        self._moved, self.since = release, datetime.now(UTC)
        if self._crew is not None:
            self._crew.move(release)
        return frozenset().union(*(crew.databases for crew in crews))

    async def _looked(self) -> Crew:
        try:
            mark = self._releases.mark()
        except ServerError:
            if self._crew is None:
                raise
            return self._crew
        if self._crew is None or mark != self._mark:
            await self._pick_up(mark)
        assert self._crew is not None  # noqa: S101 (or _pick_up has raised)
        return self._crew

    async def _pick_up(self, mark: Mark | Manifest) -> None:
        if self._switch is None and self._may_try(mark):
            self._switch = asyncio.get_running_loop().create_task(self._switched(mark))
        if self._crew is None and self._switch is not None:
            await asyncio.shield(self._switch)
        if self._crew is None and self._refused is not None:
            raise self._refused[2]

    def _may_try(self, mark: Mark | Manifest) -> bool:
        if self._refused is None or self._refused[0] != mark:
            return True
        return asyncio.get_running_loop().time() > self._refused[1] + _RETRY_SECONDS

    async def _switched(self, mark: Mark | Manifest) -> None:
        try:
            crew = Crew(self._releases.current(), self._settings, self._writer)
            await crew.start(self.newborn)
            if self._moved is not None:
                crew.move(self._moved)
        except (ServerError, OSError, TimeoutError) as error:
            logger.exception("the release cannot be served")
            refused = error if isinstance(error, ServerError) else StoreMissing("No worker starts.")
            self._refused = mark, asyncio.get_running_loop().time(), refused
        else:
            self._retire()
            self._crew, self._mark, self._refused = crew, mark, None
            self.since = datetime.now(UTC)
        finally:
            self._switch = None

    def _retire(self) -> None:
        if self._crew is not None:
            # Its queries end at their own limits, which come first.
            seconds = self._settings.query_seconds + self._settings.queue_seconds + self._settings.page_seconds
            task = asyncio.get_running_loop().create_task(self._crew.close(seconds))
            self._draining[task] = self._crew
            task.add_done_callback(self._draining.pop)

    async def close(self) -> None:
        """Lets running queries end for a while, and then ends every worker."""
        if self._switch is not None:
            await asyncio.wait([self._switch])
        crew, self._crew = self._crew, None
        crews = [*self._draining.values(), *([crew] if crew else [])]
        await asyncio.gather(*(one.close(self._settings.drain_seconds) for one in crews), *self._draining)
        while self.newborn:
            self.newborn.pop().end()
