"""The names of codes in both languages, as the ontology's code lists have them."""

from collections.abc import Mapping
from functools import cache

from pyoxigraph import Literal, NamedNode

import ontology
from ontology import SKOS


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    return {
        (triple.subject.value, triple.object.language or ""): triple.object.value
        for triple in ontology.triples()
        if triple.predicate == SKOS.prefLabel
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    }


def named(scheme: str, notation: str, language: str) -> str:
    """The label of a code, the notation itself where the lists have none."""
    try:
        concept = ontology.concept(scheme, notation)
    except ontology.UnknownCode:
        return notation
    return _labels().get((concept.value, language), notation)


def fiscal_year(start_year: int, language: str) -> str:
    """A fiscal year by the year in which it starts."""
    return f"{start_year}年度" if language == "ja" else f"FY{start_year}"
