"""Writes, one after another: the process that does them, and the readers that see each of them at once."""

import asyncio
import hmac
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from server.errors import (
    Extras,
    QueueFull,
    ReadOnly,
    ServerError,
    TokenMissing,
    WorkerFailed,
    WriteTimeout,
    not_stored,
    retry_after,
)
from server.frames import Done, Post, Write, heard
from server.settings import Settings
from server.workers import Worker, start
from server.working import Snapshot, Working

Moved = Callable[[Snapshot], frozenset[str]]

logger = logging.getLogger("seisaku.server")


class Writing:
    """The one writer of a writable server."""

    def __init__(self, settings: Settings, working: Working, moved: Moved) -> None:
        self._settings = settings
        self._working = working
        self._moved = moved
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._worker: Worker | None = None
        self._live: Path | None = None
        self._reaping: set[asyncio.Future[int]] = set()

    @property
    def uploads(self) -> Path:
        """Where the bodies of writes go."""
        return self._working.uploads

    def check(self, authorization: str | None) -> None:
        """Raises TokenMissing unless an Authorization header has the token of the server."""
        scheme, _, given = (authorization or "").partition(" ")
        known = hmac.compare_digest(given.strip().encode(), self._settings.token.encode())
        if scheme.lower() != "bearer" or not known:
            wrong = ', error="invalid_token"' if authorization else ""
            raise TokenMissing(
                "Send the header `Authorization: Bearer <token of the server>`.",
                "`Authorization: Bearer <トークン>` ヘッダーを付けてください。",
                Extras(headers={"WWW-Authenticate": f'Bearer realm="seisaku"{wrong}'}),
            )

    async def start(self) -> None:
        """Makes the working copy if there is none; raises ServerError."""
        if self._working.snapshot is None:
            await self.write(Write("begin"))

    async def write(self, write: Write) -> Done:
        """What a write came to, when every query that begins from now on sees it; raises ServerError.

        Whatever is raised, the graph is as it was.
        """
        async with self._turns():
            try:
                return await self._written(write)
            except OSError as error:
                self._dismiss()
                raise not_stored(error) from error
            except ServerError:
                raise
            except BaseException:  # a write that is given up must not be done after all
                self._dismiss()
                raise

    @asynccontextmanager
    async def _turns(self) -> AsyncIterator[None]:
        if self._waiting > self._settings.write_queue:
            raise self._full(f"{self._settings.write_queue} writes are waiting already.")
        self._waiting += 1
        try:
            try:
                async with asyncio.timeout(self._settings.queue_seconds):
                    await self._turn.acquire()
            except TimeoutError:
                raise self._full(f"The writes before took over {self._settings.queue_seconds:g} s.") from None
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._waiting -= 1

    def _full(self, detail: str) -> QueueFull:
        return QueueFull(
            detail, "書き込みの処理待ちが多いため受け付けられません。", retry_after(self._settings.queue_seconds)
        )

    async def _written(self, write: Write) -> Done:
        worker = await self._scribe()
        snapshot = self._working.next()
        try:
            done = await self._answer(worker, replace(write, snapshot=snapshot.database))
            await asyncio.to_thread(self._working.commit, snapshot)
        finally:
            if self._working.snapshot is not None:
                in_use = self._moved(self._working.snapshot)
                await asyncio.to_thread(self._working.forget, in_use)
        return done

    async def _answer(self, worker: Worker, write: Write) -> Done:
        seconds = self._settings.write_seconds
        errand = worker.ask(write)
        try:
            async with asyncio.timeout(seconds):
                _, body = await errand.frame()
        except TimeoutError:
            self._dismiss()
            raise WriteTimeout(
                f"The write did not end within {seconds:g} s; nothing was changed. Send it in parts.",
                f"書き込みは {seconds:g} 秒以内に終わりませんでした。何も変更されていません。",
                retry_after(seconds, {"limit_seconds": seconds}),
            ) from None
        return heard(Done, body)

    async def _scribe(self) -> Worker:
        if self._worker is None or not self._worker.alive:
            self._dismiss()
            live = self._working.fresh()
            self._live = Path(live).parent
            post = Post(self._working.source(), live, self._settings.write_memory)
            try:
                self._worker = await start(post, self._ended)
            except TimeoutError:
                raise WorkerFailed("The process that writes does not start.", extras=retry_after(1)) from None
        return self._worker

    def _ended(self, worker: Worker) -> None:
        reaping = asyncio.get_running_loop().run_in_executor(None, worker.process.wait)
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)
        if worker is self._worker:
            logger.warning("the process that writes has ended")

    def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
        if self._live is not None:
            shutil.rmtree(self._live, ignore_errors=True)

    async def close(self) -> None:
        """Lets a write that has begun end for a while, ends the process, and leaves the store to others."""
        try:
            async with asyncio.timeout(self._settings.drain_seconds):
                await self._turn.acquire()
        except TimeoutError:
            logger.warning("a write is given up")
        self._dismiss()
        while self._reaping:
            await asyncio.sleep(0.01)
        self._working.close()


def of_server(writing: Writing | None) -> Writing:
    """The writer of a server; raises ReadOnly if it has none."""
    if writing is None:
        raise ReadOnly(
            "This server takes no updates; `seisaku serve --writable` does.",
            "このサーバーは更新を受け付けません。",
        )
    return writing
