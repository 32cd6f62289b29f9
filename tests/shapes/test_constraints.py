"""The shapes themselves: each constraint has a name, a severity, two messages, and an example that breaks it."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

import ontology
import shapes

EXAMPLES = Path(shapes.__file__).parent / "examples"
SH = "http://www.w3.org/ns/shacl#"
SHAPE = ontology.BASE + "shapes#"


def sh(name: str) -> NamedNode:
    return NamedNode(SH + name)


def loaded(files: tuple[Path, ...]) -> Store:
    store = Store()
    for file in files:
        store.load(path=file, format=RdfFormat.TURTLE)
    return store


def subjects(store: Store, predicate: NamedNode) -> set[str]:
    quads = store.quads_for_pattern(None, predicate, None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


ALL = loaded(shapes.FILES)
CONSTRAINTS = sorted(subjects(ALL, sh("severity")))


def constraint(iri: str) -> str:
    return iri.removeprefix(SHAPE)


@pytest.mark.parametrize("iri", CONSTRAINTS, ids=constraint)
def test_a_constraint_speaks_japanese_and_english(iri: str) -> None:
    shape = NamedNode(iri)
    nodes = [shape, *(quad.object for quad in ALL.quads_for_pattern(shape, sh("sparql"), None))]
    messages = [
        quad.object
        for node in nodes
        if not isinstance(node, Literal)
        for quad in ALL.quads_for_pattern(node, sh("message"), None)
    ]
    assert sorted(str(one.language) for one in messages if isinstance(one, Literal)) == ["en", "ja"]


def test_a_shape_with_a_target_is_a_constraint() -> None:
    targets = [sh("targetClass"), sh("targetSubjectsOf"), sh("targetObjectsOf"), sh("targetNode")]
    targeted = set().union(*(subjects(ALL, target) for target in targets))
    assert targeted == set(CONSTRAINTS)
    assert all(iri.startswith(SHAPE) for iri in targeted)


def test_every_constraint_is_broken_by_an_example() -> None:
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in EXAMPLES.glob("*/*.report.json")]
    assert {result["shape"] for report in reports for result in report["results"]} == set(CONSTRAINTS)


def test_a_file_of_shapes_is_named_after_its_constraints() -> None:
    for file in shapes.FILES:
        names = subjects(loaded((file,)), sh("severity"))
        stems = {constraint(one).partition("-")[0].lower() for one in names}
        assert stems <= {file.stem.replace("-", "")}


def test_the_shapes_use_only_words_of_the_ontology() -> None:
    words = {quad.object for quad in ALL if isinstance(quad.object, NamedNode)}
    ours = {word.value for word in words if word.value.startswith(ontology.BASE + "ontology#")}
    for iri in ours:
        assert getattr(ontology.SK, iri.partition("#")[2]) == NamedNode(iri)


def test_every_code_of_the_shapes_is_in_its_list() -> None:
    known = {triple.subject for triple in ontology.triples()}
    codes = {quad.object for quad in ALL if isinstance(quad.object, NamedNode)}
    assert {code for code in codes if code.value.startswith(ontology.BASE + "id/")} <= known
