"""The columns of the questions: one list, `columns.csv`, in which a name means the same thing everywhere."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from queries.errors import BadHeader
from queries.parameters import Text

FILE = Path(__file__).parent / "columns.csv"


class Form(StrEnum):
    """What a query yields."""

    SELECT = "select"
    ASK = "ask"
    CONSTRUCT = "construct"


class Type(StrEnum):
    """What the values of a column are; a date may be a month or a year."""

    IRI = "iri"
    SLUG = "slug"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column of answers: the code list that its slugs are of, its unit (both may be empty), and what it means."""

    name: str
    type: Type
    codes: str
    unit: str
    meaning: Text


@cache
def columns() -> Mapping[str, Column]:
    """Every column that an answer may have, by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["column"]: _column(row) for row in csv.DictReader(file)}


def _column(row: Mapping[str, str]) -> Column:
    meaning = Text(row["meaning_ja"], row["meaning_en"])
    return Column(row["column"], Type(row["type"]), row["codes"], row["unit"], meaning)


@lru_cache(256)
def _yielded(text: str) -> tuple[Form, tuple[str, ...]]:
    found = Store().query(text)
    if isinstance(found, QuerySolutions):
        return Form.SELECT, tuple(variable.value for variable in found.variables)
    return (Form.ASK if isinstance(found, QueryBoolean) else Form.CONSTRUCT), ()


def form(text: str) -> Form:
    """What the query yields, found without the graph."""
    return _yielded(text)[0]


def columns_of(text: str) -> tuple[Column, ...]:
    """The columns of a query's answer, none where that is no table; raises `BadHeader` for one not listed."""
    names = _yielded(text)[1]
    if unknown := [name for name in names if name not in columns()]:
        raise BadHeader(f"{FILE.name} does not say what the column {', '.join(unknown)} means")
    return tuple(columns()[name] for name in names)
