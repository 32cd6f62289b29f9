"""The words of the graph, read from the Turtle beside this file: a closed vocabulary and its code lists.

`SK.amount` is the property `sk:amount`; a name that no Turtle file declares raises `UnknownTerm`.
`concept("phase", "draft")` is a code; an unknown notation raises `UnknownCode` and names the known ones.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

BASE = "https://w3id.org/seisaku/"
LICENCE = NamedNode("https://spdx.org/licenses/MIT")
"""On which terms everything of ours may be used that says nothing else of itself."""
FOLDER = Path(__file__).parent
FILES = tuple(FOLDER / name for name in ("seisaku.ttl", "codes.ttl", "external.ttl"))

_FEW = 12
_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NOTATION = NamedNode("http://www.w3.org/2004/02/skos/core#notation")
_LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


class OntologyError(Exception):
    """What the ontology does not say."""


class UnknownTerm(OntologyError, AttributeError):
    """A term that no Turtle file of the ontology declares."""


class UnknownCode(OntologyError):
    """A notation that its scheme does not have."""


@cache
def _parsed() -> tuple[tuple[Quad, ...], Mapping[str, str]]:
    quads: list[Quad] = []
    prefixes: dict[str, str] = {}
    for path in FILES:
        reader = parse(path=path, format=RdfFormat.TURTLE)
        quads.extend(reader)
        prefixes |= reader.prefixes
    return tuple(quads), prefixes


def triples() -> Iterator[Triple]:
    """Every triple of the ontology, its code lists and its declarations of foreign terms."""
    return (quad.triple for quad in _parsed()[0])


def prefixes() -> dict[str, str]:
    """The prefixes that the Turtle files declare, prefix to namespace."""
    return dict(_parsed()[1])


def written(statements: Iterable[Triple] | Iterable[Quad], form: RdfFormat) -> bytes:
    """The triples or quads as a document in an RDF format, with our prefixes where the format has some."""
    file = BytesIO()
    write(statements, file, form, prefixes())
    return file.getvalue()


def write(
    statements: Iterable[Triple] | Iterable[Quad], file: IO[bytes], form: RdfFormat, declared: Mapping[str, str]
) -> None:
    """Writes such a document with these prefixes, piece by piece."""
    if form not in (RdfFormat.TURTLE, RdfFormat.TRIG):
        serialize(statements, file, form, prefixes=dict(declared))
        return
    ordered = _SortedLines(file, len(declared))
    serialize(statements, cast(IO[bytes], ordered), form, prefixes=dict(declared))
    ordered.end()


def dump(
    store: Store, file: IO[bytes], form: RdfFormat, graph: NamedNode | DefaultGraph, declared: Mapping[str, str]
) -> None:
    """Writes a graph of a store as such a document; the triples stay where they are."""
    headed = form in (RdfFormat.TURTLE, RdfFormat.TRIG)
    ordered = _SortedLines(file, len(declared) if headed else 0)
    store.dump(cast(IO[bytes], ordered), form, from_graph=graph, prefixes=dict(declared) if headed else None)
    ordered.end()


class _SortedLines:
    """A file whose first lines are sorted: Oxigraph writes prefixes in another order in each process."""

    def __init__(self, file: IO[bytes], lines: int) -> None:
        self._file = file
        self._lines = lines
        self._held: bytes | None = b""

    def write(self, data: bytes) -> int:
        """Takes the bytes; holds them back until the first lines are there."""
        if self._held is None:
            return self._file.write(data)
        self._held += data
        if self._held.count(b"\n") >= self._lines:
            self.end()
        return len(data)

    def flush(self) -> None:
        """Flushes the file below."""
        self._file.flush()

    def end(self) -> None:
        """Writes what is held back."""
        if self._held is not None:
            *first, rest = self._held.split(b"\n", self._lines)
            self._held = None
            self._file.write(b"\n".join([*sorted(first), rest]))


def context() -> dict[str, object]:
    """The JSON-LD context document, `{"@context": ...}`."""
    loaded: dict[str, object] = json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    return loaded


@cache
def _declared() -> frozenset[str]:
    subjects = (quad.subject for quad in _parsed()[0] if quad.predicate == _RDF_TYPE)
    return frozenset(subject.value for subject in subjects if isinstance(subject, NamedNode))


class Namespace:
    """The declared terms below one IRI, as attributes."""

    def __init__(self, iri: str) -> None:
        self._iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        iri = self._iri + name
        if name.startswith("__") or iri not in _declared():
            raise UnknownTerm(f"{iri} is declared in none of {', '.join(path.name for path in FILES)}")
        return NamedNode(iri)


SK = Namespace(BASE + "ontology#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
OA = Namespace("http://www.w3.org/ns/oa#")
QB = Namespace("http://purl.org/linked-data/cube#")
OBEU_DIMENSION = Namespace("http://data.openbudgets.eu/ontology/dsd/dimension/")
OBEU_MEASURE = Namespace("http://data.openbudgets.eu/ontology/dsd/measure/")
OBEU_ATTRIBUTE = Namespace("http://data.openbudgets.eu/ontology/dsd/attribute/")
TIME = Namespace("http://www.w3.org/2006/time#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
PROV = Namespace("http://www.w3.org/ns/prov#")
VOID = Namespace("http://rdfs.org/ns/void#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = Namespace("https://schema.org/")


@cache
def _codes() -> Mapping[tuple[str, str], NamedNode]:
    found: dict[tuple[str, str], NamedNode] = {}
    for quad in _parsed()[0]:
        if quad.predicate == _NOTATION and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            scheme = quad.subject.value.removeprefix(BASE + "id/").split("/", 1)[0]
            found[scheme, quad.object.value] = quad.subject
    return found


def notations(scheme: str) -> tuple[str, ...]:
    """The notations of a code list, in order of the alphabet."""
    return tuple(sorted(notation for name, notation in _codes() if name == scheme))


def labels(scheme: str, language: str) -> Mapping[str, str]:
    """What each notation of a code list is called in a language."""
    return {notation: _labels()[concept(scheme, notation), language] for notation in notations(scheme)}


@cache
def _labels() -> Mapping[tuple[NamedNode, str], str]:
    return {
        (quad.subject, quad.object.language or ""): quad.object.value
        for quad in _parsed()[0]
        if quad.predicate == _LABEL and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    }


def concept(scheme: str, notation: str) -> NamedNode:
    """The concept with this notation in the scheme; `UnknownCode` names those it could be."""
    try:
        return _codes()[scheme, notation]
    except KeyError:
        known = notations(scheme)
        near = get_close_matches(notation, known, n=_FEW) if len(known) > _FEW else known
        would = f"it would be one of {', '.join(near or known[:_FEW])}" if known else "there is no such scheme"
        raise UnknownCode(f"{notation!r} is no {scheme}; {would}") from None
