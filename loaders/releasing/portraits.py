"""What a changed thing is called and where it is printed, in the words of the two releases themselves."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

import ontology
from loaders import iris
from loaders.releasing import lines
from loaders.releasing.changes import Comparison
from ontology import BASE, DCTERMS, RDF, RDFS, SK, SKOS

_LABELS = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
_OWN = f"{BASE}ontology#"
_KEPT = 20_000
_HEADS = MappingProxyType(
    {
        SK.BudgetAmount: (SK.program, SK.fiscalYear, SK.phase),
        SK.BudgetStatement: (SK.program, SK.fiscalYear, SK.phase),
        SK.PolicyCitation: (SK.program, SK.passage, SK.policy, SK.relation),
        SK.Involvement: (SK.program, SK.organization, SK.role),
        SK.SupportTerm: (SK.program, SK.termKind, SK.printed),
        SK.ProgramEntry: (SK.program, SK.inDocument),
        SK.ProgramChange: (SK.before, SK.after, SK.changeKind),
    }
)
"""What the records of a class are called after; they have no labels."""


class Portraits:
    """The things of two releases; what the later one says of a thing goes before what the earlier one says."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._said = lru_cache(_KEPT)(self._read)

    def _read(self, node: NamedNode, predicate: NamedNode) -> tuple[Quad, ...]:
        terms = str(node).encode(), str(predicate).encode()
        sides = (self.comparison.after, self.comparison.before)
        return tuple(lines.quads(tuple(line for side in sides for line in side.lines.about(*terms))))

    def values(self, node: NamedNode, *predicates: NamedNode) -> Iterator[object]:
        """The values of the properties of a thing, in the order of the properties."""
        for predicate in predicates:
            yield from (quad.object for quad in self._said(node, predicate))

    def class_of(self, node: NamedNode | BlankNode) -> NamedNode | None:
        """The class that a thing was said to have, ours before others."""
        if isinstance(node, BlankNode):
            return None
        ranked = sorted(self._said(node, RDF.type), key=_rank)
        found = ranked[0].object if ranked else None
        return found if isinstance(found, NamedNode) else None

    def label(self, node: NamedNode | BlankNode, language: str) -> str:
        """The label of a thing in the language, or in another one, or its IRI in short."""
        if isinstance(node, BlankNode):
            return str(node)
        found = [value for value in self.values(node, *_LABELS) if isinstance(value, Literal)]
        right = next((one for one in found if one.language == language), next(iter(found), None))
        return right.value if right else short(node)

    def title(self, node: NamedNode | BlankNode, language: str) -> str:
        """What a person calls the thing: its label, or the things that a record is about."""
        kind = self.class_of(node)
        heads = _HEADS.get(kind) if kind else None
        if heads is None or isinstance(node, BlankNode):
            return self.label(node, language)
        found = [next(self.values(node, predicate), None) for predicate in heads]
        return ", ".join(self.said(value, language) for value in found if value is not None) or short(node)

    def said(self, value: object, language: str) -> str:
        """A value as a person reads it."""
        return self.label(value, language) if isinstance(value, NamedNode) else str(getattr(value, "value", value))

    def place(self, node: NamedNode | BlankNode) -> tuple[str, str] | None:
        """The document and the lines that the thing is printed at, where it has evidence."""
        if isinstance(node, BlankNode):
            return None
        record = _first(self.values(node, SK.chosenStatement, SK.reconciledFrom)) or node
        evidence = _first(self.values(record, SK.evidence)) or record
        document = _first(self.values(evidence, SK.document))
        numbers = [getattr(value, "value", "") for value in self.values(evidence, SK.lineStart, SK.lineEnd)]
        if document is None or not numbers:
            return None
        ends = dict.fromkeys((numbers[0], next(self._numbers(evidence, SK.lineEnd), numbers[0])))
        return document.value.rpartition("/")[2], "-".join(ends)

    def _numbers(self, node: NamedNode, predicate: NamedNode) -> Iterator[str]:
        return (value.value for value in self.values(node, predicate) if isinstance(value, Literal))


def _rank(quad: Quad) -> tuple[bool, bool, str]:
    graph = quad.graph_name
    inferred = isinstance(graph, NamedNode) and graph == iris.graph("inferred")
    return inferred, not str(quad.object).startswith(f"<{_OWN}"), str(quad.object)


def _first(values: Iterable[object]) -> NamedNode | None:
    return next((value for value in values if isinstance(value, NamedNode)), None)


def short(node: NamedNode) -> str:
    """An IRI in short: with the prefix of its namespace, or without our base."""
    for prefix, namespace in ontology.prefixes().items():
        if prefix and node.value.startswith(namespace) and node.value != namespace:
            return f"{prefix}:{node.value.removeprefix(namespace)}"
    return node.value.removeprefix(BASE)
