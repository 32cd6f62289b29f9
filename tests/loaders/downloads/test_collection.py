"""The files of the shipped release beside the list that tells of them."""

import csv
import gzip
import json
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from backports import zstd
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, parse

import queries
from loaders import dump, release
from loaders.downloads import documents
from loaders.downloads.parts import Part, Parts

UNPACKED = {"gzip": gzip.decompress, "zstd": zstd.decompress}
CSVW = "application/csvm+json"
Listed = list[dict[str, Any]]


@pytest.fixture(scope="session")
def folder(store: Path) -> Path:
    return store / "current" / "dumps"


@pytest.fixture(scope="session")
def listed(folder: Path) -> Listed:
    found: Listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return found


def quads(path: Path, media_type: str) -> list[Quad]:
    form = RdfFormat.from_media_type(media_type)
    assert form is not None, media_type
    return list(parse(path=str(path), format=form))


def canonical(found: list[Quad], *, as_one_graph: bool) -> set[Quad]:
    """The quads, with blank nodes named by what they are."""
    if as_one_graph:
        found = [Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in found]
    blank = Dataset(quad for quad in found if BlankNode in {type(quad.subject), type(quad.object)})
    blank.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad for quad in found if BlankNode not in {type(quad.subject), type(quad.object)}} | set(blank)


def test_every_file_is_listed_as_it_is(folder: Path, listed: Listed) -> None:
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert [one["path"] for one in listed] == sorted(there - {"manifest.json"})
    for one in listed:
        content = (folder / one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), sha256(content).hexdigest()), one["path"]
        assert one["title_ja"], one["path"]
        assert one["title_en"], one["path"]


def test_a_compressed_file_holds_the_plain_one(folder: Path, listed: Listed) -> None:
    plain = {one["path"]: one for one in listed if not one["compression"]}
    packed = [one for one in listed if one["compression"]]
    assert {one["compression"] for one in packed} == set(UNPACKED)
    for one in packed:
        inner = plain[one["path"].rpartition(".")[0]]
        content = UNPACKED[one["compression"]]((folder / one["path"]).read_bytes())
        assert sha256(content).hexdigest() == inner["sha256"]
        assert one["bytes"] < inner["bytes"]
        same = ("title_ja", "title_en", "graph", "class", "media_type", "triples", "rows")
        assert [one[name] for name in same] == [inner[name] for name in same]


def test_triples_and_rows_are_counted(folder: Path, listed: Listed) -> None:
    for one in listed:
        path = folder / one["path"]
        if one["compression"]:
            continue
        if one["media_type"] == "text/csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                assert (one["triples"], one["rows"]) == (None, sum(1 for _ in csv.reader(file)) - 1), one["path"]
        elif one["media_type"] == CSVW:
            assert (one["triples"], one["rows"]) == (None, None)
        else:
            assert (one["triples"], one["rows"]) == (len(quads(path, one["media_type"])), None), one["path"]


def test_all_formats_of_a_content_agree(folder: Path, listed: Listed) -> None:
    stems = defaultdict(list)
    for one in listed:
        if not one["compression"] and one["triples"] is not None:
            stems[one["path"].rpartition(".")[0]].append(one)
    assert {len(files) for files in stems.values()} == {4, 6}
    for stem, files in stems.items():
        read = [quads(folder / one["path"], one["media_type"]) for one in files]
        first, *others = (canonical(found, as_one_graph=True) for found in read)
        assert all(other == first for other in others), stem
        if stem.startswith("classes/"):
            assert {quad.graph_name for found in read for quad in found} <= {DefaultGraph()}


def test_the_formats_with_graphs_keep_them(folder: Path) -> None:
    whole = canonical(quads(folder / "seisaku.nq", "application/n-quads"), as_one_graph=False)
    assert canonical(quads(folder / "seisaku.trig", "application/trig"), as_one_graph=False) == whole
    assert canonical(quads(folder / "seisaku.jsonld", "application/ld+json"), as_one_graph=False) == whole


def test_the_whole_is_called_what_it_is(folder: Path, listed: Listed) -> None:
    titles = {one["path"]: one["title_en"] for one in listed if one["path"].startswith("seisaku.")}
    assert len(titles) == 18
    for path, title in titles.items():
        named = path.split(".")[1] in {"nq", "trig", "jsonld"}
        assert ("in its named graphs" in title, "as one graph" in title) == (named, not named), path


def test_the_graphs_are_those_of_the_release(store: Path, listed: Listed) -> None:
    manifest = release.manifest(store)
    assert manifest is not None
    sizes = {one["graph"]: one["triples"] for one in listed if one["graph"]}
    assert sizes == dict(manifest.graphs)
    [whole] = [one for one in listed if one["path"] == "seisaku.nq"]
    assert (whole["triples"], whole["sha256"][:16]) == (manifest.triples, manifest.release)


def test_the_quads_are_still_what_dump_gives(store: Path, folder: Path) -> None:
    assert (folder / "seisaku.nq").read_bytes() == dump.dump(store, None, "nq")


def test_every_class_of_ours_has_files(folder: Path, listed: Listed) -> None:
    """A class whose things are all of a class with files needs none of its own."""
    types = defaultdict(set)
    for quad in quads(folder / "seisaku.nt", "application/n-triples"):
        if quad.predicate.value.endswith("22-rdf-syntax-ns#type"):
            types[quad.subject].add(str(quad.object).strip("<>"))
    covered = {one["class"] for one in listed if one["class"]}
    assert covered == {table.class_iri for table in queries.tables()}
    ours = [found for found in types.values() if any("/seisaku/ontology#" in kind for kind in found)]
    assert len(ours) > 1000
    assert [found for found in ours if not found & covered] == []


def test_what_is_large_is_read_again_for_each_format(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (folder / "graphs" / "catalog.nt").read_bytes()
    (tmp_path / "graphs").mkdir()
    for name in ("seisaku.nt", "graphs/catalog.nt"):
        (tmp_path / name).write_bytes(text)
    monkeypatch.setattr(documents, "_HELD", 0)
    part = Part("graphs/catalog", text.count(b"\n"), graph="https://w3id.org/seisaku/graph/catalog")
    made = list(documents.written(tmp_path, Parts(Part("seisaku", part.triples), (part,), ())))
    assert len(made) == 12
    for document in made:
        if document.path.startswith("graphs/"):
            assert (tmp_path / document.path).read_bytes() == (folder / document.path).read_bytes()
