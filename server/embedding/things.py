"""What an embed has to know of a thing besides its money: its name, and where its figures are printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolution

import ontology
import queries
from server.embedding.views import Link, Source
from server.errors import NotFound
from server.formats import HTML
from server.frames import Task
from server.neighbours import LONGEST, missing
from server.runs import Visit
from server.service import Service
from server.tables import Cells, read_rows
from server.things import near, unheld

CLASSES = {"program": ontology.SK.Program, "policy": ontology.SK.PolicyDocument}


@dataclass(frozen=True)
class Place:
    """A line of a document, and the fiscal year and phase of the figure there, of which a line may hold several."""

    document: str
    line: int
    year: int | None = None
    phase: str = ""


@dataclass(frozen=True)
class Printings:
    """Where the figures of a thing are printed: documents, and the page about each printed line."""

    documents: Mapping[str, Source]
    lines: Mapping[Place, str]

    def links(self, places: Iterable[Place], language: str) -> tuple[Link, ...]:
        """Links to what was read at these places."""
        shape = "{line}行" if language == "ja" else "line {line}"
        return tuple(
            Link(shape.format(line=place.line), self.lines.get(place, f"/doc/document/{place.document}"))
            for place in dict.fromkeys(places)
        )

    def sources(self, places: Iterable[Place]) -> tuple[Source, ...]:
        """The documents of these places."""
        return tuple(self._source(document) for document in dict.fromkeys(place.document for place in places))

    def _source(self, document: str) -> Source:
        return self.documents.get(document) or Source(Link(document, f"/doc/document/{document}"))


@dataclass(frozen=True)
class Asking:
    """A request on its way: the service, the visit to its workers, and the language to answer in."""

    service: Service
    visited: Visit
    language: str

    def say(self, ja: str, en: str) -> str:
        """The text in the language of the answer."""
        return ja if self.language == "ja" else en

    @property
    def cells(self) -> Cells:
        """The makers of links to our pages."""
        return Cells(self.service.settings.base_iri, self.service.writer.prefixes)

    async def document(self, text: str, rows: int | None = None) -> bytes:
        """The first rows of a query's answer as SPARQL JSON (`rows.py`)."""
        settings = self.service.settings
        task = Task(text, settings.endpoint, HTML.media_types[0], rows=rows, seconds=settings.page_seconds)
        return (await self.service.runs.collect(self.visited, task)).body

    async def rows(self, text: str) -> Sequence[QuerySolution]:
        """All rows of a query's answer."""
        return list(read_rows(await self.document(text))[1])

    async def answer(self, question: str, given: Mapping[str, str]) -> Sequence[QuerySolution]:
        """The rows of a public question with these parameters."""
        return await self.rows(queries.question(question).bound(given))


async def heading(asking: Asking, kind: str, slug: str) -> Literal:
    """The name of a program or policy in the language asked for, else in another; raises NotFound with near slugs."""
    text = queries.page("heading", thing=thing(kind, slug), **{"class": CLASSES[kind]})
    labels: list[Literal] = [row["label"] for row in await asking.rows(text)]
    if not labels:
        alike = await near(asking.service, asking.visited, thing(kind, slug))
        raise missing(unheld(kind, slug[:LONGEST]), alike)
    return min(labels, key=lambda label: (label.language != asking.language, label.language != "ja", label.value))


def thing(kind: str, slug: str) -> NamedNode:
    """The thing of this kind and slug; raises NotFound for what cannot be a slug."""
    try:
        return NamedNode(f"{ontology.BASE}id/{kind}/{slug}")
    except ValueError as error:
        raise NotFound(f"{slug!r} is no slug.", f"{slug!r} は識別子ではありません。") from error


async def printings(asking: Asking, kind: str, slug: str, record: NamedNode) -> Printings:
    """Where the records of this class about a thing are printed."""
    text = queries.page("printings", thing=thing(kind, slug), **{"class": record})
    documents: dict[str, Source] = {}
    lines: dict[Place, str] = {}
    for row in await asking.rows(text):
        name = row["document"].value
        documents[name] = _source(row, asking.cells)
        lines.setdefault(_place(row), asking.cells.link(row["record"].value))
    return Printings(documents, lines)


def _place(row: QuerySolution) -> Place:
    document, line = row["document"].value, int(row["line"].value)
    return (
        Place(document, line, int(row["startYear"].value), row["phase"].value)
        if row["phase"]
        else Place(document, line)
    )


def _source(row: QuerySolution, cells: Cells) -> Source:
    licence = row["licence"].value if row["licence"] else ""
    href = cells.link(row["source"].value)
    if row["title"] is None:
        return Source(Link(row["document"].value, href), licence)
    return Source(Link(row["title"].value, href, row["title"].language or "ja"), licence)
