"""CSV tables <-> records. The columns of a table are the fields of its record; see `data/FORMAT.md`."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Container, Hashable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin, get_type_hints

import ontology
from loaders.errors import Defect, Place, TableDefects
from loaders.records import Between, Record, Scheme, Slug

R = TypeVar("R", bound=Record)
Cell = str | int | bool | Decimal | tuple[str, ...] | None

_DIGITS = 18
_DECIMAL = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,6})?")
_LONGEST = 500
_SHOWN = 40


def columns(kind: type[Record]) -> tuple[str, ...]:
    """The header of a table, in order."""
    return tuple(field.name for field in fields(kind) if field.name != "place")


def slug_columns(kind: type[Record]) -> Iterator[tuple[str, str]]:
    """The columns that hold a slug, with the name of its registry."""
    for column, hint in _hints(kind):
        mark = get_args(hint)[1] if get_origin(hint) is Annotated else None
        if isinstance(mark, Slug):
            yield column, mark.registry


def read(kind: type[R], path: Path, lost: Container[str] = ()) -> tuple[R, ...]:
    """The records of a table, in its order; `TableDefects` lists every cell that breaks the contract.

    `lost`: columns of text that may be empty all the same, because the document lost what stood there.
    """
    defects: list[Defect] = []
    records = []
    for place, cells in _rows(kind, path):
        values, wrong = _values(kind, cells, place, lost)
        defects += wrong
        if not wrong:
            records.append(kind(place=place, **values))
    if defects:
        raise TableDefects(defects)
    _require_form(path, write(records, kind))
    return tuple(records)


def record(kind: type[R], cells: Sequence[str], place: Place) -> R:
    """The record of one row; `TableDefects` lists every cell that breaks the contract."""
    values, defects = _values(kind, cells, place, ())
    if defects:
        raise TableDefects(defects)
    return kind(place=place, **values)


def write(records: Sequence[R], kind: type[R]) -> str:
    """The text of the table that holds these records: the one form of `data/FORMAT.md`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(kind))
    for record in records:
        writer.writerow(printed(getattr(record, name)) for name in columns(kind))
    return text.getvalue()


def printed(value: Cell) -> str:
    """The value as a cell of a table."""
    if value is None or value is False:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return "true" if value is True else str(value)


def _rows(kind: type[Record], path: Path) -> Iterator[tuple[Place, list[str]]]:
    header = list(columns(kind))
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        found = next(reader, [])
        if found != header:
            raise _defect(path, 1, "header", f"reads {','.join(found)}; it would be {','.join(header)}")
        for cells in reader:
            if len(cells) != len(header):
                raise _defect(path, reader.line_num, "row", f"has {len(cells)} cells, not {len(header)}")
            yield Place(path, reader.line_num), cells
    except csv.Error as error:
        raise _defect(path, reader.line_num, "row", f"is no CSV: {error}") from error


def _require_form(path: Path, right: str) -> None:
    for number, (found, wanted) in enumerate(zip_longest(_text(path).split("\n"), right.split("\n")), 1):
        if found != wanted:
            raise _defect(path, number, "row", f"reads {found!r}; in the form of data/FORMAT.md it is {wanted!r}")


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        text = content.decode("utf-8")
    except OSError as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise _defect(path, 1, "file", what) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _defect(path, line, "file", f"is not UTF-8: byte {error.start} is {error.reason}") from error
    if text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"):
        raise _defect(path, 1, "file", "begins with a byte order mark; it would begin with the header")
    return text


def _defect(path: Path, line: int, column: str, message: str) -> TableDefects:
    return TableDefects([Defect(Place(path, line), column, message)])


def _values(
    kind: type[Record], cells: Sequence[str], place: Place, lost: Container[str]
) -> tuple[dict[str, Any], list[Defect]]:
    values: dict[str, Any] = {}
    defects = []
    for (name, hint), cell in zip(_hints(kind), cells, strict=True):
        try:
            values[name] = "" if not cell and name in lost else _value(hint, cell)
        except (ValueError, ontology.UnknownCode) as error:
            defects.append(Defect(place, name, str(error)))
    return values, defects


def _hints(kind: type[Record]) -> tuple[tuple[str, Any], ...]:
    # A class is its own key; to mypy, its rows would be.
    return _typed(cast(Hashable, kind))


@cache
def _typed(kind: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401
    hints = get_type_hints(kind, include_extras=True)
    return tuple((name, hints[name]) for name in columns(kind))


def _value(hint: Any, cell: str) -> Cell:  # noqa: ANN401 (a type hint is any object)
    plain, mark = (get_args(hint) if get_origin(hint) is Annotated else (hint, None))[:2]
    if not cell:
        return _empty(plain)
    value = _READERS[plain](cell)
    if isinstance(mark, Scheme):
        for notation in value if isinstance(value, tuple) else (str(value),):
            ontology.concept(mark.name, notation)
    if isinstance(mark, Between) and isinstance(value, int | Decimal) and not mark.least <= value <= mark.most:
        raise ValueError(f"{cell} is not between {mark.least} and {mark.most}")
    return value


def _empty(plain: Any) -> Cell:  # noqa: ANN401
    if plain is bool:
        return False
    if plain == tuple[str, ...]:
        return ()
    if type(None) in get_args(plain):
        return None
    raise ValueError("is empty, and this column must say something")


def _integer(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= _DIGITS):
        raise ValueError(f"{cell[:_SHOWN]!r} is no whole number in at most {_DIGITS} plain digits")
    return int(cell)


def _decimal(cell: str) -> Decimal:
    if not _DECIMAL.fullmatch(cell):
        raise ValueError(f"{cell[:_SHOWN]!r} is no plain decimal number")
    return Decimal(cell)


def _true(cell: str) -> bool:
    if cell != "true":
        raise ValueError(f"{cell!r} is neither 'true' nor empty")
    return True


def _list(cell: str) -> tuple[str, ...]:
    items = tuple(cell.split(";"))
    if not all(item and item == item.strip() for item in items) or len(set(items)) != len(items):
        raise ValueError(f"{cell!r} is no list of different words with ';' between and no spaces around them")
    return items


def _string(cell: str) -> str:
    if cell != cell.strip():
        raise ValueError(f"{cell[:_SHOWN]!r} has white space at an end")
    if len(cell) > _LONGEST:
        raise ValueError(f"{cell[:_SHOWN]!r} goes on for {len(cell)} characters; at most {_LONGEST} would be right")
    hidden = next((one for one in cell if unicodedata.category(one) in ("Cc", "Cf")), None)
    if hidden:
        raise ValueError(f"{cell[:_SHOWN]!r} holds the invisible character U+{ord(hidden):04X}")
    return cell


_READERS: MappingProxyType[Any, Callable[[str], Cell]] = MappingProxyType(
    {
        str: _string,
        str | None: _string,
        int: _integer,
        int | None: _integer,
        Decimal | None: _decimal,
        bool: _true,
        tuple[str, ...]: _list,
    }
)
