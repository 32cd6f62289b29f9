"""What the columns of the tables mean, as `queries/downloads/columns.csv` says it once for all tables."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import queries


@dataclass(frozen=True)
class Column:
    """A column: the datatype of its values, what separates several in a cell, and what they are.

    `about` is the column that names the thing described, where that is not the row's own. `property` is the prefixed
    name of the property that they are values of, `code_list` the code list whose notations they are, `references` the
    table whose key they are, `unit` the currency of an amount.
    """

    column: str
    datatype: str
    language: str
    unit: str
    separator: str
    about: str
    property: str
    code_list: str
    references: str
    title_ja: str
    title_en: str


@cache
def columns() -> Mapping[str, Column]:
    """Every column by its name."""
    path = queries.FOLDER / "downloads" / "columns.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["column"]: Column(**row) for row in csv.DictReader(file)})
