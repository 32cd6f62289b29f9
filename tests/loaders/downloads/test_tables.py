"""The tables of the shipped release, beside the graph and beside their description."""

import csv
import json
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from csvw.metadata import CSVW
from pyoxigraph import Literal, NamedNode, Store

import queries
from loaders.downloads import tables
from loaders.downloads.columns import columns

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
NAMES = [table.name for table in queries.tables()]


@pytest.fixture(scope="session")
def folder(store: Path) -> Path:
    return store / "current" / "dumps" / "tables"


@pytest.fixture(scope="session")
def described(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "csv-metadata.json").read_text(encoding="utf-8"))
    return {table["url"].removesuffix(".csv"): table for table in found["tables"]}


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("table", queries.tables(), ids=lambda table: table.name)
def test_a_row_for_each_thing_of_the_class(graph: Store, folder: Path, table: queries.Table) -> None:
    rows = read(folder / f"{table.name}.csv")
    things = {quad.subject for quad in graph.quads_for_pattern(None, TYPE, NamedNode(table.class_iri), None)}
    assert len(rows) == len(things) > 0
    key, *_ = rows[0]
    assert len({row[key] for row in rows}) == len(rows)
    about = next(name for name in rows[0] if columns()[name].datatype == "anyURI")
    assert {NamedNode(row[about]) for row in rows} == things


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_is_what_the_graph_says(graph: Store, folder: Path, described: dict[str, Any], name: str) -> None:
    """Each cell with a property, read as its description says, is a triple of the graph."""
    told = described[name]["tableSchema"]
    judged = 0
    for row in read(folder / f"{name}.csv"):
        for column in told["columns"]:
            if row.get(column.get("name", "")) and "propertyUrl" in column:
                subject = row[(column.get("aboutUrl") or told["aboutUrl"]).strip("{+}")]
                values = set(_values(graph, subject, column["propertyUrl"], column.get("lang")))
                assert _value(column, row) in values, (subject, column["name"])
                judged += 1
    assert judged >= len(read(folder / f"{name}.csv"))


def _values(graph: Store, subject: str, predicate: str, language: str | None) -> Iterator[str]:
    for quad in graph.quads_for_pattern(NamedNode(subject), NamedNode(predicate), None, None):
        if isinstance(quad.object, NamedNode) or (
            isinstance(quad.object, Literal) and quad.object.language == language
        ):
            yield quad.object.value


def _value(column: dict[str, Any], row: dict[str, str]) -> str:
    name, cell = column["name"], row[column["name"]]
    template: str = column.get("valueUrl", cell)
    return template.replace(f"{{+{name}}}", cell).replace(f"{{{name}}}", cell)


def defects(path: Path) -> list[str]:
    """What a validator of CSVW finds; empty foreign keys refer to nothing (Metadata Vocabulary, section 5.5.2.1)."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        found = CSVW(str(path), validate=True, strict=False)
        try:
            return [] if found.is_valid else [str(warning.message) for warning in found.warnings]
        except ValueError as error:
            return [str(error)]


def test_the_description_is_valid_and_the_tables_are_what_it_says(folder: Path, described: dict[str, Any]) -> None:
    assert sorted(described) == NAMES
    assert defects(folder / "csv-metadata.json") == []


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        ("amounts", ",initial,", ",Initial Budget,"),
        ("amounts", "00000000,", "億,"),
        ("amounts", ",false,", ",no,"),
        ("programs", "https://w3id.org/seisaku/id/program/tmm,", ","),
        ("policies", ",2023-06-16,", ",令和5年6月16日,"),
        ("policies", "policy,label,", "label,policy,"),
        ("programs", "\r\nhttps://w3id.org/seisaku/id/program/tmm,", "\r\nhttps://w3id.org/seisaku/id/program/t,"),
    ],
)
def test_a_table_that_is_not_as_described_is_found(
    folder: Path, tmp_path: Path, table: str, before: str, after: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "tables"))
    path = copy / f"{table}.csv"
    text = path.read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())
    assert defects(copy / "csv-metadata.json") != []


@pytest.mark.parametrize("name", NAMES)
def test_excel_reads_its_variant(folder: Path, name: str) -> None:
    """A byte order mark, lines that end in CRLF, every cell as in the plain table but those that look like formulas."""
    content = (folder / f"{name}.excel.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert not content.startswith(b"\xef\xbb\xbfID")
    plain, excel = read(folder / f"{name}.csv"), read(folder / f"{name}.excel.csv", "utf-8-sig")
    assert [[cell.removeprefix("'") for cell in row.values()] for row in excel] == [list(row.values()) for row in plain]
    assert content.count(b"\r\n") >= len(plain) + 1
    cells = [cell for row in excel for cell in row.values()]
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))] == []
    assert max(map(len, cells)) < 32_767


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-1", "-1"),
        ("-1.5", "-1.5"),
        ("-cmd", "'-cmd"),
        ("@a", "'@a"),
        ("+81", "+81"),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_is_a_formula(tmp_path: Path, cell: str, written: str) -> None:
    plain = tmp_path / "a.csv"
    plain.write_text(f"name\r\n{cell}\r\n", encoding="utf-8", newline="")
    assert tables._for_excel(plain) == 1
    assert read(tmp_path / "a.excel.csv", "utf-8-sig") == [{"name": written}]


def test_every_column_is_used_and_means_what_it_means_in_the_questions(folder: Path) -> None:
    used = Counter(name for table in NAMES for name in _header(folder / f"{table}.csv"))
    assert set(used) == set(columns())
    with (queries.FOLDER / "columns.csv").open(encoding="utf-8", newline="") as file:
        asked = {row["column"]: row["type"] for row in csv.DictReader(file)}
    kinds = {"iri": "anyURI", "text": "string", "date": "partialDate"}
    shared = {name: kinds.get(asked[name], asked[name]) for name in columns() if name in asked}
    assert len(shared) > 40
    assert shared == {name: columns()[name].datatype for name in shared}


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def test_each_reference_is_to_a_table() -> None:
    assert {column.references for column in columns().values()} - {""} <= set(NAMES)
