"""The tables of a release as CSV: one as the W3C writes it, and one that Excel opens as it stands."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

import queries

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """A table below the folder of the dumps: its query, its columns in order and its number of rows."""

    query: queries.Table
    columns: tuple[str, ...]
    rows: int

    @property
    def path(self) -> str:
        """Its file in UTF-8."""
        return f"tables/{self.query.name}.csv"

    @property
    def excel_path(self) -> str:
        """Its file with a byte order mark, and no cell that Excel would take for a formula."""
        return f"tables/{self.query.name}.excel.csv"


def written(database: Store, folder: Path) -> Iterator[Table]:
    """Every table of a release, each given when its files are there."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for query in queries.tables():
        found = database.query(query.text, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions), query.name  # noqa: S101 (a SELECT)
        columns = tuple(variable.value for variable in found.variables)
        plain = folder / "tables" / f"{query.name}.csv"
        with plain.open("wb") as file:
            found.serialize(file, format=QueryResultsFormat.CSV)
        yield Table(query, columns, _for_excel(plain))


def _for_excel(plain: Path) -> int:
    """Writes the variant of a table for Excel; gives its number of rows."""
    rows = -1
    with (
        plain.open(encoding="utf-8", newline="") as source,
        plain.with_suffix(".excel.csv").open("w", encoding="utf-8-sig", newline="") as target,
    ):
        writer = csv.writer(target)
        for row in csv.reader(source):
            writer.writerow(map(_guarded, row))
            rows += 1
    return rows


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal()
