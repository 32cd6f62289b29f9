"""The names of the ontology's terms and codes in Japanese and English, from the ontology itself."""

from collections.abc import Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

import ontology
from ontology import RDFS, SKOS


@cache
def _names() -> Mapping[tuple[NamedNode, str], str]:
    """The name of each term by the term and the language."""
    return {
        (triple.subject, triple.object.language): triple.object.value
        for triple in ontology.triples()
        if triple.predicate in (RDFS.label, SKOS.prefLabel)
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and triple.object.language
    }


def class_name(name: str, language: str) -> str:
    """The name of a class of the ontology, which in English begins with a capital."""
    return _names()[NamedNode(f"{ontology.BASE}ontology#{name}"), language]


def code_name(scheme: str, notation: str, language: str) -> str:
    """The name of a code in a list of codes."""
    return _names()[ontology.concept(scheme, notation), language]
