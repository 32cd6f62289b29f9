"""The sorted N-Quads taken apart, as far as the shipped graph does not show it."""

from pathlib import Path

import pytest

from loaders.downloads import parts
from loaders.downloads.parts import Part, split

ID, SK, G = (f"https://w3id.org/seisaku/{name}" for name in ("id/", "ontology#", "graph/"))
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
CLASSES = {"programs": SK + "Program", "bodies": SK + "Body", "years": SK + "FiscalYear"}


def line(subject: str, rest: str, graph: str) -> str:
    return f"<{ID}{subject}> {rest} <{G}{graph}> .\n"


QUADS = sorted(
    [
        line("program/a", f"{TYPE} <{SK}Program>", "registry"),
        line("program/a", f"{TYPE} <{SK}Body>", "inferred"),
        line("program/a", '<http://p> "the \\" <x> . end"@en', "registry"),
        line("program/a", '<http://p> "the \\" <x> . end"@en', "document/b"),
        line("program/a#part", '<http://p> "of a"', "registry"),
        # Stands between `program/a#part` and `program/a`.
        line("program/a-1", f"{TYPE} <{SK}Program>", "registry"),
        line("nothing/x", '<http://p> "of no class"', "registry"),
        '<https://w3id.org/seisaku/ontology#x> <http://p> "a term" <https://w3id.org/seisaku/graph/ontology> .\n',
        "_:c14n0 <http://p> _:c14n1 <https://w3id.org/seisaku/graph/ontology> .\n",
    ]
)


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    path = tmp_path / "seisaku.nq"
    path.write_text("".join(QUADS), encoding="utf-8")
    return path


def lines(folder: Path, part: Part) -> list[str]:
    found = (folder / f"{part.stem}.nt").read_text(encoding="utf-8").splitlines()
    assert len(found) == part.triples
    return found


def test_the_union_holds_a_triple_of_two_graphs_once(quads: Path) -> None:
    union = split(quads, CLASSES).union
    assert union == Part("seisaku", len(QUADS) - 1)
    assert lines(quads.parent, union) == sorted({text.rpartition(" <")[0] + " ." for text in QUADS})


def test_each_graph_is_a_file_of_its_own(quads: Path) -> None:
    graphs = split(quads, CLASSES).graphs
    assert [(part.stem, part.graph, part.triples) for part in graphs] == [
        ("graphs/document/b", G + "document/b", 1),
        ("graphs/inferred", G + "inferred", 1),
        ("graphs/ontology", G + "ontology", 2),
        ("graphs/registry", G + "registry", 5),
    ]
    assert lines(quads.parent, graphs[2])[-1] == "_:c14n0 <http://p> _:c14n1 ."
    assert sum(len(lines(quads.parent, part)) for part in graphs) == len(QUADS)


def test_a_class_describes_its_things_and_their_parts(quads: Path) -> None:
    bodies, programs, years = split(quads, CLASSES).classes
    a = f"<{ID}program/a>"
    described = [
        f'{a} <http://p> "the \\" <x> . end"@en .',
        f"{a} {TYPE} <{SK}Body> .",
        f"{a} {TYPE} <{SK}Program> .",
        f'<{ID}program/a#part> <http://p> "of a" .',
    ]
    assert lines(quads.parent, bodies) == described
    assert lines(quads.parent, programs) == [f"<{ID}program/a-1> {TYPE} <{SK}Program> .", *described]
    assert lines(quads.parent, years) == []
    assert (years.class_iri, years.triples) == (SK + "FiscalYear", 0)


def test_files_grow_piece_by_piece(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [quads.parent / f"{part.stem}.nt" for part in split(quads, CLASSES).graphs]
    whole = [path.read_bytes() for path in paths]
    for path in paths:
        path.unlink()
    monkeypatch.setattr(parts, "_HELD", 1)
    split(quads, {})
    assert [path.read_bytes() for path in paths] == whole
