"""The parts of a release in the formats of RDF: each read from its N-Triples and written piece by piece."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

import ontology
from loaders.downloads.parts import Part, Parts

_TRIPLES = (RdfFormat.TURTLE, RdfFormat.RDF_XML)
_HELD = 32 * 1024**2
"""Bytes of N-Triples that are kept in memory from one format to the next; what is larger is read again for each."""


@dataclass(frozen=True)
class Document:
    """A file of RDF: the part that it holds, its format, and whether it tells the named graphs apart."""

    part: Part
    form: RdfFormat
    named: bool = False

    @property
    def path(self) -> str:
        """Where it is below the folder of the dumps."""
        return f"{self.part.stem}.{self.form.file_extension}"


@dataclass(frozen=True)
class _Work:
    """A part to be written in some formats from the N-Triples of others, in their named graphs or without."""

    part: Part
    forms: tuple[RdfFormat, ...]
    sources: tuple[Part, ...]
    named: bool = False


def written(folder: Path, parts: Parts) -> Iterator[Document]:
    """Every document of a release, each given when its file is there."""
    whole = replace(parts.union, triples=sum(part.triples for part in parts.graphs))
    yield Document(whole, RdfFormat.N_QUADS, named=True)
    for part in (parts.union, *parts.graphs, *parts.classes):
        yield Document(part, RdfFormat.N_TRIPLES)
    for work in _works(parts, whole):
        yield from _done(folder, work)


def _works(parts: Parts, whole: Part) -> Iterator[_Work]:
    yield _Work(whole, (RdfFormat.TRIG, RdfFormat.JSON_LD), parts.graphs, named=True)
    yield _Work(parts.union, _TRIPLES, (parts.union,))
    for part in parts.graphs:
        yield _Work(part, (RdfFormat.N_QUADS, RdfFormat.TRIG), (part,), named=True)
    for part in (*parts.graphs, *parts.classes):
        yield _Work(part, (*_TRIPLES, RdfFormat.JSON_LD), (part,))


def _done(folder: Path, work: _Work) -> Iterator[Document]:
    is_small = sum((folder / f"{part.stem}.nt").stat().st_size for part in work.sources) <= _HELD
    held = list(_quads(folder, work)) if is_small else None
    for form in work.forms:
        document = Document(work.part, form, work.named)
        with (folder / document.path).open("wb") as file:
            ontology.write(_quads(folder, work) if held is None else held, file, form, ontology.prefixes())
        yield document


def _quads(folder: Path, work: _Work) -> Iterable[Quad]:
    return chain.from_iterable(_of_part(folder, part, named=work.named) for part in work.sources)


def _of_part(folder: Path, part: Part, *, named: bool) -> Iterable[Quad]:
    found = parse(path=str(folder / f"{part.stem}.nt"), format=RdfFormat.N_TRIPLES)
    if not named or part.graph is None:
        return found
    graph = NamedNode(part.graph)
    return (Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found)
