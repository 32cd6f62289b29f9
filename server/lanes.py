"""Who works on which query: workers of one sort, and the queries that wait for one of them."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from server.errors import QueueFull, ServerError, retry_after
from server.workers import Worker

T = TypeVar("T")


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


@dataclass(slots=True, eq=False)
class _Turn:
    """One that waits for a worker, and what to do with it at once."""

    begun: "asyncio.Future[Any]"
    begin: Callable[[Worker], object]
    worker: Worker | None = None


class Lane:
    """Workers of one sort, given out in the order of asking."""

    def __init__(self, rules: Rules, hire: Callable[["Lane"], None]) -> None:
        self._rules = rules
        self.name = rules.name
        self._hire = hire
        self._size = 0
        self._coming = 0
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
        self._coming += 1
        self._hire(self)

    async def take(self, begin: Callable[[Worker], T], *, trusted: bool = True) -> T:
        """What `begin` makes of a worker, to be given back by `leave`; raises QueueFull.

        It is called as soon as there is a worker, so that one that is wanted is never idle. All workers but one may
        be busy with queries that are not trusted to end soon; that one never is.
        """
        if self._idle and (trusted or self._may_risk()):
            return begin(self._given(trusted=trusted))
        if self.waiting >= self._rules.queue_length:
            raise self._full(f"{self._rules.queue_length} queries are waiting already.")
        if self._size < self._rules.slots:
            self._grow()
        return await self._turn(begin, self._waiting if trusted else self._doubtful)

    def _may_risk(self) -> bool:
        there = self._size - self._coming
        return there - len(self._risked) > (1 if self._rules.slots > 1 else 0)

    def _given(self, *, trusted: bool) -> Worker:
        worker = self._idle.pop()
        if not trusted:
            self._risked.add(worker)
        return worker

    async def _turn(self, begin: Callable[[Worker], T], queue: "deque[_Turn]") -> T:
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[T] = loop.create_future()
        turn = _Turn(begun, begin)
        queue.append(turn)
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
        if turn.worker is not None:
            # It was given a worker, and told to end before it could take it; the worker may have ended, too.
            self.leave(turn.worker)
            return
        for queue in (self._waiting, self._doubtful):
            if turn in queue:
                queue.remove(turn)

    def _full(self, detail: str) -> QueueFull:
        detail_ja = "処理待ちが多いため受け付けられません。"
        return QueueFull(detail, detail_ja, retry_after(self._rules.queue_seconds))

    def enrol(self, worker: Worker) -> None:
        """A worker that was asked for has come."""
        self._coming -= 1
        if self._rules.niceness:
            worker.slow_down(self._rules.niceness)
        self._offer(worker)

    def fail_waiting(self, error: ServerError) -> None:
        """A worker that was asked for does not come: nobody waits longer for it."""
        for queue in (self._waiting, self._doubtful):
            while queue:
                turn = queue.popleft()
                if not turn.begun.done():
                    turn.begun.set_exception(error)

    def admit(self, worker: Worker) -> bool:
        """Whether a busy worker of another lane may go on as one of this."""
        if self._size >= self._rules.slots:
            if not self._idle:
                return False
            self._idle.pop().close()
            self._size -= 1
        self._size += 1
        worker.slow_down(self._rules.niceness)
        return True

    def leave(self, worker: Worker) -> None:
        """A query is done with its worker; one that is not done with the query is killed."""
        if worker.alive and not worker.busy:
            self._risked.discard(worker)
            self._offer(worker)
            return
        worker.kill()
        self.lose(worker)

    def lose(self, worker: Worker) -> None:
        """A worker of this lane is gone; another takes its place."""
        self._risked.discard(worker)
        self._size -= 1
        if self._rules.eager or self.waiting:
            self._grow()
        self._settle()

    def bury(self, worker: Worker) -> None:
        """A worker has ended, perhaps an idle one of this lane."""
        if worker in self._idle:
            self._idle.remove(worker)
            self.lose(worker)

    def _offer(self, worker: Worker) -> None:
        self._idle.append(worker)
        self._settle()

    def _settle(self) -> None:
        self._serve(self._waiting, trusted=True)
        if self._may_risk():
            self._serve(self._doubtful, trusted=False)

    def _serve(self, queue: "deque[_Turn]", *, trusted: bool) -> None:
        while queue and self._idle and (trusted or self._may_risk()):
            turn = queue.popleft()
            if not turn.begun.done():
                turn.worker = self._given(trusted=trusted)
                turn.begun.set_result(turn.begin(turn.worker))

    def close(self) -> None:
        """Ends the idle workers and asks for no others."""
        self._rules = Rules(0, 0, 0, eager=False)
        while self._idle:
            self._idle.pop().close()
