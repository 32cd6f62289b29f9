"""Plain rows and spreadsheets."""

import csv
import json
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, QueryResultsFormat, QuerySolutions, Store

from server import records
from server.rows import Result

VALUES = """SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {rows} }} }}"""


def asked(text: str) -> Result:
    return Store().query(text)


def rows(text: str) -> object:
    file = BytesIO()
    records.write_rows(file, asked(text))
    return json.loads(file.getvalue())


def spreadsheet(text: str) -> str:
    file = BytesIO()
    records.write_spreadsheet(file, asked(text))
    return file.getvalue().decode("utf-8-sig")


def test_each_type_in_json() -> None:
    found = rows(
        VALUES.format(
            rows='(1 2.50 true) (<http://a/> "名"@ja UNDEF) ("1" "x" "2024"^^<http://www.w3.org/2001/XMLSchema#gYear>)'
        )
    )
    assert found == [
        {"a": 1, "b": 2.5, "c": True},
        {"a": "http://a/", "b": "名", "c": None},
        {"a": "1", "b": "x", "c": "2024"},
    ]


def test_numbers_are_exact() -> None:
    file = BytesIO()
    records.write_rows(file, asked("SELECT (99999999999999999 AS ?a) (0.1 AS ?b) (0 AS ?c) {}"))
    assert '{"a": 99999999999999999, "b": 0.1, "c": 0}' in file.getvalue().decode()


def test_no_rows_and_other_forms() -> None:
    assert rows("SELECT ?a { FILTER(false) }") == []
    assert rows("ASK {}") == [{"answer": True}]


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        ('"=1+1"', "'=1+1"),
        ('"@a"', "'@a"),
        ('"-x"', "'-x"),
        ('"+81"', "'+81"),
        ("-5", "-5"),
        ("-0.5", "-0.5"),
        ('"a,b"', "a,b"),
        ('"a\\"b"', 'a"b'),
        ('"a\\nb"', "a\nb"),
        ("UNDEF", ""),
    ],
)
def test_no_cell_is_a_formula(term: str, cell: str) -> None:
    text = spreadsheet(VALUES.format(rows=f'("x" {term} "y")'))
    assert list(csv.reader(StringIO(text, newline=""))) == [["a", "b", "c"], ["x", cell, "y"]]
    assert text.endswith("\r\n")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_through(text: str) -> None:
    literal = str(Literal(text))
    query = f"SELECT ?a {{ VALUES ?a {{ {literal} }} }}"
    assert rows(query) == [{"a": text}]
    [_, *cells] = list(csv.reader(StringIO(spreadsheet(query), newline="")))
    assert [cell.removeprefix("'") for row in cells for cell in row] in ([text.removeprefix("'")], [])


def test_a_cut_table_says_whether_there_is_more() -> None:
    text = "SELECT ?a ?b { VALUES ?a { 1 2 3 } OPTIONAL { ?x ?b ?a } }"
    for most, expected in ((2, (2, True)), (3, (3, False)), (9, (3, False))):
        found = asked(text)
        assert isinstance(found, QuerySolutions)
        part, more = records.cut(found, most)
        written = part.serialize(format=QueryResultsFormat.CSV) or b""
        assert (written.startswith(b"a,b\r\n"), written.count(b"\r\n") - 1, more) == (True, *expected)
