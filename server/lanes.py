"""Who works on which query: workers of one sort, and the queries that wait for one of them."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

from server.errands import Errand
from server.errors import QueueFull, ServerError, retry_after
from server.workers import Worker


@dataclass(frozen=True)
class Rules:
    """How many workers a lane has, how many queries may wait for how long, and whether it holds workers in advance.

    By its `name` a lane is known in the log and among the metrics.
    """

    slots: int
    queue_length: int
    queue_seconds: float
    eager: bool = True
    niceness: int = 0
    name: str = ""


class Trust(Enum):
    """What is expected of a query: nothing, that it ends soon, or that it ends at once."""

    NONE = 0
    LIGHT = 1
    SWIFT = 2


class Begun(Protocol):
    """What was begun with a worker: an errand of it, and more."""

    @property
    def errand(self) -> Errand:
        """The errand."""


B = TypeVar("B", bound=Begun)


@dataclass(slots=True, eq=False)
class _Turn:
    """One that waits for a worker, and what to do with it at once."""

    begun: "asyncio.Future[Any]"
    begin: Callable[[Worker], Begun]
    trust: Trust


class Lane:
    """Workers of one sort, given out in the order of asking."""

    def __init__(self, rules: Rules, hire: Callable[["Lane"], None]) -> None:
        self._rules = rules
        self.name = rules.name
        self._hire = hire
        self._size = 0
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._waiting: deque[_Turn] = deque()
        self._doubtful: deque[_Turn] = deque()
        self._risked: set[Worker] = set()

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return len(self._waiting) + len(self._doubtful)

    def fill(self) -> None:
        """Asks for the workers that the lane holds in advance."""
        while self._rules.eager and self._size < self._rules.slots:
            self._grow()

    def _grow(self) -> None:
        self._size += 1
        self._hire(self)

    async def take(self, begin: Callable[[Worker], B], trust: Trust = Trust.LIGHT, *, again: bool = False) -> B:
        """What `begin` makes of a worker, with an errand to be given back by `leave`; raises QueueFull.

        It is called as soon as there is a worker, so that one that is wanted is never idle. All workers but one may
        be busy with queries of which nothing is expected; that one never is. Who asks `again` goes before all others.
        """
        if not self._waiting and (worker := self._free(trust)) is not None:
            return begin(worker)
        if self.waiting >= self._rules.queue_length and not again:
            raise self._full(f"{self._rules.queue_length} queries are waiting already.")
        if self._size < self._rules.slots:
            self._grow()
        return await self._turn(begin, trust, again)

    def _free(self, trust: Trust) -> Worker | None:
        """A worker that may begin with a query now, or right after others."""
        if self._idle and (trust is not Trust.NONE or self._may_risk()):
            worker = self._idle.pop()
            if trust is Trust.NONE:
                self._risked.add(worker)
            return worker
        if trust is not Trust.SWIFT:
            return None
        return min((one for one in self._workers if one.takes_more), key=lambda one: one.pending, default=None)

    def _may_risk(self) -> bool:
        return len(self._workers) - len(self._risked) > (1 if self._rules.slots > 1 else 0)

    async def _turn(self, begin: Callable[[Worker], B], trust: Trust, again: bool) -> B:
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[B] = loop.create_future()
        turn = _Turn(begun, begin, trust)
        queue = self._doubtful if trust is Trust.NONE else self._waiting
        (queue.appendleft if again else queue.append)(turn)
        self._settle()
        timer = loop.call_later(self._rules.queue_seconds, self._give_up, turn)
        try:
            return await begun
        except BaseException:
            self._forget(turn)
            raise
        finally:
            timer.cancel()

    def _give_up(self, turn: "_Turn") -> None:
        if not turn.begun.done():
            turn.begun.set_exception(self._full(f"No worker was free within {self._rules.queue_seconds:g} s."))

    def _forget(self, turn: "_Turn") -> None:
        for queue in (self._waiting, self._doubtful):
            if turn in queue:
                queue.remove(turn)
                return
        if turn.begun.done() and not turn.begun.cancelled() and not turn.begun.exception():
            # It was given a worker, and told to end before it could take it; the worker may have ended, too.
            self.leave(turn.begun.result().errand)

    def _full(self, detail: str) -> QueueFull:
        detail_ja = "処理待ちが多いため受け付けられません。"
        return QueueFull(detail, detail_ja, retry_after(self._rules.queue_seconds))

    def enrol(self, worker: Worker) -> None:
        """A worker that was asked for has come."""
        if self._rules.niceness:
            worker.slow_down(self._rules.niceness)
        self._add(worker)
        self._answered(worker)

    def _add(self, worker: Worker) -> None:
        self._workers.add(worker)
        worker.answered = self._answered

    def _answered(self, worker: Worker) -> None:
        if not worker.pending and worker in self._workers:
            self._risked.discard(worker)
            self._idle.append(worker)
        self._settle()

    def fail_waiting(self, error: ServerError) -> None:
        """A worker that was asked for does not come: nobody waits longer for it."""
        for queue in (self._waiting, self._doubtful):
            while queue:
                turn = queue.popleft()
                if not turn.begun.done():
                    turn.begun.set_exception(error)

    def admit(self, worker: Worker) -> bool:
        """Whether a worker of another lane may go on as one of this, with the errand that it is at."""
        if self._size >= self._rules.slots:
            if not self._idle:
                return False
            idle = self._idle.pop()
            idle.close()
            self._workers.discard(idle)
            self._size -= 1
        self._size += 1
        worker.recall()
        worker.slow_down(self._rules.niceness)
        self._add(worker)
        return True

    def leave(self, errand: Errand) -> None:
        """Nobody wants the answer of an errand any longer; a worker that is still at it is killed."""
        if errand.is_lost:
            errand.worker.kill()
            self.lose(errand.worker)
        elif not errand.done:
            errand.drop()

    def lose(self, worker: Worker) -> None:
        """A worker is none of this lane any longer; another takes its place."""
        if worker not in self._workers:
            return
        self._workers.discard(worker)
        self._risked.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._size -= 1
        if self._rules.eager or self.waiting:
            self._grow()
        self._settle()

    def _settle(self) -> None:
        self._serve(self._waiting)
        self._serve(self._doubtful)

    def _serve(self, queue: "deque[_Turn]") -> None:
        while queue:
            turn = queue[0]
            worker = None if turn.begun.done() else self._free(turn.trust)
            if worker is None and not turn.begun.done():
                return
            queue.popleft()
            if worker is not None:
                turn.begun.set_result(turn.begin(worker))

    def close(self) -> None:
        """Ends the idle workers and asks for no others."""
        self._rules = Rules(0, 0, 0, eager=False)
        while self._idle:
            idle = self._idle.pop()
            self._workers.discard(idle)
            idle.close()
