"""Whether the graph speaks of a thing, where and on which terms; and what to say if it does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Literal, NamedNode, QuerySolution

import queries
from queries import Text
from server.addresses import local
from server.census import counted
from server.errors import Extras, Gone, NotFound
from server.inventory import Inventory
from server.linked.links import Relation, header
from server.linked.reading import Reading
from server.neighbours import LONGEST, hinted, neighbours


@dataclass(frozen=True)
class Source:
    """A named graph that speaks of a thing, with its titles and licences."""

    graph: NamedNode
    titles: tuple[Literal, ...]
    licences: tuple[NamedNode, ...]

    def title(self, language: str) -> str:
        """The title in a language, else any, else the IRI."""
        by_language = {title.language: title.value for title in self.titles}
        return by_language.get(language) or next(iter(by_language.values()), self.graph.value)


@dataclass(frozen=True)
class Standing:
    """A thing and the graphs that speak of it."""

    node: NamedNode
    sources: tuple[Source, ...]

    @property
    def licences(self) -> tuple[NamedNode, ...]:
        """The licences of those graphs."""
        return tuple(dict.fromkeys(licence for source in self.sources for licence in source.licences))


async def standing(reading: Reading, iris: Sequence[str]) -> Standing:
    """The first of these IRIs that the graph speaks of; raises NotFound with near ones, and Gone."""
    for node in _nodes(iris):
        rows = await reading.rows(queries.page("standing", resource=node))
        if any(row["deprecated"] is not None for row in rows) and _is_thing(reading, node):
            raise await _gone(reading, node)
        if rows:
            return Standing(node, _sources(rows))
    raise await unknown(reading, iris[0])


def _nodes(iris: Iterable[str]) -> Iterable[NamedNode]:
    for iri in iris:
        try:
            yield NamedNode(iri)
        except ValueError:
            continue


def _is_thing(reading: Reading, node: NamedNode) -> bool:
    # A term of the ontology may be deprecated and still be there.
    return node.value.startswith(reading.base_iri + "id/")


def _sources(rows: Sequence[QuerySolution]) -> tuple[Source, ...]:
    graphs = dict.fromkeys(row["graph"] for row in rows if isinstance(row["graph"], NamedNode))
    return tuple(_source(graph, [row for row in rows if row["graph"] == graph]) for graph in graphs)


def _source(graph: NamedNode, rows: Sequence[QuerySolution]) -> Source:
    titles = dict.fromkeys(row["title"] for row in rows if isinstance(row["title"], Literal))
    licences = dict.fromkeys(row["licence"] for row in rows if isinstance(row["licence"], NamedNode))
    return Source(graph, tuple(titles), tuple(licences))


async def _gone(reading: Reading, node: NamedNode) -> Gone:
    rows = await reading.rows(queries.page("withdrawn", resource=node))
    new = [row["new"].value for row in rows if isinstance(row["new"], NamedNode)]
    reasons = [row["reason"] for row in rows if isinstance(row["reason"], Literal)]
    here = [local(iri, reading.base_iri) or iri for iri in new]
    en = _said(reasons, "en") or f"<{node.value}> was withdrawn."
    ja = _said(reasons, "ja") or f"<{node.value}> は取り下げられました。"
    return Gone(
        " ".join([en, *(f"Now: <{iri}>." for iri in new)]),
        " ".join([ja, *(f"現在: <{iri}>" for iri in new)]),
        Extras({"replaced_by": new, "see": here}, header(Relation(one, "successor-version") for one in here)),
    )


def _said(reasons: Sequence[Literal], language: str) -> str:
    return " ".join(reason.value for reason in reasons if reason.language == language)


async def unknown(reading: Reading, iri: str) -> NotFound:
    """The problem that the graph says nothing about an IRI, with those named nearly the same."""
    near = await _near(reading, iri.removeprefix(reading.base_iri)[:LONGEST])
    said = Text(f"<{iri}> についての記述はありません。", f"The graph says nothing about <{iri}>.")
    extras = Extras({"near": near, "see": [local(found, reading.base_iri) for found in near]})
    return NotFound(*hinted(said, [found.removeprefix(reading.base_iri) for found in near]), extras)


async def _near(reading: Reading, path: str) -> list[str]:
    space, _, slug = path.partition("/")
    if space == "id":
        inventory = Inventory(reading.service, reading.visited)
        kind, _, slug = slug.partition("/")
        kinds = list(await inventory.kinds())
        kind = kind if kind in kinds else next(iter(get_close_matches(kind, kinds)), kind)
        space, things = f"id/{kind}", await inventory.near(kind, slug)
    else:
        release = await counted(reading.request, reading.visited)
        things = [graph.iri for graph in release.manifest.graphs]
    known = {iri.removeprefix(f"{reading.base_iri}{space}/"): iri for iri in things}
    near = await run_in_threadpool(neighbours, slug, known)
    return [known[one] for one in near]
