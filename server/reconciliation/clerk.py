"""The process that knows the names (`matching.py`) as the server sees it: told them, asked, replaced, killed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any

from pyoxigraph import NamedNode

import ontology
import queries
from ontology import DCTERMS, SK, SKOS
from server.errors import QueryTimeout, QueueFull, WorkerFailed, retry_after
from server.frames import Task
from server.nursery import Newborn, born
from server.reconciliation.index import ABBREVIATION, ABOUT, IDENTIFIER, LABEL, SLUG, SPELLING
from server.reconciliation.matching import Asked, length, packed, said
from server.release import Release
from server.runs import ClientGone, Runs, Visit, has_left
from server.settings import Settings

TYPES = ("Program", "Organization", "Division", "BodyGroup", "PolicyDocument")
"""The classes of the things that are reconciled, most wanted first."""
_MODULE = "server.reconciliation.matching"
_TSV = "text/tab-separated-values"
_START_SECONDS = 60.0
_WAITING_MOST = 64
# The names of a graph that changes all the time are read anew when that has cost a tenth of the time since.
_PATIENCE = 10.0
_UNKNOWN_SECONDS = 60.0


@dataclass(frozen=True)
class Reply:
    """What the process answers: for each name sought, what is like it; and what those things are."""

    sought: tuple[tuple["Match", ...], ...]
    begun: tuple[tuple[str, ...], ...]
    same: tuple[tuple[str, ...], ...]
    things: Mapping[str, "Thing"]


@dataclass(frozen=True)
class Match:
    """A thing, how like its name is (0 to 100), whether it is the same after folding, and by which sort of name."""

    thing: str
    degree: float
    is_same: bool
    name_form: str


@dataclass(frozen=True)
class Thing:
    """A thing: its identifier, its types, and by language its label and what tells it from others."""

    id: str
    types: tuple[str, ...]
    labels: Mapping[str, str]
    about: Mapping[str, tuple[str, ...]]

    def label(self, language: str) -> str:
        """The label in a language, or else in another, or else the identifier."""
        return self.labels.get(language) or next(iter(self.labels.values()), "") or self.id

    def description(self, language: str) -> str:
        """What tells the thing from others, as far as the graph says."""
        return " · ".join(self.about.get(language) or next(iter(self.about.values()), ()))


class Matcher:
    """One process, and our end of its socket."""

    def __init__(self, newborn: Newborn, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._newborn, self._reader, self._writer = newborn, reader, writer
        self.state = ""
        self.ready_at = 0.0
        self.seconds = 0.0

    @classmethod
    async def started(cls) -> "Matcher":
        """A process that knows nothing yet."""
        newborn = born(_MODULE)
        return cls(newborn, *await asyncio.open_connection(sock=newborn.connection))

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._newborn.process.poll() is None and not self._reader.at_eof()

    async def tell(self, body: bytes) -> None:
        """Sends a message that is not answered."""
        self._writer.write(packed(body))
        await self._writer.drain()

    async def hear(self, seconds: float) -> bytes:
        """The next answer; raises QueryTimeout or WorkerFailed, and then the process is no more."""
        try:
            async with asyncio.timeout(seconds):
                return await self._reader.readexactly(length(await self._reader.readexactly(4)))
        except TimeoutError:
            raise _late(seconds) from None
        except (EOFError, OSError) as error:
            raise WorkerFailed(
                "The process that knows the names ended.", "照合のプロセスが終了しました。", retry_after(1)
            ) from error

    async def end(self) -> None:
        """Ends the process."""
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        self._newborn.end()


def _late(seconds: float) -> QueryTimeout:
    return QueryTimeout(
        f"The names were not compared within {seconds:g} s. Ask for fewer at once.",
        f"照合は {seconds:g} 秒以内に終わりませんでした。一度に送る件数を減らしてください。",
        retry_after(seconds, {"limit_seconds": seconds}),
    )


class Clerk:
    """Whoever has a question about names comes here; one question at a time is answered."""

    def __init__(self, settings: Settings, runs: Runs) -> None:
        self._settings, self._runs = settings, runs
        self._matcher: Matcher | None = None
        self._making, self._asking = asyncio.Lock(), asyncio.Lock()
        self._waiting = 0

    async def __aenter__(self) -> "Clerk":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._dismiss(self._matcher)

    async def ask(self, visited: Visit, asked: Asked) -> Reply:
        """The answer to a question; raises ServerError."""
        self._runs.check(visited.client)
        matcher = await self._current(visited)
        async with self._turn():
            if await has_left(visited.receive):
                raise ClientGone
            begun = time.monotonic()
            if not matcher.is_alive:
                raise WorkerFailed(
                    "The process that knows the names has been replaced.",
                    "照合のプロセスが交代しました。もう一度お試しください。",
                    retry_after(1),
                )
            try:
                await matcher.tell(said(asked))
                body = await matcher.hear(self._settings.page_seconds)
            except BaseException:
                # What it is at, or has half said, is of no use to the next.
                await self._dismiss(matcher)
                raise
            finally:
                self._runs.spend(visited.client, time.monotonic() - begun)
        return _reply(json.loads(body))

    def require_room(self) -> None:
        """Raises QueueFull while too many wait, before anybody reads what else is sent."""
        if self._waiting >= _WAITING_MOST:
            raise QueueFull("Too many wait for names to be compared.", "照合が混み合っています。", retry_after(1))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        self.require_room()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._settings.queue_seconds):
                await self._asking.acquire()
        except TimeoutError:
            raise QueueFull(
                "Others were before you for too long.", "照合が混み合っています。", retry_after(1)
            ) from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._asking.release()

    async def _current(self, visited: Visit) -> Matcher:
        state = _state(visited.crew.release)
        if (matcher := self._usable(state)) is not None:
            return matcher
        if self._making.locked() and self._matcher is not None and self._matcher.is_alive:
            return self._matcher
        async with self._making:
            if (matcher := self._usable(state)) is None:
                before, matcher = self._matcher, await self._made(visited, state)
                self._matcher = matcher
                async with self._asking:
                    await self._dismiss(before)
        return matcher

    def _usable(self, state: str) -> Matcher | None:
        found = self._matcher
        if found is None or not found.is_alive:
            return None
        is_young = time.monotonic() - found.ready_at < _PATIENCE * found.seconds
        return found if found.state == state or is_young else None

    async def _made(self, visited: Visit, state: str) -> Matcher:
        begun = time.monotonic()
        matcher = await Matcher.started()
        try:
            base = self._settings.base_iri
            forms = [form for _, form, _ in _sources()]
            setup = {"memory": self._settings.worker_memory, "types": TYPES, "forms": forms, "space": f"{base}id/"}
            await matcher.tell(json.dumps(setup).encode())
            for kind in TYPES:
                text = queries.page("members", **{"class": NamedNode(f"{ontology.BASE}ontology#{kind}")})
                await matcher.tell(await self._result(visited, text))
            for query, _, term in _sources():
                await matcher.tell(await self._result(visited, queries.page(query, property=term)))
            await matcher.hear(_START_SECONDS)
        except BaseException:
            await matcher.end()
            raise
        matcher.state, matcher.ready_at = state, time.monotonic()
        matcher.seconds = matcher.ready_at - begun
        return matcher

    async def _result(self, visited: Visit, text: str) -> bytes:
        return (await self._runs.collect(visited, Task(text, self._settings.endpoint, _TSV))).body

    async def _dismiss(self, matcher: Matcher | None) -> None:
        if matcher is not None:
            if matcher is self._matcher:
                self._matcher = None
            await matcher.end()


@cache
def _sources() -> Sequence[tuple[str, str, NamedNode]]:
    """Where names come from: a query for each property by itself, as an answer of many at once would be too long."""
    named = [
        (LABEL, SKOS.prefLabel),
        (ABBREVIATION, SKOS.altLabel),
        (SPELLING, SKOS.hiddenLabel),
        (SLUG, DCTERMS.identifier),
        *((IDENTIFIER, term) for term in (SK.corporateNumber, SK.rorId, SK.wikidataId, SK.funderId)),
    ]
    tied = (SK.partOf, SK.partOfBody, SK.series, SK.organizationKind, SK.decisionKind)
    return [*(("names", form, term) for form, term in named), *(("surroundings", ABOUT, term) for term in tied)]


def _state(release: Release) -> str:
    if release.edition is None:
        return f"{release.manifest.release} {int(time.monotonic() / _UNKNOWN_SECONDS)}"
    return release.state


def _reply(found: Mapping[str, Any]) -> Reply:
    return Reply(
        tuple(tuple(Match(*one) for one in each) for each in found["sought"]),
        tuple(map(tuple, found["begun"])),
        tuple(map(tuple, found["same"])),
        {thing: _thing(thing, said_of_it) for thing, said_of_it in found["things"].items()},
    )


def _thing(thing: str, known: Mapping[str, Any]) -> Thing:
    about = {language: tuple(words) for language, words in known["about"].items()}
    return Thing(thing, tuple(known["types"]), known["labels"], about)
