"""A graph as it is, or the union of all, for the Graph Store Protocol: found first, written after."""

from collections.abc import Iterator
from itertools import chain
from typing import IO, cast

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple

import ontology
from server.errors import NotFound
from server.formats import Choice
from server.frames import Task
from server.graphs import GraphWriter
from server.results import Graph

_Name = NamedNode | DefaultGraph


class Extract:
    """A graph of a store."""

    def __init__(self, store: Store, graph: _Name) -> None:
        self._store = store
        self._graph = graph

    def write(self, choice: Choice, writer: GraphWriter, file: IO[bytes]) -> None:
        """Writes the triples to a file, piece by piece; none is held for longer than that."""
        form = choice.format.engine
        assert isinstance(form, RdfFormat), choice  # noqa: S101 (formats.GRAPHS says so)
        if form == RdfFormat.JSON_LD:
            writer.write_to(file, self._triples(), choice)
        else:
            ontology.dump(self._store, file, form, self._graph, writer.prefixes)

    def _triples(self) -> Iterator[Triple]:
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, self._graph))


class Answered(Extract):
    """The graph that a query yields, without repetitions."""

    def __init__(self, store: Graph, query: str) -> None:
        self._found = cast(Iterator[Triple], store.query(query, use_default_graph_as_union=True))

    def require_some(self, iri: str) -> None:
        """Nothing, if there is a triple; raises NotFound."""
        first = next(self._found, None)
        if first is None:
            raise no_graph(iri)
        self._found = chain([first], self._found)

    def write(self, choice: Choice, writer: GraphWriter, file: IO[bytes]) -> None:
        """Writes the triples to a file, piece by piece."""
        writer.write_to(file, self._found, choice)


def extract(store: Graph, task: Task) -> Extract:
    """The graph that a task asks for; raises NotFound."""
    if not isinstance(store, Store):
        found = Answered(store, task.text)
        if task.graph:
            found.require_some(task.graph)
        return found
    if not task.graph:
        return Answered(store, task.text) if task.union else Extract(store, DefaultGraph())
    graph = NamedNode(task.graph)
    if not store.contains_named_graph(graph):
        raise no_graph(task.graph)
    return Extract(store, graph)


def no_graph(iri: str) -> NotFound:
    """The problem that there is no such graph."""
    return NotFound(f"There is no graph <{iri}>.", f"グラフ <{iri}> はありません。")
