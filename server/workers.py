"""Worker processes as the server sees them: started, asked, killed."""

import asyncio
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import cast

from server import errors
from server.errands import Errand
from server.errors import ServerError, WorkerFailed
from server.frames import Kind, Post, Setup, Task, Write, packed, said, taken
from server.limits import slow_down
from server.nursery import Newborn, born

_START_SECONDS = 20.0
# A worker is sent with a few swift tasks at a time: to wait for it after each takes longer than they do.
_MOST = 4
# After so long the ones that follow are better done by another.
_PATIENCE = 0.025
_MOMENT = 0.001


class Worker(asyncio.Protocol):
    """A process, and the errands that it is on, one after another."""

    def __init__(self, process: "subprocess.Popen[bytes]", ended: Callable[["Worker"], None]) -> None:
        self.process = process
        self.database = ""
        self.latest: Callable[[], str] = lambda: self.database
        # Called when an answer is there.
        self.answered: Callable[[Worker], None] = lambda worker: None
        self.alive = True
        self._ended = ended
        self._buffer = bytearray()
        self._errands: deque[Errand] = deque()
        self._paused = False
        self._look_again: asyncio.TimerHandle | None = None
        self._why: ServerError | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is ours."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Frames or parts of them; what is no frame, or nobody waits for, ends the process."""
        self._buffer += data
        try:
            frames = list(taken(self._buffer))
        except ValueError:
            self.kill()
            return
        for frame in frames:
            self._take(*frame)
        if self._errands and self._errands[0].is_full and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def _take(self, kind: Kind, body: bytes) -> None:
        if not self._errands:
            self.kill()
            return
        errand = self._errands[0]
        errand.take(kind, body)
        if errand.done:
            self._errands.popleft()
            if self._errands:
                self._errands[0].begin()
            self.answered(self)
        elif kind is Kind.PROBLEM:
            self.recall()

    def go_on(self) -> None:
        """There is room for more frames."""
        if self._paused and self.alive:
            self._paused = False
            with suppress(RuntimeError):
                self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, or will at once. What it was at may have been why, and nothing else."""
        self.alive = False
        self.recall()
        for errand in self._errands:
            errand.fail(self._why or _failed())
        if self._look_again is not None:
            self._look_again.cancel()
        self._ended(self)

    @property
    def pending(self) -> int:
        """How many errands it is on."""
        return len(self._errands)

    @property
    def takes_more(self) -> bool:
        """Whether another swift task may be sent after those that it has, which are swift and none is late."""
        if not 0 < len(self._errands) < _MOST or not self.alive:
            return False
        last = self._errands[-1]
        late = last.dropped or self._errands[0].seconds > _PATIENCE
        return last.swift and not late and self.latest() == self.database

    def recall(self) -> None:
        """Leaves the errands that have not been begun to others; that it will do them cannot be helped."""
        for errand in islice(self._errands, 1, None):
            errand.recall()

    def _look(self) -> None:
        self._look_again = None
        if not self._errands or not self.alive:
            return
        head = self._errands[0]
        if head.seconds > _PATIENCE:
            # It may be we who are late: what has come by now is read first.
            asyncio.get_running_loop().call_later(_MOMENT, self._lose_patience, head)
        if len(self._errands) > 1 or head.dropped:
            self._look_later()

    def _lose_patience(self, head: Errand) -> None:
        if not self.alive or head.done:
            return
        if head.dropped:
            self.kill()
        else:
            self.recall()

    def _look_later(self) -> None:
        if self._look_again is None:
            self._look_again = asyncio.get_running_loop().call_later(_PATIENCE, self._look)

    def ask(self, task: Task | Write, *, swift: bool = False) -> Errand:
        """Sends a task or write, to be answered from the latest state of the graph."""
        if (database := self.latest()) != self.database:
            self._reopen(database)
        return self._sent(said(Kind.TASK if isinstance(task, Task) else Kind.WRITE, task), swift=swift)

    def prepare(self, setup: Setup | Post) -> Errand:
        """Tells the process what to open."""
        self.database = setup.database
        return self._sent(said(Kind.SETUP, setup))

    def _sent(self, data: bytes, *, swift: bool = False) -> Errand:
        errand = Errand(self, swift=swift)
        self._errands.append(errand)
        if len(self._errands) == 1:
            errand.begin()
        else:
            self._look_later()
        if not self.alive:
            errand.fail(_failed())
        self._write(data)
        return errand

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
            # It has ended; that comes to light soon.
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


async def start(setup: Setup | Post, ended: Callable[[Worker], None], newborn: Newborn | None = None) -> Worker:
    """A worker that is ready, or the process that writes; raises ServerError if it does not become so."""
    one = newborn or born("server.worker" if isinstance(setup, Setup) else "server.scribe")
    loop = asyncio.get_running_loop()
    _, worker = await loop.create_unix_connection(lambda: Worker(one.process, ended), sock=one.connection)
    ready = worker.prepare(setup)
    try:
        async with asyncio.timeout(_START_SECONDS):
            await ready.frame()
    except BaseException:  # a start that is cancelled must leave no process either
        worker.kill()
        raise
    return worker
