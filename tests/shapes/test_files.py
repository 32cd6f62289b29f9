"""Files of a person: every format, what cannot be read, and no address opened."""

import json
from pathlib import Path

import pytest

import shapes
from shapes import Severity, Unreadable

SK = "https://w3id.org/seisaku/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERM = f"<urn:x:term> <{RDF}type> <{SK}SupportTerm> ."


def results(folder: Path, name: str, text: str) -> set[str]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return {result.shape.partition("#")[2] for result in shapes.validate_file(path).results}


def unreadable(folder: Path, name: str, text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        results(folder, name, text)
    return caught.value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", TERM),
        ("a.nt", TERM),
        ("a.nq", TERM.replace(" .", " <urn:x:graph> .")),
        ("a.trig", f"<urn:x:graph> {{ {TERM} }}"),
        ("a.n3", TERM),
        (
            "a.rdf",
            f'<s:SupportTerm xmlns:s="{SK}" xmlns:r="{RDF}" r:about="urn:x:term"/>',
        ),
        ("a.jsonld", json.dumps([{"@id": "urn:x:term", "@type": SK + "SupportTerm"}])),
        ("a.json", json.dumps({"@context": {"kind": "@type"}, "@id": "urn:x:term", "kind": SK + "SupportTerm"})),
        ("a.json", json.dumps({"@context": shapes.files.CONTEXTS[0], "id": "urn:x:term", "type": "SupportTerm"})),
        ("a.json", json.dumps({"@context": [shapes.files.CONTEXTS[1]], "id": "urn:x:term", "type": "SupportTerm"})),
        ("bom.ttl", "\ufeff" + TERM),
    ],
)
def test_every_format_is_read(tmp_path: Path, name: str, text: str) -> None:
    assert "Record-evidence" in results(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text", "place", "problem"),
    [
        ("a.ttl", "<urn:x:a> <urn:x:b> .\n", (1, 21), "not Turtle: "),
        ("a.ttl", "<urn:x:a> <urn:x:b> 1 .\n<urn:x:a> a b:c .\n", (2, 13), "a.ttl:2:13: not Turtle: The prefix b:"),
        ("a.json", '{\n "a": }', (2, 7), "not JSON: "),
        ("a.csv", "a,b", (None, None), "the name would end in .ttl"),
        ("a.nt", "<urn:x:a> <urn:x:b> <<( <urn:x:a> <urn:x:b> <urn:x:c> )>> .", (None, None), "no triple terms"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str, place: tuple[int, int], problem: str
) -> None:
    error = unreadable(tmp_path, name, text)
    assert problem in str(error)
    assert str(tmp_path / name) in str(error)
    assert (error.line, error.column) == place


@pytest.mark.parametrize(
    "context",
    [
        "https://example.org/context.jsonld",
        ["https://example.org/context.jsonld"],
        {"@import": "https://example.org/context.jsonld"},
        {"a": {"@id": "urn:x:a", "@context": "https://example.org/context.jsonld"}},
    ],
)
def test_no_other_context_is_fetched(tmp_path: Path, context: object) -> None:
    error = unreadable(tmp_path, "a.jsonld", json.dumps({"@context": context, "a": "b"}))
    assert "https://example.org/context.jsonld is not fetched" in str(error)


def test_no_import_is_fetched(tmp_path: Path) -> None:
    text = "<urn:x:a> <http://www.w3.org/2002/07/owl#imports> <https://example.org/other> ."
    assert results(tmp_path, "a.ttl", text) == set()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        shapes.validate_file(tmp_path / "none.ttl")


def test_bytes_that_are_no_utf8_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": "\xff"}')
    with pytest.raises(Unreadable, match="not UTF-8"):
        shapes.validate_file(path)


def test_only_nodes_of_the_file_are_judged(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("_:b a <https://w3id.org/seisaku/ontology#Organization> .", encoding="utf-8")
    report = shapes.validate_file(path)
    assert {result.focus for result in report.results} == {"_:c14n0"}
    assert {result.severity for result in report.results} == {Severity.VIOLATION, Severity.WARNING}
    assert "_:" in shapes.to_turtle(report)


def test_a_literal_outside_its_datatype_is_a_result(tmp_path: Path) -> None:
    text = f'<urn:x:e> a <{SK}Evidence> ; <{SK}lineStart> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    assert "Evidence-line-start" in results(tmp_path, "a.ttl", text)
