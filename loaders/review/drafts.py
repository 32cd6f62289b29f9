"""The folder that `seisaku extract` wrote and a person may have edited -> a draft of a document's tables.

```
DIR/programs.csv ... terms.csv    the tables, for a person to edit
DIR/suggestions.csv               the provisional slugs, what they may be, and what a person decided
DIR/residue.csv                   what looks like a fact and is in no row
DIR/extracted/                    the tables as extracted: they tell what a person changed
DIR/extraction.json               the file that was read, its sha256, the document's id, fiscal year and phase
DIR/lines.txt                     the lines as numbered, where the file has none of its own
```
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from loaders import holdings, tables
from loaders.errors import Defect, DraftUnusable, TableDefects
from loaders.holdings import DocumentTables, Printed
from loaders.reading.folder import EXTRACTED, NOTE
from loaders.records import EntryRow, Record, ResidueRow, SuggestionRow

T = TypeVar("T")

SUGGESTIONS = "suggestions.csv"
RESIDUE = "residue.csv"
LOST = ("printed_name",)
"""The columns of programs.csv that extract leaves empty where a slide has lost its heading."""
_PROVISIONAL = re.compile(r"new-(?:organization-|policy-)?[0-9]+(?:-[0-9]+)?")
_LARGEST = 10**6
"""A note has a few thousand bytes; a larger one was not written by `seisaku extract`."""


@dataclass(frozen=True)
class Source:
    """The file that was read."""

    document: str | None
    path: Path
    sha256: str
    fiscal_year: int | None
    phase: str | None


@dataclass(frozen=True)
class Draft:
    """The tables of one document as extracted and as they are now."""

    folder: Path
    source: Source
    tables: DocumentTables
    extracted: DocumentTables
    suggestions: tuple[SuggestionRow, ...]
    residue: tuple[ResidueRow, ...]


def is_provisional(slug: object) -> bool:
    """Whether this is a slug that `seisaku extract` gave because names.csv knows no better."""
    return isinstance(slug, str) and _PROVISIONAL.fullmatch(slug) is not None


def provisional_cells(row: Printed) -> Iterator[tuple[str, str]]:
    """The columns of a row that hold a provisional slug, with the slug."""
    for column, _ in tables.slug_columns(type(row)):
        slug = getattr(row, column)
        if is_provisional(slug):
            yield column, slug


def read(folder: Path) -> Draft:
    """The draft in a folder; `DraftUnusable` if extract did not write it, `TableDefects` with every broken cell."""
    source = _source(folder)
    if not (folder / EXTRACTED).is_dir():
        raise DraftUnusable(f"{folder / EXTRACTED} is missing: it tells what a person changed; run `seisaku extract`")
    defects: list[Defect] = []
    rows = {path: tuple(_read(kind, path, defects)) for path, kind in _files(folder)}
    if defects:
        raise TableDefects(defects)
    named: dict[str, Any] = {"suggestions": rows[folder / SUGGESTIONS], "residue": rows[folder / RESIDUE]}
    return Draft(folder, source, _tables(folder, rows), _tables(folder / EXTRACTED, rows), **named)


def _files(folder: Path) -> Iterator[tuple[Path, type[Record]]]:
    for name, kind in holdings.kinds(DocumentTables):
        yield folder / f"{name}.csv", kind
        yield folder / EXTRACTED / f"{name}.csv", kind
    yield folder / SUGGESTIONS, SuggestionRow
    yield folder / RESIDUE, ResidueRow


def _read(kind: type[Record], path: Path, defects: list[Defect]) -> tuple[Record, ...]:
    try:
        return tables.read(kind, path, LOST if kind is EntryRow else ())
    except TableDefects as error:
        defects += error.defects
        return ()


def _tables(folder: Path, rows: dict[Path, tuple[Record, ...]]) -> DocumentTables:
    held: dict[str, Any] = {field.name: rows[folder / f"{field.name}.csv"] for field in fields(DocumentTables)}
    return DocumentTables(**held)


def _source(folder: Path) -> Source:
    if not folder.is_dir():
        raise DraftUnusable(f"{folder} is no folder: `seisaku extract FILE --id ID --out {folder}` writes one")
    path = folder / NOTE
    if not path.is_file():
        raise DraftUnusable(f"{path} is missing: {folder} was not written by `seisaku extract FILE --out DIR`")
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LARGEST))
        return Source(
            _maybe(str, said.get("document")),
            Path(_text(said.get("path") or said["source"])),
            _text(said["sha256"]),
            _maybe(int, said.get("fiscal_year")),
            _maybe(str, said.get("phase")),
        )
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError, OSError) as error:
        raise DraftUnusable(f"{path} is not what `seisaku extract` writes: {error!r}") from error


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no text")


def _maybe(kind: type[T], value: object) -> T | None:
    if value is None or isinstance(value, kind):
        return value
    raise TypeError(f"{value!r} is no {kind.__name__}")
