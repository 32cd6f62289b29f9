"""Worker processes as the server sees them: started, asked, killed."""

import asyncio
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from server import errors
from server.errors import Extras, ServerError, WorkerFailed
from server.frames import LARGEST, Frame, Kind, Post, Problem, Setup, Task, Write, heard, packed, said, taken
from server.limits import slow_down
from server.nursery import Newborn, born

_START_SECONDS = 20.0
# A tuple: to hash a member of an enumeration takes long.
_LAST = (Kind.WHOLE, Kind.END, Kind.READY, Kind.DONE)


class Worker(asyncio.Protocol):
    """A process, and the frames that come from it; at most a few of them wait here, the rest in the process."""

    def __init__(self, process: "subprocess.Popen[bytes]", ended: Callable[["Worker"], None]) -> None:
        self.process = process
        self.database = ""
        self.latest: Callable[[], str] = lambda: self.database
        self.alive = True
        self.busy = True
        self._ended = ended
        self._buffer = bytearray()
        self._frames: deque[Frame] = deque()
        self._size = 0
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._why: ServerError | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Frames or parts of them; what is no frame ends the process."""
        self._buffer += data
        try:
            for frame in taken(self._buffer):
                self._frames.append(frame)
                self._size += len(frame[1])
        except ValueError:
            self.kill()
        if self._size > LARGEST and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, or will at once."""
        self.alive = False
        self._wake()
        self._ended(self)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def interrupt(self) -> None:
        """Makes whoever waits for a frame go on without one (TimeoutError)."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    async def frame(self) -> Frame:
        """The next frame; raises WorkerFailed if the process has ended, and the error that it reports."""
        while not self._frames:
            if not self.alive:
                raise self._why or _failed()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        kind, body = self._frames.popleft()
        self._size -= len(body)
        if self._paused and self._size <= LARGEST and self.alive:
            self._paused = False
            with suppress(RuntimeError):
                self._transport.resume_reading()
        if kind is Kind.PROBLEM:
            error = error_of(heard(Problem, body))
            # A worker that reports its own failure is about to end, and no other query may be sent into that.
            self.busy = isinstance(error, WorkerFailed)
            raise error
        if kind in _LAST:
            self.busy = False
        return kind, body

    def ask(self, task: Task | Write) -> None:
        """Sends a task or write; its answer is the next frames, of the latest state of the graph."""
        self.busy = True
        if (database := self.latest()) != self.database:
            self._reopen(database)
        self._write(said(Kind.TASK if isinstance(task, Task) else Kind.WRITE, task))

    def prepare(self, setup: Setup | Post) -> None:
        """Tells the process what to open."""
        self.database = setup.database
        self._write(said(Kind.SETUP, setup))

    def _write(self, data: bytes) -> None:
        # A process may have ended without our having been told; uvloop refuses to write to what it has closed.
        with suppress(RuntimeError):
            self._transport.write(data)

    def _reopen(self, database: str) -> None:
        self.database = database
        self._write(packed(Kind.OPEN, database.encode()))

    def slow_down(self, niceness: int) -> None:
        """Gives it no processor that another wants, from now on."""
        try:
            slow_down(self.process.pid, niceness)
        except OSError:
            # It has ended; that comes to light in `frame`.
            self.alive = False

    def close(self) -> None:
        """Lets the process end by itself, which it does when it is idle."""
        self.alive = False
        self._transport.close()

    def kill(self, why: ServerError | None = None) -> None:
        """Ends the process, whatever it is doing; who waits for its answer learns why."""
        self.alive = False
        self._why = why
        self.process.kill()
        self._transport.abort()


def _failed() -> WorkerFailed:
    return WorkerFailed(
        "The process that worked on the query ended: out of memory, or broken by the query.",
        "クエリを処理していたプロセスが終了しました（メモリ不足など）。",
        errors.retry_after(1),
    )


def error_of(problem: Problem) -> ServerError:
    """The error that a worker reports."""
    extras = Extras(problem.members, problem.headers)
    return errors.named(problem.error)(problem.detail, problem.detail_ja, extras)


async def start(setup: Setup | Post, ended: Callable[[Worker], None], newborn: Newborn | None = None) -> Worker:
    """A worker that is ready, or the process that writes; raises ServerError if it does not become so."""
    one = newborn or born("server.worker" if isinstance(setup, Setup) else "server.scribe")
    loop = asyncio.get_running_loop()
    _, worker = await loop.create_unix_connection(lambda: Worker(one.process, ended), sock=one.connection)
    worker.prepare(setup)
    try:
        async with asyncio.timeout(_START_SECONDS):
            await worker.frame()
    except BaseException:  # a start that is cancelled must leave no process either
        worker.kill()
        raise
    return worker
