from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders import withdrawals
from loaders.errors import Place, TableDefects
from loaders.records import WithdrawnRow
from loaders.releasing.changes import owner
from ontology import BASE, DCTERMS, OWL, RDFS

HELD = NamedNode(BASE + "id/program/held")
GRAPH = NamedNode(BASE + "graph/document/d")
ROW = WithdrawnRow(
    place=Place(Path("withdrawn.csv"), 2),
    path="id/program/gone",
    kind="program",
    withdrawn_on="2026-11-22",
    replaced_by=("id/program/held",),
    reason_ja="重複",
    reason_en="a duplicate",
)


def test_whatever_the_graph_speaks_of_can_be_withdrawn(graph: Store) -> None:
    """But for the vocabulary and the list of questions as such, which cannot go."""
    subjects = (quad.subject for quad in graph if isinstance(quad.subject, NamedNode))
    paths = {owner(node.value).removeprefix(BASE) for node in subjects if node.value.startswith(BASE)}
    assert {path for path in paths if withdrawals.kind_of(path) is None} == {"ontology", "queries/"}
    assert {withdrawals.kind_of(path) for path in paths} > {"program", "statement", "graph", "ontology", "queries"}


@pytest.fixture
def held() -> Store:
    store = Store()
    store.add(Quad(HELD, RDFS.label, Literal("held"), GRAPH))
    store.add(Quad(HELD, DCTERMS.source, NamedNode(BASE + "id/document/d"), GRAPH))
    return store


def said(found: list[Quad], path: str) -> set[tuple[NamedNode, object]]:
    return {(quad.predicate, quad.object) for quad in found if quad.subject == NamedNode(BASE + path)}


def test_a_withdrawn_thing_is_deprecated_and_says_why_and_where_to_go(held: Store) -> None:
    found = list(withdrawals.quads((ROW,), held))
    assert said(found, ROW.path) == {
        (OWL.deprecated, Literal(True)),
        (DCTERMS.isReplacedBy, HELD),
        (RDFS.comment, Literal("重複", language="ja")),
        (RDFS.comment, Literal("a duplicate", language="en")),
    }
    assert {quad.subject for quad in found} == {NamedNode(BASE + ROW.path)}
    assert {quad.graph_name for quad in found} == {withdrawals.GRAPH}


def test_what_was_replaced_by_something_withdrawn_leads_to_what_lives(held: Store) -> None:
    older = replace(ROW, path="id/program/older", replaced_by=("id/program/gone",))
    found = list(withdrawals.quads((ROW, older), held))
    assert (DCTERMS.isReplacedBy, HELD) in said(found, older.path)
    assert (DCTERMS.isReplacedBy, NamedNode(BASE + ROW.path)) not in said(found, older.path)


def test_evidence_goes_with_its_record(held: Store) -> None:
    newer = NamedNode(BASE + "id/statement/d/3-1")
    held.add(Quad(newer, RDFS.label, Literal(""), GRAPH))
    row = replace(ROW, path="id/statement/d/2-1", kind="statement", replaced_by=("id/statement/d/3-1",))
    found = list(withdrawals.quads((row,), held))
    assert (DCTERMS.isReplacedBy, newer) in said(found, "id/statement/d/2-1")
    evidence = said(found, "id/evidence/statement/d/2-1")
    assert (OWL.deprecated, Literal(True)) in evidence
    assert (DCTERMS.isReplacedBy, NamedNode(BASE + "id/evidence/statement/d/3-1")) in evidence


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"path": "id/program/held"}, "path", "still speaks of 'id/program/held'"),
        ({"path": "id/document/d", "kind": "document"}, "path", "still speaks of 'id/document/d'"),
        ({"path": "graph/document/d", "kind": "graph"}, "path", "still speaks of 'graph/document/d'"),
        ({"kind": "policy"}, "kind", "'id/program/gone' is no 'policy'"),
        ({"path": "https://w3id.org/seisaku/id/program/gone"}, "kind", "a path begins as id/program/kakenhi does"),
        ({"path": "id/program/<b>"}, "kind", "is no 'program'"),
        ({"withdrawn_on": "2026-02-30"}, "withdrawn_on", "is no date"),
        ({"withdrawn_on": "2026-11"}, "withdrawn_on", "is no date"),
        ({"replaced_by": ("id/program/nobody",)}, "replaced_by", "neither in the graph nor withdrawn"),
        ({"replaced_by": ("held",)}, "replaced_by", "neither in the graph nor withdrawn"),
        ({"replaced_by": ("id/program/gone",)}, "replaced_by", "id/program/gone is replaced by id/program/gone"),
    ],
)
def test_a_row_that_cannot_be_so_is_named(held: Store, change: dict[str, object], column: str, message: str) -> None:
    with pytest.raises(TableDefects) as refused:
        withdrawals.quads((replace(ROW, **change),), held)  # type: ignore[arg-type]
    assert (column, True) in {(defect.column, message in str(defect)) for defect in refused.value.defects}


def test_a_circle_is_named_whole(held: Store) -> None:
    paths = ("id/program/a", "id/program/b", "id/program/c")
    rows = [
        replace(ROW, path=path, replaced_by=(after,)) for path, after in zip(paths, (*paths[1:], paths[0]), strict=True)
    ]
    with pytest.raises(TableDefects, match="a is replaced by id/program/b is replaced by id/program/c is replaced by"):
        withdrawals.quads(rows, held)
