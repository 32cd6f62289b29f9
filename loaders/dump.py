"""The graph as a file, in a canonical form: the same release gives the same bytes."""

from pathlib import Path
from types import MappingProxyType

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

import ontology
from loaders import release
from loaders.errors import StoreUnusable

FORMATS = MappingProxyType(
    {
        "nq": RdfFormat.N_QUADS,
        "trig": RdfFormat.TRIG,
        "nt": RdfFormat.N_TRIPLES,
        "ttl": RdfFormat.TURTLE,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
)


def dump(store: Path, graph: str | None, form: str) -> bytes:
    """The current release, or one named graph of it, in a format of `FORMATS`.

    A format without graphs holds the union of them. `StoreUnusable` when there is no release, no such graph or no
    such format.
    """
    if form not in FORMATS:
        raise StoreUnusable(f"{form!r} is no format; it would be one of {', '.join(FORMATS)}")
    path = store / "current" / release.DUMP
    if not path.is_file():
        raise StoreUnusable(f"{store} has no release; `seisaku build --store {store}` makes one")
    if graph is None and form == "nq":
        return path.read_bytes()
    quads = [quad for quad in parse(path=str(path), format=RdfFormat.N_QUADS) if _wanted(quad, graph)]
    if not quads:
        raise StoreUnusable(f"{store} has no graph {graph}")
    return _written(quads, FORMATS[form])


def _wanted(quad: Quad, graph: str | None) -> bool:
    return graph is None or (isinstance(quad.graph_name, NamedNode) and quad.graph_name.value == graph)


def _written(quads: list[Quad], form: RdfFormat) -> bytes:
    if not form.supports_datasets:
        quads = list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads))
    return ontology.written(quads, form)
