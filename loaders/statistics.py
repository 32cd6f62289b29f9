"""What a finished graph holds, counted: by graph, by class, by property, and what it links to elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

import queries
from ontology import RDF

K = TypeVar("K")


@dataclass(frozen=True)
class Uses:
    """The triples of one property and how many subjects have it; its objects are not always counted."""

    triples: int
    subjects: int
    objects: int | None = None


@dataclass(frozen=True)
class Figures:
    """The size of a graph: its subjects and objects, the members of its classes, the uses of its properties."""

    subjects: int
    objects: int | None
    classes: Mapping[NamedNode, int] = field(default_factory=dict)
    properties: Mapping[NamedNode, Uses] = field(default_factory=dict)

    @property
    def triples(self) -> int:
        """The triples of the graph."""
        return sum(uses.triples for uses in self.properties.values())

    def with_(self, other: "Figures") -> "Figures":
        """The figures of both together, which have no subject in common; nobody knows of their objects."""
        classes = Counter(self.classes) + Counter(other.classes)
        together: dict[NamedNode, Uses] = {}
        for figures in (self, other):
            for name, uses in figures.properties.items():
                so_far = together.get(name, Uses(0, 0))
                together[name] = Uses(so_far.triples + uses.triples, so_far.subjects + uses.subjects)
        return Figures(self.subjects + other.subjects, None, dict(classes), together)


@dataclass(frozen=True)
class Links:
    """The triples with one property whose objects are in a namespace elsewhere."""

    property: NamedNode
    space: str
    triples: int


def of_graphs(store: Store) -> dict[NamedNode, Figures]:
    """The figures of each named graph."""
    properties = _grouped((_iri(row, "graph"), _iri(row, "property"), _uses(row)) for row in _rows(store, "properties"))
    classes = _grouped(
        (_iri(row, "graph"), _iri(row, "class"), _number(row, "entities"))
        for row in _rows(store, "classes")
        if isinstance(row["class"], NamedNode)
    )
    return {
        graph: Figures(_number(row, "subjects"), _number(row, "objects"), classes.get(graph, {}), properties[graph])
        for row in _rows(store, "subjects")
        for graph in (_iri(row, "graph"),)
    }


def of_union(store: Store) -> Figures:
    """The figures of all graphs together."""
    [whole] = _rows(store, "union-subjects")
    return Figures(
        _number(whole, "subjects"),
        None,
        {
            _iri(row, "class"): _number(row, "entities")
            for row in _rows(store, "union-classes")
            if isinstance(row["class"], NamedNode)
        },
        {
            _iri(row, "property"): Uses(_number(row, "triples"), _number(row, "subjects"))
            for row in _rows(store, "union-properties")
        },
    )


def of_quads(quads: Iterable[Quad]) -> Figures:
    """The figures of a few quads, each of which is there once."""
    having: dict[NamedNode, list[object]] = defaultdict(list)
    members: Counter[NamedNode] = Counter()
    for quad in quads:
        having[quad.predicate].append(quad.subject)
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            members[quad.object] += 1
    subjects = {subject for found in having.values() for subject in found}
    uses = {name: Uses(len(found), len(set(found))) for name, found in having.items()}
    return Figures(len(subjects), None, dict(members), uses)


def links(store: Store) -> list[Links]:
    """The links of our things to elsewhere, sorted."""
    found = (
        Links(_iri(row, "property"), _text(row, "space"), _number(row, "triples")) for row in _rows(store, "links")
    )
    return sorted(found, key=lambda one: (one.space, one.property.value))


def languages(store: Store) -> dict[NamedNode, list[str]]:
    """The languages of each graph's texts, sorted."""
    rows = sorted((_text(row, "graph"), _text(row, "language")) for row in _rows(store, "languages"))
    return {NamedNode(graph): [one for of, one in rows if of == graph] for graph, _ in rows}


def years(store: Store) -> dict[NamedNode, tuple[int, int]]:
    """The first and the last fiscal year of each graph that speaks of some."""
    found = (row for row in _rows(store, "years") if row["graph"] is not None)
    return {_iri(row, "graph"): (_number(row, "first"), _number(row, "last")) for row in found}


def licences(store: Store) -> dict[NamedNode, NamedNode]:
    """The licence of each graph that states one of its own."""
    return {_iri(row, "graph"): _iri(row, "licence") for row in _rows(store, "licences")}


def examples(store: Store) -> list[NamedNode]:
    """One thing of each main class, sorted."""
    return sorted({NamedNode(_text(row, "example")) for row in _rows(store, "examples")}, key=str)


def entities(store: Store) -> int:
    """How many things have an address of their own."""
    [row] = _rows(store, "entities")
    return _number(row, "entities")


def _rows(store: Store, name: str) -> Iterator[QuerySolution]:
    found = store.query(queries.statistic(name), use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions), name  # noqa: S101 (a SELECT)
    return found


def _grouped(rows: Iterable[tuple[NamedNode, NamedNode, K]]) -> dict[NamedNode, dict[NamedNode, K]]:
    found: dict[NamedNode, dict[NamedNode, K]] = defaultdict(dict)
    for graph, name, value in rows:
        found[graph][name] = value
    return found


def _uses(row: QuerySolution) -> Uses:
    return Uses(_number(row, "triples"), _number(row, "subjects"), _number(row, "objects"))


def _iri(row: QuerySolution, name: str) -> NamedNode:
    term = row[name]
    assert isinstance(term, NamedNode), (name, term)  # noqa: S101 (graphs, classes and properties have names)
    return term


def _text(row: QuerySolution, name: str) -> str:
    term = row[name]
    assert isinstance(term, NamedNode | Literal), (name, term)  # noqa: S101 (the query says so)
    return term.value


def _number(row: QuerySolution, name: str) -> int:
    return int(_text(row, name))
