"""Blank nodes compared by what they say: each connected group of their quads is one structure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple, serialize

from loaders.releasing.lines import Lines, blank_nodes, quads


@dataclass(frozen=True)
class Structure:
    """A connected group of quads with blank nodes: as its file writes it, and in canonical form (RDFC-1.0)."""

    quads: tuple[Quad, ...]
    canonical: bytes

    @property
    def owner(self) -> NamedNode | None:
        """The first thing with a name that leads into it."""
        subjects = {quad.subject for quad in self.quads if isinstance(quad.subject, NamedNode)}
        return min(subjects, key=str, default=None)

    @property
    def first(self) -> BlankNode:
        """One of its blank nodes, always the same."""
        return min((node for quad in self.quads for node in blank_nodes(quad)), key=str)


@dataclass(frozen=True)
class Structures:
    """What differs: the structures that only one side has, so many times as it has them more."""

    removed: tuple[Structure, ...]
    added: tuple[Structure, ...]


def differing(before: Lines, after: Lines) -> Structures:
    """The structures without an equal one on the other side; those added have labels that `before` has not."""
    old, new = (list(_structures(side.with_blank_nodes)) for side in (before, after))
    taken = {node.value for structure in old for quad in structure.quads for node in blank_nodes(quad)}
    return Structures(tuple(_without(old, new)), tuple(_fresh(_without(new, old), taken)))


def _structures(lines: Iterable[bytes]) -> Iterator[Structure]:
    for group in _connected(quads(tuple(sorted(lines)))):
        dataset = Dataset(group)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        text = serialize(dataset, format=RdfFormat.N_QUADS) or b""
        yield Structure(tuple(group), b"".join(sorted(text.splitlines(keepends=True))))


def _connected(held: list[Quad]) -> Iterable[list[Quad]]:
    above: dict[BlankNode, BlankNode] = {}

    def root(node: BlankNode) -> BlankNode:
        while (upper := above.setdefault(node, node)) != node:
            above[node] = above[upper]
            node = upper
        return node

    for quad in held:
        first, *rest = blank_nodes(quad)
        for node in rest:
            above[root(node)] = root(first)
    groups: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in held:
        groups[root(next(iter(blank_nodes(quad))))].append(quad)
    return groups.values()


def _without(these: list[Structure], others: list[Structure]) -> Iterator[Structure]:
    spare = Counter(structure.canonical for structure in others)
    for structure in sorted(these, key=lambda one: (one.canonical, str(one.quads))):
        if spare[structure.canonical]:
            spare[structure.canonical] -= 1
        else:
            yield structure


def _fresh(structures: Iterable[Structure], taken: set[str]) -> Iterator[Structure]:
    for number, structure in enumerate(structures):
        stem = f"b{number}h{sha256(structure.canonical).hexdigest()[:12]}"
        while any(label.startswith(stem) for label in taken):
            stem += "x"
        nodes = sorted({node for quad in structure.quads for node in blank_nodes(quad)}, key=str)
        names = {node: BlankNode(f"{stem}n{nth}") for nth, node in enumerate(nodes)}
        yield Structure(tuple(_renamed(quad, names) for quad in structure.quads), structure.canonical)


def _renamed(quad: Quad, names: Mapping[BlankNode, BlankNode]) -> Quad:
    triple = _renamed_triple(quad.triple, names)
    graph = quad.graph_name
    named = names[graph] if isinstance(graph, BlankNode) else graph
    return Quad(triple.subject, triple.predicate, triple.object, named)


def _renamed_triple(triple: Triple, names: Mapping[BlankNode, BlankNode]) -> Triple:
    subject, value = triple.subject, triple.object
    if isinstance(value, Triple):
        value = _renamed_triple(value, names)
    return Triple(
        names[subject] if isinstance(subject, BlankNode) else subject,
        triple.predicate,
        names[value] if isinstance(value, BlankNode) else value,
    )
