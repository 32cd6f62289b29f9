"""What the graph says of things: the values of a property (`queries/reconciliation/*.rq`), of some things or of all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from pyoxigraph import Literal, NamedNode, QuerySolution

from queries import Property
from queries import bound as bound_to
from server.formats import HTML
from server.frames import Task
from server.runs import Visit
from server.service import service_of
from server.tables import read_rows

# A query has to fit into one frame.
_AT_ONCE = 1000
Terms = Mapping[str, NamedNode | Literal | Sequence[NamedNode]]


@dataclass(frozen=True)
class Value:
    """A value of a thing: its text, or the IRI that it is; its names; and the year that an amount is of."""

    term: NamedNode | Literal
    names: tuple[Literal, ...] = ()
    year: int = 0

    def name(self, language: str) -> str:
        """The name of the value in a language, or else in another, or else its text."""
        for one in self.names:
            if one.language == language:
                return one.value
        return self.names[0].value if self.names else self.term.value


Facts = Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Bearings:
    """The request whose visit asks."""

    request: Request
    visited: Visit

    @property
    def space(self) -> str:
        """What the IRIs of our things begin with."""
        return service_of(self.request).settings.base_iri + "id/"

    def nodes(self, things: Iterable[str]) -> Sequence[NamedNode]:
        """The IRIs of things by their identifiers."""
        return [NamedNode(self.space + thing) for thing in things]


async def facts(
    bearings: Bearings, asked: Property, things: Iterable[str] | None, **terms: NamedNode | Literal
) -> Facts:
    """The values of a property by thing, in the order of the query; of all things where none are named."""
    if things is None:
        return await _facts(bearings, asked, dict(terms))
    wanted, found = sorted(things), dict[str, tuple[Value, ...]]()
    for start in range(0, len(wanted), _AT_ONCE):
        nodes = bearings.nodes(wanted[start : start + _AT_ONCE])
        found |= await _facts(bearings, asked, {"thing": nodes, **terms})
    return found


async def _facts(bearings: Bearings, asked: Property, terms: Terms) -> Facts:
    service = service_of(bearings.request)
    task = Task(bound_to(asked.text, terms), service.settings.endpoint, HTML.media_types[0])
    answer = await service.runs.collect(bearings.visited, task)
    columns, rows = read_rows(answer.body)
    found: dict[str, dict[NamedNode | Literal, Value]] = {}
    for row in rows:
        thing, term = row["thing"], row["value"]
        if isinstance(thing, NamedNode) and isinstance(term, NamedNode | Literal):
            values = found.setdefault(thing.value.removeprefix(bearings.space), {})
            values[term] = _with(values.get(term) or Value(term), row, columns)
    return {thing: tuple(values.values()) for thing, values in found.items()}


def _with(value: Value, row: QuerySolution, columns: Sequence[str]) -> Value:
    name = row["name"] if "name" in columns else None
    year = row["startYear"] if "startYear" in columns else None
    names = (*value.names, name) if isinstance(name, Literal) else value.names
    return Value(value.term, names, int(year.value) if isinstance(year, Literal) else value.year)
