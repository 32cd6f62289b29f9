"""The shape in which every triple is made: a subject and its facts, an empty cell saying nothing."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

import ontology
from loaders import iris

Value = NamedNode | Literal | None
Fact = tuple[NamedNode, Value | Iterable[Value]]

_XSD = "http://www.w3.org/2001/XMLSchema#"


def about(subject: NamedNode, *facts: Fact) -> Iterator[Triple]:
    """One triple a value."""
    for predicate, value in facts:
        for item in (value,) if isinstance(value, NamedNode | Literal | None) else value:
            if item is not None:
                yield Triple(subject, predicate, item)


def text(value: str | None, language: str | None = None) -> Literal | None:
    """A string, with its language if it has one."""
    return None if value is None else Literal(value, language=language)


def typed(value: str | None, datatype: str) -> Literal | None:
    """A literal of an XSD datatype."""
    return None if value is None else Literal(value, datatype=NamedNode(_XSD + datatype))


def code(scheme: str, notation: str | None) -> NamedNode | None:
    """The concept of a code list."""
    return None if notation is None else ontology.concept(scheme, notation)


def thing(kind: str, key: str | int | None) -> NamedNode | None:
    """The IRI of a thing."""
    return None if key is None else iris.thing(kind, key)
