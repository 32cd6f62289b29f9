"""Catalogues as documents, with prefixes for the vocabularies that they are written in."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from io import BytesIO

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

import ontology
from server.catalogue.words import PREFIXES, RDF
from server.formats import Answer, Choice

Object = dict[str, object]
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def answer(triples: Iterable[Triple], choice: Choice) -> Answer:
    """The triples as an answer in the chosen format."""
    form = choice.format.engine
    assert isinstance(form, RdfFormat), choice  # noqa: S101 (formats.GRAPHS says so)
    if form == RdfFormat.JSON_LD:
        return Answer(_json_ld(triples), choice.media_type)
    file = BytesIO()
    ontology.write(triples, file, form, PREFIXES)
    return Answer(file.getvalue(), choice.media_type)


def _json_ld(triples: Iterable[Triple]) -> bytes:
    """A node an object, names shortened by prefixes alone; a JSON-LD processor takes seconds for thousands of them."""
    nodes: dict[str, dict[str, list[object]]] = {}
    for triple in triples:
        node = nodes.setdefault(_name(triple.subject), {})
        if triple.predicate == RDF.type:
            node.setdefault("@type", []).append(_short(_name(triple.object)))
        else:
            node.setdefault(_short(triple.predicate.value), []).append(_value(triple.object))
    graph = [{"@id": name, **{key: _alone(values) for key, values in node.items()}} for name, node in nodes.items()]
    return json.dumps({"@context": PREFIXES, "@graph": graph}, ensure_ascii=False).encode()


def _alone(values: list[object]) -> object:
    return values[0] if len(values) == 1 else values


def _name(term: NamedNode | BlankNode | Literal | Triple) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _value(term: NamedNode | BlankNode | Literal | Triple) -> Mapping[str, str] | str:
    if not isinstance(term, Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return (
        term.value if term.datatype.value == _STRING else {"@value": term.value, "@type": _short(term.datatype.value)}
    )


@lru_cache(1024)
def _short(iri: str) -> str:
    for prefix, space in PREFIXES.items():
        rest = iri.removeprefix(space)
        if rest not in {iri, ""} and "/" not in rest:
            return f"{prefix}:{rest}"
    return iri
