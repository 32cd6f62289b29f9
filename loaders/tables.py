"""CSV tables <-> records. The columns of a table are the fields of its record; see `data/FORMAT.md`."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import ontology
from loaders.errors import Defect, Place, TableDefects
from loaders.records import Record, Scheme

R = TypeVar("R", bound=Record)
Cell = str | int | bool | Decimal | tuple[str, ...] | None


def columns(kind: type[Record]) -> tuple[str, ...]:
    """The header of a table, in order."""
    return tuple(field.name for field in fields(kind) if field.name != "place")


def read(kind: type[R], path: Path) -> tuple[R, ...]:
    """The records of a table, in its order; `TableDefects` lists every cell that breaks the contract."""
    defects: list[Defect] = []
    records = []
    for place, cells in _rows(kind, path):
        values, wrong = _values(kind, cells, place)
        defects += wrong
        if not wrong:
            records.append(kind(place=place, **values))
    if defects:
        raise TableDefects(defects)
    return tuple(records)


def write(records: Sequence[R], kind: type[R]) -> str:
    """The text of the table that holds these records: the one form of `data/FORMAT.md`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns(kind))
    for record in records:
        writer.writerow(_printed(getattr(record, name)) for name in columns(kind))
    return text.getvalue()


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


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise _defect(path, 1, "file", "is missing") from None
    except UnicodeDecodeError as error:
        raise _defect(path, 1, "file", f"is not UTF-8: byte {error.start} is {error.reason}") from error


def _defect(path: Path, line: int, column: str, message: str) -> TableDefects:
    return TableDefects([Defect(Place(path, line), column, message)])


def _values(kind: type[Record], cells: Sequence[str], place: Place) -> tuple[dict[str, Any], list[Defect]]:
    values: dict[str, Any] = {}
    defects = []
    for (name, hint), cell in zip(_hints(kind), cells, strict=True):
        try:
            values[name] = _value(hint, cell)
        except (ValueError, ontology.UnknownCode) as error:
            defects.append(Defect(place, name, str(error)))
    return values, defects


def _hints(kind: type[Record]) -> list[tuple[str, Any]]:
    hints = get_type_hints(kind, include_extras=True)
    return [(name, hints[name]) for name in columns(kind)]


def _value(hint: Any, cell: str) -> Cell:  # noqa: ANN401 (a type hint is any object)
    plain, mark = (get_args(hint) if get_origin(hint) is Annotated else (hint, None))[:2]
    if not cell:
        return _empty(plain)
    value = _READERS[plain](cell)
    if isinstance(mark, Scheme):
        for notation in value if isinstance(value, tuple) else (str(value),):
            ontology.concept(mark.name, notation)
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
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"{cell!r} is no whole number in plain digits")
    return int(cell)


def _decimal(cell: str) -> Decimal:
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"{cell!r} is no decimal number") from None
    if str(value) != cell or not value.is_finite():
        raise ValueError(f"{cell!r} is no plain decimal number")
    return value


def _true(cell: str) -> bool:
    if cell != "true":
        raise ValueError(f"{cell!r} is neither 'true' nor empty")
    return True


def _list(cell: str) -> tuple[str, ...]:
    items = tuple(cell.split(";"))
    if not all(item and item == item.strip() for item in items):
        raise ValueError(f"{cell!r} is no list of words with ';' between and no spaces around them")
    return items


def _string(cell: str) -> str:
    if cell != cell.strip():
        raise ValueError(f"{cell!r} has white space at an end")
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


def _printed(value: Cell) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return "true" if value is True else str(value)
