"""Pictures of specifications: made one at a time by a process that can be killed, and kept for who asks again."""

import asyncio
import struct
import time
from asyncio import StreamReader, StreamWriter
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from server.charts import engraver
from server.errors import PictureUnavailable, QueueFull, WorkerFailed, retry_after
from server.nursery import Newborn, born

_START_SECONDS = 30.0
# A process that nobody has needed for so long gives its memory back.
_IDLE_SECONDS = 600.0
_MOST_WAITING = 32
_LARGEST = 16 * 1024**2
_BROKEN = (OSError, EOFError, TimeoutError, struct.error)


@dataclass(frozen=True)
class Rules:
    """How long one picture may take, how much memory the process may gain, how many bytes of pictures are kept.

    `waiting` is how long a picture may wait for those before it.
    """

    seconds: float
    memory: int
    kept: int
    waiting: float = 10.0


class Prints:
    """Pictures of at most so many bytes in all; the least recently used go first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[bytes, bytes], bytes] = OrderedDict()
        self.size = 0

    def get(self, job: tuple[bytes, bytes]) -> bytes | None:
        """The result of a job, if it is kept."""
        if job in self._kept:
            self._kept.move_to_end(job)
        return self._kept.get(job)

    def put(self, job: tuple[bytes, bytes], made: bytes) -> None:
        """Keeps the result of a job, and forgets others for it."""
        if job not in self._kept and _cost(job, made) <= self._limit // 8:
            self._kept[job] = made
            self.size += _cost(job, made)
        while self.size > self._limit:
            self.size -= _cost(*self._kept.popitem(last=False))


def _cost(job: tuple[bytes, bytes], made: bytes) -> int:
    return len(job[1]) + len(made) + 500


@dataclass(frozen=True)
class _Engraver:
    """The process, and both directions of its socket."""

    newborn: Newborn
    reader: StreamReader
    writer: StreamWriter

    async def result(self) -> tuple[bytes, bytes]:
        kind, length = engraver.HEAD.unpack(await self.reader.readexactly(engraver.HEAD.size))
        if length > _LARGEST:
            raise EOFError("a picture is not that large")
        return kind, await self.reader.readexactly(length)

    async def made(self, kind: bytes, body: bytes) -> tuple[bytes, bytes]:
        self.writer.write(engraver.packed(kind, body))
        await self.writer.drain()
        return await self.result()

    def kill(self) -> None:
        self.writer.close()
        self.newborn.process.kill()
        self.newborn.process.wait()


class Press:
    """The maker of the pictures of one server; its process starts when the first is wanted."""

    def __init__(self, rules: Rules, start: Callable[..., Newborn] = born) -> None:
        self._rules = rules
        self._start = start
        self._engraver: _Engraver | None = None
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._rest: asyncio.TimerHandle | None = None
        self.prints = Prints(rules.kept)

    @property
    def process(self) -> int | None:
        """The number of its process, while there is one."""
        return self._engraver.newborn.process.pid if self._engraver else None

    async def svg(self, specification: str, spend: Callable[[float], object]) -> bytes:
        """The SVG of a Vega-Lite specification; `spend` learns how many seconds it took."""
        return await self._print((engraver.SVG, specification.encode()), spend)

    async def png(self, svg: bytes, spend: Callable[[float], object]) -> bytes:
        """The PNG of an SVG; raises PictureUnavailable where no font has Japanese characters."""
        return await self._print((engraver.PNG, svg), spend)

    async def _print(self, job: tuple[bytes, bytes], spend: Callable[[float], object]) -> bytes:
        if (kept := self.prints.get(job)) is not None:
            return kept
        if self._waiting >= _MOST_WAITING:
            raise QueueFull(
                f"{_MOST_WAITING} pictures are being waited for.", "図の作成が混み合っています。", retry_after(5)
            )
        self._waiting += 1
        try:
            # What one who has left began is still of use to the next, and the process must be read to the end.
            return await asyncio.shield(self._in_turn(job, spend))
        finally:
            self._waiting -= 1

    async def _in_turn(self, job: tuple[bytes, bytes], spend: Callable[[float], object]) -> bytes:
        async with self._turn():
            if (kept := self.prints.get(job)) is not None:
                return kept
            self._stay()
            begun = time.monotonic()
            try:
                made = _checked(*await self._made(job))
            finally:
                spend(time.monotonic() - begun)
                self._retire_later()
            self.prints.put(job, made)
            return made

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._rules.waiting):
                await self._lock.acquire()
        except TimeoutError:
            raise QueueFull(
                f"The pictures before this one took {self._rules.waiting:g} s.",
                "図の作成が混み合っています。",
                retry_after(self._rules.waiting),
            ) from None
        try:
            yield
        finally:
            self._lock.release()

    async def _made(self, job: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        one = self._engraver or await self._started()
        try:
            return await self._within(self._rules.seconds, one.made(*job))
        except BaseException:  # whatever interrupts it, what the process says next is no answer to the next job
            self._retire()
            raise

    async def _started(self) -> _Engraver:
        newborn = self._start("server.charts.engraver", str(self._rules.memory))
        reader, writer = await asyncio.open_unix_connection(sock=newborn.connection)
        self._engraver = one = _Engraver(newborn, reader, writer)
        try:
            kind, _ = await self._within(_START_SECONDS, one.result())
            if kind != engraver.READY:
                _checked(kind, b"")
        except BaseException:  # a start that is cancelled must leave no process either
            self._retire()
            raise
        return one

    async def _within(self, seconds: float, work: Awaitable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(seconds):
                return await work
        except _BROKEN as error:
            raise WorkerFailed(
                f"The picture was not made ({type(error).__name__}); the limits are {seconds:g} s and its memory.",
                "図を作成できませんでした。しばらくしてからお試しください。",
                retry_after(5),
            ) from error

    def _stay(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _retire_later(self) -> None:
        if self._engraver is not None:
            self._rest = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._retire)

    def _retire(self) -> None:
        if self._engraver is not None:
            self._engraver.kill()
            self._engraver = None

    def close(self) -> None:
        """Ends the process."""
        self._stay()
        self._retire()


def _checked(kind: bytes, made: bytes) -> bytes:
    if kind == engraver.DONE:
        return made
    if kind == engraver.NO_FONTS:
        raise PictureUnavailable(
            "No font here has Japanese characters; ask for SVG. The operator can install the Python package"
            " noto-cjk-sans-jp-regular or the system package fonts-noto-cjk.",
            "日本語のフォントがないため PNG を作成できません。SVG をご利用ください。"
            "運用者は noto-cjk-sans-jp-regular (Python) 又は fonts-noto-cjk を導入してください。",
        )
    if kind == engraver.NO_LIBRARY:
        raise PictureUnavailable(
            "This server has no library for pictures; ask for .vl.json. The operator can install vl-convert-python.",
            "図を描くライブラリがありません。.vl.json をご利用ください。（運用者:  vl-convert-python を導入）",
        )
    raise WorkerFailed("The picture could not be drawn.", "図を作成できませんでした。")
