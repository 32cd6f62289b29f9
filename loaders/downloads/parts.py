"""The sorted N-Quads of a release taken apart: the union, each named graph and each class as N-Triples.

It is read once, line by line; the lines of one thing are together in memory, and no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from loaders import iris

_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_THING = f"<{iris.thing('', '').value.rstrip('/')}/".encode()
_HELD = 1024**2


@dataclass(frozen=True)
class Part:
    """A file of N-Triples below the folder of the dumps, without its suffix, and how many it holds.

    `graph` is the named graph that it is, `class_iri` the class whose things it describes; the union is of neither.
    """

    stem: str
    triples: int
    graph: str | None = None
    class_iri: str | None = None


@dataclass(frozen=True)
class Parts:
    """The union of the graphs, the graphs and the classes, each in the order of the files' names."""

    union: Part
    graphs: tuple[Part, ...]
    classes: tuple[Part, ...]


class _Files:
    """Files that grow by lines; any number of them, of which none stays open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: defaultdict[str, list[bytes]] = defaultdict(list)
        self._sizes: defaultdict[str, int] = defaultdict(int)
        self.lines: defaultdict[str, int] = defaultdict(int)

    def add(self, stem: str, triples: Iterable[bytes]) -> None:
        self.lines[stem] += 0
        for triple in triples:
            self._held[stem].append(triple)
            self._sizes[stem] += len(triple)
            self.lines[stem] += 1
        if self._sizes[stem] > _HELD:
            self._write(stem)

    def _write(self, stem: str) -> None:
        path = self._folder / f"{stem}.nt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.writelines(b"%b .\n" % triple for triple in self._held.pop(stem, ()))
        self._sizes[stem] = 0

    def end(self) -> None:
        for stem in sorted(self.lines):
            self._write(stem)


def split(quads: Path, classes: Mapping[str, str]) -> Parts:
    """The parts of the sorted N-Quads, written beside them; `classes` are the IRIs of classes by the names of files.

    Each quad is in a named graph. A thing that is of several of the classes stands in the file of each.
    """
    files, things = _Files(quads.parent), _Things({f"<{iri}>".encode(): name for name, iri in classes.items()})
    graphs: dict[bytes, str] = {}
    with quads.open("rb") as file:
        for subject, lines in groupby(file, _subject):
            found = [(triple, graph) for triple, _, graph in (line[:-3].rpartition(b" ") for line in lines)]
            for triple, graph in found:
                if graph not in graphs:
                    graphs[graph] = _stem(graph)
                files.add(graphs[graph], (triple,))
            # A triple of several graphs stands in lines that follow each other.
            triples = [triple for triple, _ in groupby(triple for triple, _ in found)]
            files.add(quads.stem, triples)
            for name, described in things.described(subject, triples):
                files.add(f"classes/{name}", described)
    for name in classes:
        files.add(f"classes/{name}", ())
    files.end()
    return Parts(
        Part(quads.stem, files.lines[quads.stem]),
        tuple(Part(stem, files.lines[stem], graph=graph[1:-1].decode()) for graph, stem in sorted(graphs.items())),
        tuple(_class(name, iri, files) for name, iri in sorted(classes.items())),
    )


def _class(name: str, iri: str, files: _Files) -> Part:
    return Part(f"classes/{name}", files.lines[f"classes/{name}"], class_iri=iri)


def _subject(line: bytes) -> bytes:
    return line.partition(b" ")[0]


def _stem(graph: bytes) -> str:
    return "graphs/" + quote(graph[1:-1].decode().removeprefix(iris.graph("").value), safe="/")


class _Things:
    """The descriptions of things by class, each with its parts: what its own IRI with a fragment names."""

    def __init__(self, classes: Mapping[bytes, str]) -> None:
        self._classes = classes
        # `<thing#part>` comes before `<thing>`, but others may come between.
        self._parts: defaultdict[bytes, list[bytes]] = defaultdict(list)

    def described(self, subject: bytes, triples: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
        if subject.startswith(_THING) and b"#" in subject:
            self._parts[subject.partition(b"#")[0] + b">"] += triples
            return
        parts = self._parts.pop(subject, [])
        for name in self._names(triples):
            yield name, triples + parts

    def _names(self, triples: Iterable[bytes]) -> list[str]:
        said = (triple.split(b" ", 2) for triple in triples)
        return sorted(
            {self._classes[value] for _, predicate, value in said if predicate == _TYPE and value in self._classes}
        )
