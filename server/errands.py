"""Errands: what a worker was sent to do, and the frames that it brings back."""

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING

from server import errors
from server.errors import Extras, ServerError, WorkerFailed
from server.frames import LARGEST, Frame, Kind, Problem, heard

if TYPE_CHECKING:
    from server.workers import Worker

# A tuple: to hash a member of an enumeration takes long.
_LAST = (Kind.WHOLE, Kind.END, Kind.READY, Kind.DONE)


class Recalled(Exception):
    """The errand was not begun in time, because of one before it; another worker may be sent."""


class Errand:
    """A task of a worker, at which it is or which it will begin when it is done with those before.

    At most a few frames of the answer wait here, the rest in the process. Of a `swift` one it is expected that it ends
    at once, so others may follow it. It is `done` when its last frame has come, and `dropped` if nobody wants that.
    """

    def __init__(self, worker: "Worker", *, swift: bool = False) -> None:
        self.worker = worker
        self.swift = swift
        self.done = False
        self.dropped = False
        self._began: float | None = None
        self._ended: float | None = None
        self._frames: deque[Frame] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None
        self._trouble: Exception | None = None
        self._limit: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_begun(self) -> bool:
        """Whether the worker is, or was, at it."""
        return self._began is not None

    @property
    def is_lost(self) -> bool:
        """Whether the worker is at it still, or has ended at it."""
        return self.is_begun and not self.done and not self.dropped

    @property
    def seconds(self) -> float:
        """How long the worker has been at it, or was."""
        if self._began is None:
            return 0.0
        return (self._ended or time.monotonic()) - self._began

    @property
    def is_full(self) -> bool:
        """Whether more waits here than should."""
        return self._held > LARGEST

    def begin(self) -> None:
        """The worker gets to it."""
        self._began = time.monotonic()
        self._set_limit()

    def take(self, kind: Kind, body: bytes) -> None:
        """The next frame has come."""
        # A worker that reports its own failure is about to end, and no other query may be sent into that.
        self.done = kind in _LAST or (kind is Kind.PROBLEM and not isinstance(_error(body), WorkerFailed))
        if self.done:
            self._ended = time.monotonic()
        if not self.dropped:
            self._frames.append((kind, body))
            self._held += len(body)
            self._wake()

    def fail(self, why: Exception) -> None:
        """No more frames will come; whoever waits for one learns why."""
        self._trouble = self._trouble or why
        self._wake()

    def drop(self) -> None:
        """Nobody wants the answer any longer."""
        self.dropped = True
        self._frames.clear()

    def recall(self) -> None:
        """Lets whoever waits for it send another worker (Recalled)."""
        if not self.dropped:
            self.drop()
            self.fail(Recalled())

    def stop(self, why: ServerError) -> None:
        """Ends the work on it; whoever waits for its answer learns why."""
        if self.is_begun and not self.done:
            self.worker.kill(why)
        elif not self.done:
            self.fail(why)
            self.drop()

    def hurry(self, seconds: float) -> None:
        """Makes whoever waits for a frame go on without one (TimeoutError) when the worker is at it for so long."""
        self._limit = seconds
        self._set_limit()

    def _set_limit(self) -> None:
        if self._limit is not None and self.is_begun:
            self._timer = asyncio.get_running_loop().call_later(self._limit, self._interrupt)

    def calm_down(self) -> None:
        """There is no hurry any longer."""
        self._limit = None
        if self._timer is not None:
            self._timer.cancel()

    def _interrupt(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def frame(self) -> Frame:
        """The next frame; raises WorkerFailed if the process has ended, Recalled, and the error that it reports."""
        while not self._frames:
            if self._trouble is not None:
                raise self._trouble
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        kind, body = self._frames.popleft()
        self._held -= len(body)
        if not self.is_full:
            self.worker.go_on()
        if kind is Kind.PROBLEM:
            raise _error(body)
        return kind, body


def _error(body: bytes) -> ServerError:
    return error_of(heard(Problem, body))


def error_of(problem: Problem) -> ServerError:
    """The error that a worker reports."""
    extras = Extras(problem.members, problem.headers)
    return errors.named(problem.error)(problem.detail, problem.detail_ja, extras)
