"""Tables for those who know no SPARQL: rows as plain JSON, and CSV as spreadsheets open it.

In JSON an answer is an array of objects, one a row, with every column: yen and counts are numbers, IRIs, dates and
texts are strings, and null stands where there is no value. The CSV for spreadsheets begins with a byte order mark,
without which Excel takes it for Shift_JIS, and no cell of it is a formula.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import IO, Protocol

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from server.formats import ROWS, SPREADSHEET, Format
from server.rows import Result, Term, columns_and_rows, rows_document

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOM = "\ufeff"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = frozenset('",\r\n')


def cut(result: QuerySolutions, most: int) -> tuple[QuerySolutions, bool]:
    """The first rows of a table as a table, and whether there are more; nothing else of it is read."""
    found = parse_query_results(rows_document(result, most), format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)  # noqa: S101 (a row document is of this sort)
    return found, next(result, None) is not None


def write_rows(file: IO[bytes], result: Result) -> None:
    """Writes a result as plain JSON, a line a row."""
    columns, rows = columns_and_rows(result)
    names = [json.dumps(column) for column in columns]
    between = b"[\n"
    for row in rows:
        pairs = (f"{name}: {_value(term)}" for name, term in zip(names, row, strict=True))
        file.write(between + f"{{{', '.join(pairs)}}}".encode())
        between = b",\n"
    file.write(b"[]\n" if between == b"[\n" else b"\n]\n")


def _value(term: Term | None) -> str:
    if isinstance(term, Literal):
        return _number(term) or json.dumps(term.value, ensure_ascii=False)
    return "null" if term is None else json.dumps(_text(term), ensure_ascii=False)


def _number(literal: Literal) -> str:
    """The literal in JSON where it is an exact number or a boolean, else nothing."""
    kind = literal.datatype.value.removeprefix(_XSD)
    try:
        if kind == "integer":
            return str(int(literal.value))
        if kind == "decimal":
            return f"{Decimal(literal.value):f}"
    except (ArithmeticError, ValueError):
        return ""
    return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(literal.value, "") * (kind == "boolean")


def write_spreadsheet(file: IO[bytes], result: Result) -> None:
    """Writes a result as CSV that Excel opens."""
    columns, rows = columns_and_rows(result)
    file.write((_BOM + _line(columns)).encode())
    for row in rows:
        file.write(_line(map(_cell, row)).encode())


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    text = _text(term)
    is_number = isinstance(term, Literal) and bool(_number(term))
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_quoted, cells)) + "\r\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED & set(cell) else cell


class Writer(Protocol):
    """What writes a result to a file."""

    def __call__(self, file: IO[bytes], result: Result) -> None:
        """Writes it."""


WRITERS: Mapping[Format, Writer] = MappingProxyType({ROWS: write_rows, SPREADSHEET: write_spreadsheet})
