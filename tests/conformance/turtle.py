"""A Turtle file as a graph to walk through: values of properties, and lists."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = NamedNode(RDF + "type")
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))


class TurtleFile:
    """The triples of one file."""

    def __init__(self, path: Path, base: str) -> None:
        self._path = path
        self._triples = Store()
        self._triples.load(path=str(path), format=RdfFormat.TURTLE, base_iri=base)

    def subjects(self, predicate: NamedNode, value: Term | None = None) -> list[Node]:
        """What has the property, with that value if one is given."""
        found = (quad.subject for quad in self._triples.quads_for_pattern(None, predicate, value))
        return [subject for subject in found if isinstance(subject, Node)]

    def all(self, subject: Node, predicate: NamedNode) -> list[Term]:
        """The values of a property, in no order."""
        return [quad.object for quad in self._triples.quads_for_pattern(subject, predicate, None)]

    def nodes(self, subject: Node, predicate: NamedNode) -> list[Node]:
        """The values of a property that are no literals."""
        return [value for value in self.all(subject, predicate) if isinstance(value, Node)]

    def node(self, subject: Node, predicate: NamedNode) -> Node:
        """The one value of a property, which is no literal."""
        values = self.nodes(subject, predicate)
        if len(values) != 1:
            raise LookupError(f"{self._path}: {subject} has {len(values)} nodes as {predicate}, not one")
        return values[0]

    def text(self, subject: Node, predicate: NamedNode) -> str | None:
        """The literal or name that is the one value of a property, or None if it has none."""
        values = [value.value for value in self.all(subject, predicate) if isinstance(value, Literal | NamedNode)]
        if len(values) > 1:
            raise LookupError(f"{self._path}: {subject} has {len(values)} values of {predicate}")
        return values[0] if values else None

    def demanded(self, subject: Node, predicate: NamedNode) -> str:
        """The literal or name that is the one value of a property."""
        value = self.text(subject, predicate)
        if value is None:
            raise LookupError(f"{self._path}: {subject} has no {predicate}")
        return value

    def items(self, subject: Node, predicate: NamedNode) -> Iterator[Node]:
        """The items of the lists that a property holds."""
        for head in self.nodes(subject, predicate):
            place = head
            while place != _NIL:
                yield self.node(place, _FIRST)
                place = self.node(place, _REST)
