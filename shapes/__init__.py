"""What must hold: the shapes of this folder, and a graph or a file held against them.

https://www.w3.org/TR/shacl/. Each constraint is a shape with a name, a severity and a message in Japanese and English.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

import ontology
from shapes.errors import ShapesError, Unreadable
from shapes.files import read
from shapes.report import Report, Result, Severity, to_json, to_text, to_turtle

__all__ = [
    "FILES",
    "Report",
    "Result",
    "Severity",
    "ShapesError",
    "Unreadable",
    "to_json",
    "to_text",
    "to_turtle",
    "validate",
    "validate_file",
]

FILES = tuple(sorted(Path(__file__).parent.glob("*.ttl")))

_ASKED = frozenset(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2000/01/rdf-schema#subClassOf",
        "http://www.w3.org/2004/02/skos/core#inScheme",
    )
)


def validate(ntriples: bytes) -> Report:
    """The report of a whole graph, which holds its ontology, its codes and what is inferred."""
    return Report.of(_results(quad.triple for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES)))


def validate_file(path: Path) -> Report:
    """The report of a person's file, about its own nodes, with our ontology and codes beside it.

    Turtle, N-Triples, N-Quads, TriG, N3, RDF/XML or JSON-LD by its extension; named graphs are taken together.
    Nothing is fetched. `Unreadable` if the file is no RDF.
    """
    own = read(path)
    subjects = {triple.subject for triple in own}
    names = {subject.value if isinstance(subject, NamedNode) else str(subject) for subject in subjects}
    # Of our words the shapes ask only this; what the file itself speaks of is there in full.
    ours = (triple for triple in ontology.triples() if triple.predicate in _ASKED or triple.subject in subjects)
    return Report.of(result for result in _results([*own, *ours]) if result.focus in names)


def _results(triples: Iterable[Triple]) -> Iterator[Result]:
    from shapes import engine  # noqa: PLC0415 (slow to import, and most commands validate nothing)

    return engine.results(triples, FILES)
