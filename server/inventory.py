"""The things that have an address of their own: from the sorted list that the build wrote, else asked of the graph.

The list is read where it is wanted, by halves, and never held: it may be of millions of lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Literal

import queries
from server.formats import HTML
from server.frames import Task
from server.release import Release
from server.runs import Visit
from server.service import Service
from server.tables import read_rows

NAME = "things.txt"
# So many bytes before a name and after it are looked at for those that are nearly the same.
_AROUND = 16 * 1024
_BEGUN = 2


@dataclass(frozen=True)
class Listing:
    """A file of sorted lines, each of which has an end."""

    path: Path

    def kinds(self, space: str) -> Mapping[str, int]:
        """How many lines begin with each `<space><kind>/`, by kind, sorted."""
        with self._opened() as data:
            found: dict[str, int] = {}
            at, end = _stretch(data, space)
            while at < end:
                kind = data[at : data.find(b"\n", at)].decode().removeprefix(space).partition("/")[0]
                first, at = at, _place(data, _bytes(f"{space}{kind}0"))
                found[kind] = data[first:at].count(b"\n")
            return dict(sorted(found.items()))

    def beginning(self, start: str) -> Sequence[str]:
        """The lines that begin so."""
        with self._opened() as data:
            at, end = _stretch(data, start)
            return data[at:end].decode().splitlines()

    def near(self, start: str, name: str) -> Sequence[str]:
        """Those of the lines beginning with `start` that stand around where `<start><name>` would."""
        with self._opened() as data:
            first, last = _stretch(data, start)
            here = _place(data, _bytes(start + name))
            before = data.rfind(b"\n", first, max(first, here - _AROUND)) + 1 or first
            after = data.rfind(b"\n", here, min(last, here + _AROUND)) + 1 or here
            return data[before:after].decode().splitlines()

    def _opened(self) -> mmap:
        with self.path.open("rb") as file:
            return mmap(file.fileno(), 0, access=ACCESS_READ)


@dataclass(frozen=True)
class Inventory:
    """The things of the release that a visitor sees; what has no list is asked of the graph."""

    service: Service
    visited: Visit

    @property
    def _space(self) -> str:
        return f"{self.service.settings.base_iri}id/"

    @property
    def _listing(self) -> Listing | None:
        return listing(self.visited.crew.release)

    async def kinds(self) -> Mapping[str, int]:
        """The kinds of things, sorted, and how many there are of each."""
        if (listed := self._listing) is not None:
            return await run_in_threadpool(_kinds, listed, self._space)
        rows = await self._rows(queries.page("kinds", space=Literal(self._space)))
        return {kind: int(things) for kind, things in rows}

    async def things(self, kind: str) -> Sequence[str]:
        """The IRIs of all things of a kind, sorted."""
        start = f"{self._space}{kind}/"
        if (listed := self._listing) is not None:
            return await run_in_threadpool(listed.beginning, start)
        return sorted(thing for [thing] in await self._rows(queries.page("things", space=Literal(start))))

    async def near(self, kind: str, slug: str) -> Sequence[str]:
        """The IRIs of things of a kind that may be meant by a slug which none has."""
        start = f"{self._space}{kind}/"
        if (listed := self._listing) is not None:
            return await run_in_threadpool(listed.near, start, slug)
        found: list[str] = []
        for begun in dict.fromkeys((start + slug[:_BEGUN], start)):
            found += [thing for [thing] in await self._rows(queries.page("near", start=Literal(begun)))]
        return list(dict.fromkeys(found))

    async def _rows(self, text: str) -> list[list[str]]:
        task = Task(text, self.service.settings.endpoint, HTML.media_types[0])
        answer = await self.service.runs.collect(self.visited, task)
        return [[str(getattr(term, "value", "")) for term in row] for row in read_rows(answer.body)[1]]


def listing(release: Release) -> Listing | None:
    """The list beside a release, unless it has none: on the server of another, in write mode, of an older build."""
    if release.dump is None:
        return None
    path = release.dump.parent.parent / NAME
    return Listing(path) if path.is_file() and path.stat().st_size else None


# What is in the folder of a release stays as it is.
@lru_cache(4)
def _kinds(listed: Listing, space: str) -> Mapping[str, int]:
    return listed.kinds(space)


def _stretch(data: mmap, start: str) -> tuple[int, int]:
    """Where the lines that begin so are."""
    text = _bytes(start)
    # Nothing in UTF-8 has a byte of this value.
    return _place(data, text), _place(data, text + b"\xff")


def _bytes(text: str) -> bytes:
    # An address may hold what is no character.
    return text.encode(errors="replace")


def _place(data: mmap, text: bytes) -> int:
    """Where the first line is that does not come before the text."""
    low, high = 0, len(data)
    while low < high:
        at = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = data.find(b"\n", at)
        if data[at:end] < text:
            low = end + 1
        else:
            high = at
    return low
