"""A request that reads the graph by queries of ours."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request
from pyoxigraph import QuerySolution

from server.cache import Whole
from server.formats import HTML, Choice
from server.frames import Task
from server.release import Release
from server.runs import Visit
from server.service import Service, service_of, visit
from server.tables import Cells, read_rows


@dataclass(frozen=True)
class Reading:
    """A request while it reads."""

    request: Request
    visited: Visit

    @property
    def service(self) -> Service:
        """The service that answers."""
        return service_of(self.request)

    @property
    def base_iri(self) -> str:
        """What our IRIs begin with."""
        return self.service.settings.base_iri

    @property
    def release(self) -> Release:
        """The release that is read."""
        return self.visited.crew.release

    @property
    def cells(self) -> Cells:
        """How terms are shown."""
        return Cells(self.base_iri, self.service.writer.prefixes)

    async def rows(self, text: str) -> Sequence[QuerySolution]:
        """The rows of a SELECT."""
        answer = await self._collected(Task(text, self.service.settings.endpoint, HTML.media_types[0]))
        return list(read_rows(answer.body)[1])

    async def document(self, text: str, choice: Choice, focus: str = "") -> Whole:
        """The answer to a query in a format; JSON-LD is a tree from the focus."""
        return await self._collected(Task(text, self.service.settings.endpoint, choice.media_type, focus=focus))

    async def _collected(self, task: Task) -> Whole:
        return await self.service.runs.collect(self.visited, task)


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[Reading]:
    """The request as one that reads the current release."""
    async with visit(request) as visited:
        yield Reading(request, visited)
