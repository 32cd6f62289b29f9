"""Queries on their way through the lanes: held back, promoted, bounded in time, given up when nobody waits."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.types import Receive

from server.budget import Budget
from server.cache import Cache, Key, Whole
from server.crew import Crew
from server.errands import Errand, Recalled
from server.errors import QueryTimeout, ServerError, TooLarge, WorkerFailed, retry_after
from server.frames import Header, Kind, Task, heard, whole
from server.lanes import Lane, Trust
from server.notes import Note
from server.running import Running
from server.settings import Settings
from server.workers import Worker

T = TypeVar("T")


class ClientGone(Exception):
    """Nobody waits for the answer any longer."""


@dataclass(frozen=True)
class Visit:
    """A request: the crew that answers it, who asks, and how to learn that they have left."""

    crew: Crew
    client: str
    receive: Receive
    note: Note = field(default_factory=Note)


_UNKNOWN = Header("", "", "")


@dataclass
class Run:
    """A task in the hands of a worker, and as much of its answer as is held."""

    lane: Lane
    errand: Errand
    state: str
    header: Header = _UNKNOWN
    held: list[bytes] = field(default_factory=list)
    total: int = 0
    whole: bool = False
    ended: bool = False
    limit: asyncio.Timeout | None = None
    stopped: ServerError | None = None

    @property
    def answer(self) -> Whole:
        """What is held, where that is all."""
        return Whole(self.header, b"".join(self.held))

    async def hold(self, most: int, seconds: float | None = None) -> None:
        """Takes in frames until the answer is whole, or so long, or the worker has been at it for the time.

        Raises the problem that the worker reports, and Recalled.
        """
        if seconds is not None:
            self.errand.hurry(seconds)
        try:
            while not self.whole and sum(map(len, self.held)) < most:
                await self._take()
        except TimeoutError:
            return
        finally:
            self.errand.calm_down()

    async def _take(self) -> None:
        kind, body = await self.errand.frame()
        if kind is Kind.WHOLE:
            self.header, data = whole(body)
            self.held, self.whole = [data], True
        elif kind is Kind.HEADER:
            self.header = heard(Header, body)
        elif kind is Kind.DATA:
            self.held.append(body)
            self.total += len(body)
        elif self.total != int(body):
            raise WorkerFailed("A part of the answer is missing.")
        else:
            self.whole = True

    def stop(self, error: ServerError) -> None:
        """Ends the work on it; whoever waits for its answer gets the error."""
        self.stopped = error
        self.errand.stop(error)
        if self.limit is not None and not self.limit.expired():
            # Its answer may wait for a client that does not read.
            self.limit.reschedule(asyncio.get_running_loop().time())

    async def pieces(self) -> AsyncIterator[bytes]:
        """The answer, to its end; raises where that does not come."""
        while not self.whole:
            yield self._let_go()
            await self._take()
        yield self._let_go()

    def _let_go(self) -> bytes:
        held, self.held = b"".join(self.held), []
        return held


class Runs:
    """The way of each task, by the settings of the server."""

    def __init__(self, settings: Settings, budget: Budget, cache: Cache) -> None:
        self._settings = settings
        self._budget = budget
        self.cache = cache
        self.running = Running()

    def kept(self, visit: Visit, task: Task) -> Whole | None:
        """The answer to the same task when it was last given, if that still holds."""
        found = self.cache.get(Key(visit.crew.release.state, task))
        if found is not None and not visit.note.way:
            visit.note.way = "cached"
        return found

    def _keep(self, run: Run, task: Task) -> None:
        self.cache.put(Key(run.state, task), run.answer)

    def check(self, client: str) -> None:
        """Raises BudgetSpent while the client has no worker time left."""
        self._budget.check(client)

    def spend(self, client: str, seconds: float) -> None:
        """Takes time from the budget of a client for work that is no query."""
        self._budget.spend(client, seconds)

    async def answer(self, visit: Visit, task: Task, finish: Callable[[Run], Awaitable[T]]) -> T:
        """What `finish` makes of the run of a public query.

        A query starts on a quick worker. One that does not end soon goes on as a slow one, or else starts again when
        there is a slow worker; `finish` gets a run that is whole, or a slow one of which enough is held to begin.
        """
        self._budget.check(visit.client)
        run = None if visit.crew.is_heavy(task) else await self._quick(visit, task)
        try:
            if run is not None and run.whole:
                self._keep(run, task)
                return await finish(run)
            return await unless_gone(visit.receive, self._slow(visit, task, run, finish))
        finally:
            if run is not None:
                self._end(visit, run)

    async def collect(self, visit: Visit, task: Task) -> Whole:
        """The whole answer to a query of our own pages; raises TooLarge for one over the limit."""
        if (kept := self.kept(visit, task)) is not None:
            return kept
        self._budget.check(visit.client)
        run = await self._begin(visit.crew.pages, visit, task)
        try:
            async with _limit(self._settings.page_seconds, run):
                await run.hold(self._settings.page_limit, self._settings.quick_seconds)
                if not run.whole:
                    await unless_gone(visit.receive, run.hold(self._settings.page_limit))
        finally:
            self._end(visit, run)
        self._complete(run)
        self._keep(run, task)
        return run.answer

    def _complete(self, run: Run) -> Whole:
        most = self._settings.page_limit
        if not run.whole or len(run.answer.body) > most:
            raise TooLarge(f"The answer is over {most} bytes; ask for less of it.", f"結果が {most} バイトを超えます。")
        return run.answer

    async def _quick(self, visit: Visit, task: Task) -> Run:
        try:
            return await self._tried(visit, task)
        except Recalled:
            return await self._tried(visit, task, again=True)

    async def _tried(self, visit: Visit, task: Task, *, again: bool = False) -> Run:
        run = await self._begin(visit.crew.quick, visit, task, again=again)
        try:
            await run.hold(self._settings.hold_back, self._settings.quick_seconds)
            visit.crew.remember(task, run.errand.seconds, heavy=not run.whole)
            if not run.whole and (run.errand.done or visit.crew.promote(run.errand.worker)):
                run.lane = visit.crew.slow
                visit.note.way = run.lane.name
        finally:
            if run.lane is visit.crew.quick:
                self._end(visit, run)
        return run

    async def _slow(self, visit: Visit, task: Task, run: Run | None, finish: Callable[[Run], Awaitable[T]]) -> T:
        if run is None or run.ended:
            run = await self._begin(visit.crew.slow, visit, task)
        try:
            async with _limit(self._settings.query_seconds, run):
                await self._held_back(run)
                if run.whole:
                    self._end(visit, run)
                    self._keep(run, task)
                    seconds = run.errand.seconds
                    visit.crew.remember(task, seconds, heavy=seconds > self._settings.quick_seconds)
                return await finish(run)
        finally:
            self._end(visit, run)

    async def _held_back(self, run: Run) -> None:
        await run.hold(1)
        if run.header.is_page:
            await run.hold(self._settings.page_limit)
            self._complete(run)
        else:
            await run.hold(self._settings.hold_back, self._settings.hold_seconds)

    async def _begin(self, lane: Lane, visit: Visit, task: Task, *, again: bool = False) -> Run:
        asked = time.monotonic()
        visit.note.way = lane.name
        trust = Trust.LIGHT if again or lane is not visit.crew.quick else visit.crew.trust(task)

        def begin(worker: Worker) -> Run:
            # The worker answers from this state, whatever is written meanwhile.
            return Run(lane, worker.ask(task, swift=trust is Trust.SWIFT), visit.crew.release.state)

        try:
            run = await lane.take(begin, trust, again=again)
        finally:
            visit.note.waits += ((lane.name, time.monotonic() - asked),)
        self.running.add(run, task, visit.note)
        return run

    def _end(self, visit: Visit, run: Run) -> None:
        if not run.ended:
            run.ended = True
            self.running.remove(run)
            visit.note.kills += run.errand.is_lost
            self._budget.spend(visit.client, run.errand.seconds)
            run.lane.leave(run.errand)


async def unless_gone(receive: Receive, work: Coroutine[object, object, T]) -> T:
    """What the work yields; it is given up when the client leaves (ClientGone)."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_departure(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGone
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait({working, leaving})


async def has_left(receive: Receive) -> bool:
    """Whether the client has left by now; its request must have been read."""
    leaving = asyncio.ensure_future(_departure(receive))
    await asyncio.sleep(0)
    try:
        return leaving.done()
    finally:
        leaving.cancel()
        await asyncio.wait({leaving})


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@asynccontextmanager
async def _limit(seconds: float, run: Run) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds) as run.limit:
            yield
    except TimeoutError:
        raise run.stopped or QueryTimeout(
            f"The query did not end within {seconds:g} s. Ask for less, or add a LIMIT.",
            f"クエリは {seconds:g} 秒以内に終わりませんでした。範囲を絞るか LIMIT を付けてください。",
            retry_after(seconds, {"limit_seconds": seconds}),
        ) from None
