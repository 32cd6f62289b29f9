"""The workers on one release: their lanes, and the spare that takes the place of one that is lost."""

import asyncio
import logging
from collections import Counter, deque
from dataclasses import replace
from typing import TypeVar

from server.errors import ServerError
from server.frames import Setup, Task
from server.graphs import GraphWriter
from server.lanes import Lane, Rules, Trust
from server.nursery import Newborn
from server.outline import outline
from server.release import Release
from server.settings import Settings
from server.workers import Worker, start

_NICENESS = 19
_RETRY_SECONDS = 1.0
_NOTED_MOST = 1000
# A query of a shape that took less than this may be sent after another, which takes its time to be there, too.
_SWIFT = 0.01
# To look at the shape of a longer query takes as long as many a query.
_SHAPED = 2048
T = TypeVar("T")

logger = logging.getLogger("seisaku.server")


class Crew:
    """Workers that hold one release open; queries of its visitors go to its lanes."""

    def __init__(self, release: Release, settings: Settings, writer: GraphWriter) -> None:
        self.release = release
        self._setup = Setup(
            release.database,
            settings.worker_memory,
            writer.prefixes,
            writer.context,
            settings.store_authorization,
            settings.service_prefixes,
            settings.service_seconds,
            settings.service_size,
            in_memory=not settings.writable and release.manifest.triples <= settings.memory_triples,
        )
        waiting = settings.queue_length, settings.queue_seconds
        self.pages = Lane(Rules(settings.page_slots, *waiting, name="page"), self._hire)
        self.quick = Lane(Rules(settings.quick_slots, *waiting, name="quick"), self._hire)
        slow = Rules(settings.slow_slots, *waiting, eager=False, niceness=_NICENESS, name="slow")
        self.slow = Lane(slow, self._hire)
        self.lanes = (self.pages, self.quick, self.slow)
        self._wanted: deque[Lane] = deque()
        self._spares: list[Worker] = []
        self._workers: set[Worker] = set()
        self._opening: Counter[str] = Counter()
        self._newborn: list[Newborn] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._reaping: set[asyncio.Future[int]] = set()
        # Requests that still need it; whoever adds one takes it off again.
        self.visitors = 0
        self._closed = False
        # Hashes: the tasks themselves may be long.
        self._heavy: dict[int, float] = {}
        self._light: dict[str, float] = {}

    async def start(self, newborn: list[Newborn] | None = None) -> None:
        """Returns when the workers are there, one of them to spare; raises ServerError if the first does not start.

        Those that are `newborn` are taken from their list before others are started.
        """
        self._newborn = newborn or []
        self._place(await self._started())
        for lane in self.lanes:
            lane.fill()
        await asyncio.wait(self._starting)

    @property
    def workers(self) -> tuple[Worker, ...]:
        """The workers that live."""
        return tuple(worker for worker in tuple(self._workers) if worker.alive)

    async def _started(self) -> Worker:
        database = self._setup.database
        self._opening[database] += 1
        try:
            worker = await start(self._setup, self._buried, self._newborn.pop() if self._newborn else None)
        finally:
            self._opening[database] -= 1
        worker.latest = self._latest
        self._workers.add(worker)
        return worker

    def _latest(self) -> str:
        return self._setup.database

    def move(self, release: Release) -> None:
        """Makes every query that begins from now on be answered from another state of the graph."""
        self.release = release
        self._setup = replace(self._setup, database=release.database)

    def learn(self, release: Release, counted: Release) -> None:
        """Takes the release with what was counted in it, if it is still the one to answer from."""
        if self.release is release:
            self.release = counted

    @property
    def databases(self) -> frozenset[str]:
        """The databases that a worker has open, or is to open."""
        opening = {database for database, workers in self._opening.items() if workers}
        return frozenset({self._setup.database, *(worker.database for worker in self._workers), *opening})

    def _hire(self, lane: Lane) -> None:
        if self._spares:
            lane.enrol(self._spares.pop())
        else:
            self._wanted.append(lane)
        self._begin()

    def _begin(self) -> None:
        if not self._closed:
            task = asyncio.get_running_loop().create_task(self._add())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add(self) -> None:
        try:
            worker = await self._started()
        except (ServerError, OSError, TimeoutError) as error:
            logger.exception("a worker does not start")
            if self._wanted and isinstance(error, ServerError):
                self._wanted[0].fail_waiting(error)
            await asyncio.sleep(_RETRY_SECONDS)
            self._begin()
            return
        self._place(worker)

    def _place(self, worker: Worker) -> None:
        if self._closed:
            worker.close()
        elif self._wanted:
            self._wanted.popleft().enrol(worker)
        else:
            self._spares.append(worker)

    def _buried(self, worker: Worker) -> None:
        reaping = asyncio.get_running_loop().run_in_executor(None, worker.process.wait)
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)
        self._workers.discard(worker)
        if worker in self._spares:
            self._spares.remove(worker)
            self._begin()
        for lane in self.lanes:
            lane.lose(worker)

    def promote(self, worker: Worker) -> bool:
        """Whether a worker may take its query from the quick to the slow lane; then it has a successor."""
        if not self.slow.admit(worker):
            return False
        self.quick.lose(worker)
        return True

    def is_heavy(self, task: Task) -> bool:
        """Whether the same task took long when it was last seen."""
        return hash(task) in self._heavy

    def trust(self, task: Task) -> Trust:
        """What is expected of a task, as the last ones of the same shape were."""
        seconds = self._light.get(outline(task.text).shape_digest) if len(task.text) <= _SHAPED else None
        if seconds is None:
            return Trust.NONE
        return Trust.SWIFT if seconds < _SWIFT else Trust.LIGHT

    def remember(self, task: Task, seconds: float, *, heavy: bool) -> None:
        """Takes note of how long a task took."""
        _note(self._heavy, hash(task), seconds if heavy else None)
        if len(task.text) <= _SHAPED:
            shape = outline(task.text).shape_digest
            # The mean, so that one that was held up by others does not count for all.
            mean = (seconds + self._light.get(shape, seconds)) / 2
            _note(self._light, shape, None if heavy else mean)

    async def close(self, seconds: float) -> None:
        """Ends every worker: idle ones at once when the last visitor is gone, busy ones after so many seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while self.visitors and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
        self._closed = True
        for lane in self.lanes:
            lane.close()
        for starting in self._starting:
            starting.cancel()
        for worker in list(self._workers):
            worker.kill()
        while self._starting or self._workers or self._reaping:
            await asyncio.sleep(0.01)


def _note(noted: dict[T, float], what: T, seconds: float | None) -> None:
    noted.pop(what, None)
    if seconds is not None:
        noted[what] = seconds
        if len(noted) > _NOTED_MOST:
            del noted[next(iter(noted))]
