"""The judge itself: what it holds equal and what it must not."""

from pathlib import Path

import pytest

from tests.conformance import answers
from tests.conformance.answers import Answer, Form
from tests.conformance.manifest import ManifestError, cases

_BASE = "http://example.org/sparql"


def tsv(text: str, *, ordered: bool = False) -> Answer:
    return answers.read(text.encode(), Form.TSV, _BASE, ordered=ordered)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?a\t?b\n1\t2\n3\t\n", "?b\t?a\n\t3\n2\t1\n"),
        ("?a\t?b\n_:x\t_:x\n_:y\t_:z\n", "?a\t?b\n_:p\t_:q\n_:r\t_:r\n"),
        ('?a\n"1.0"^^<http://www.w3.org/2001/XMLSchema#decimal>\n', "?a\n1.00\n"),
        ("?a\n1e0\n", "?a\n10e-1\n"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert tsv(one) == tsv(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("?a\n1\n", "?b\n1\n"),
        ("?a\n1\n1\n", "?a\n1\n"),
        ("?a\n1\n", "?a\n1.0\n"),
        ('?a\n"x"\n', '?a\n"x"@en\n'),
        ("?a\t?b\n_:x\t_:x\n", "?a\t?b\n_:x\t_:y\n"),
        ("?a\n_:x\n_:x\n", "?a\n_:x\n_:y\n"),
        ("?a\n", "?a\n\n"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert tsv(one) != tsv(other)


def test_order_counts_where_it_is_asked_for() -> None:
    one, other = "?a\n1\n2\n", "?a\n2\n1\n"
    assert tsv(one) == tsv(other)
    assert tsv(one, ordered=True) != tsv(other, ordered=True)


def test_indexed_result_set(tmp_path: Path) -> None:
    path = tmp_path / "result.ttl"
    path.write_text("""@prefix rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> .
    [] a rs:ResultSet ; rs:resultVariable "a" ;
       rs:solution [ rs:index 2 ; rs:binding [ rs:variable "a" ; rs:value 5 ] ] ,
                   [ rs:index 1 ; rs:binding [ rs:variable "a" ; rs:value <x> ] ] .""")
    wanted = answers.expected(path, _BASE)
    assert wanted.form is Form.JSON
    assert wanted.answer == tsv("?a\n<http://example.org/x>\n5\n", ordered=True)
    assert wanted.answer != tsv("?a\n5\n<http://example.org/x>\n", ordered=True)


def test_booleans_and_graphs() -> None:
    yes = answers.read(b'{"head":{},"boolean":true}', Form.JSON, _BASE)
    no = answers.read(
        b"<sparql xmlns='http://www.w3.org/2005/sparql-results#'><head/><boolean>false</boolean></sparql>",
        Form.XML,
        _BASE,
    )
    assert yes != no
    assert answers.read(b"<a> <b> [] .", Form.TURTLE, _BASE) == answers.read(b"<a> <b> _:c .", Form.TURTLE, _BASE)
    assert answers.read(b"<a> <b> [] .", Form.TURTLE, _BASE) != answers.read(b"<a> <b> <c> .", Form.TURTLE, _BASE)


def test_csv_tells_blank_nodes_only() -> None:
    assert answers.read(b"a\r\n_:x\r\n", Form.CSV, _BASE) == answers.read(b"a\n_:y\n", Form.CSV, _BASE)
    assert answers.read(b"a\r\n1\r\n", Form.CSV, _BASE) != answers.read(b"a\n1.0\n", Form.CSV, _BASE)


def test_wrong_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=f"W3C_DIR={tmp_path} is no checkout"):
        cases(tmp_path)
