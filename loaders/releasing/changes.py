"""What was added, corrected and withdrawn between two releases: one change a thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from loaders import catalog, inference, iris
from loaders.releasing import lines, structures
from loaders.releasing.lines import Line, Lines
from loaders.releasing.sides import Side
from loaders.releasing.structures import Structures
from ontology import BASE, OWL

_DERIVED = frozenset({inference.GRAPH, catalog.GRAPH})
_EVIDENCE = iris.thing("evidence", "").value


class Kind(Enum):
    """What happened to a thing, with the mark that stands for it in a list."""

    ADDED = "+"
    CORRECTED = "~"
    WITHDRAWN = "-"


@dataclass(frozen=True)
class Change:
    """A thing, what happened to it, and the quads that went and came."""

    subject: NamedNode | BlankNode
    kind: Kind
    removed: tuple[Quad, ...]
    added: tuple[Quad, ...]

    @cached_property
    def asserted(self) -> tuple[tuple[Quad, ...], tuple[Quad, ...]]:
        """The quads that went and came without those that rules and counting made of others."""
        went, came = (tuple(q for q in side if q.graph_name not in _DERIVED) for side in (self.removed, self.added))
        return went, came

    @cached_property
    def is_structure(self) -> bool:
        """Whether it is about blank nodes."""
        return any(lines.blank_nodes(quad) for quad in (*self.removed, *self.added))

    @property
    def is_derived(self) -> bool:
        """Whether it follows from other changes altogether."""
        return not any(self.asserted)

    @property
    def record(self) -> NamedNode | None:
        """The record that the thing is the evidence of, or a part of that."""
        if isinstance(self.subject, BlankNode) or not self.subject.value.startswith(_EVIDENCE):
            return None
        return NamedNode(owner(self.subject.value))


def owner(iri: str) -> str:
    """The IRI of the thing that an IRI belongs to: evidence to its record, a part to its whole; terms are no parts."""
    if iri.startswith(_EVIDENCE):
        iri = BASE + "id/" + iri.removeprefix(_EVIDENCE)
    is_part = iri.startswith(BASE) and not iri.startswith(BASE + "ontology#")
    return iri.partition("#")[0] if is_part else iri


@dataclass(frozen=True)
class Comparison:
    """Two sides and how to go through what they differ in, as often as one likes."""

    before: Side
    after: Side

    @property
    def are_equal(self) -> bool:
        """Whether both say the same, whatever they call their blank nodes."""
        return self.before.lines.sha256 == self.after.lines.sha256 or next(self.changes(), None) is None

    def changes(self) -> Iterator[Change]:
        """The changes of named things in the order of their IRIs, then those of structures of blank nodes."""
        old, new = self.before.lines, self.after.lines
        for subject, found in groupby(lines.differing(old, new), key=_subject):
            yield _change(subject, list(found), old, new)
        yield from _of_structures(structures.differing(old, new))


def _of_structures(found: Structures) -> Iterator[Change]:
    owned: dict[NamedNode | BlankNode, tuple[list[Quad], list[Quad]]] = {}
    for side, those in enumerate((found.removed, found.added)):
        for one in those:
            owned.setdefault(one.owner or one.first, ([], []))[side].extend(one.quads)
    for node, (removed, added) in sorted(owned.items(), key=lambda item: str(item[0])):
        kind = Kind.CORRECTED if isinstance(node, NamedNode) else Kind.ADDED if added else Kind.WITHDRAWN
        yield Change(node, kind, tuple(removed), tuple(added))


def _subject(line: Line) -> bytes:
    return line.text[: line.text.index(b" ")]


def _change(subject: bytes, found: list[Line], old: Lines, new: Lines) -> Change:
    removed = lines.quads(tuple(line.text for line in found if not line.is_added))
    added = lines.quads(tuple(line.text for line in found if line.is_added))
    node = (removed or added)[0].subject
    assert isinstance(node, NamedNode)  # noqa: S101 (lines with blank nodes are structures)
    return Change(node, _kind(subject, added, old, new), tuple(removed), tuple(added))


def _kind(subject: bytes, added: list[Quad], old: Lines, new: Lines) -> Kind:
    if not any(True for _ in new.about(subject)):
        return Kind.WITHDRAWN
    if any(quad.predicate == OWL.deprecated and quad.object == Literal(True) for quad in added):
        return Kind.WITHDRAWN
    return Kind.CORRECTED if any(True for _ in old.about(subject)) else Kind.ADDED
