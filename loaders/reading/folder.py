"""An extraction -> a folder of tables, whole or not at all; and the same as JSON."""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from loaders import tables
from loaders.errors import FolderTaken, FolderUnwritable
from loaders.holdings import DocumentTables, kinds
from loaders.pages import Line
from loaders.reading.extraction import Extraction
from loaders.records import Record, ResidueRow, SuggestionRow

NOTE = "extraction.json"
"""What the folder was made from, and the sha256 of each file in it: a folder without it is not ours."""
EXTRACTED = "extracted"
"""A folder in it with the tables once more, for nobody to edit: they tell what a person changed."""
LINES = "lines.txt"
"""The lines that the rows point at, where they are not those of the source: line 12 of this file is line 12."""

_KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {**dict(kinds(DocumentTables)), "residue": ResidueRow, "suggestions": SuggestionRow}
)


def write(extraction: Extraction, folder: Path, *, force: bool = False) -> None:
    """The tables, the residue and the suggestions in a folder, which is there whole or not at all.

    A folder of an earlier extraction is replaced; one that holds anything else never, and one whose tables a person has
    edited only by `force`: `FolderTaken`. `FolderUnwritable` where the disk is full or nothing may be written.
    """
    try:
        _require_ours(folder, force=force)
        _write(extraction, folder)
    except OSError as error:
        raise FolderUnwritable(folder, error) from error


def _write(extraction: Extraction, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = _beside(folder)
    try:
        (staging / EXTRACTED).mkdir(parents=True)
        for name, text in _files(extraction).items():
            (staging / name).write_text(text, encoding="utf-8", newline="")
        _swap(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def to_json(extraction: Extraction) -> str:
    """All of it as one JSON object; empty cells are null, and decimal numbers strings."""
    found: dict[str, object] = {**_origin(extraction)}
    found |= {name: [_cells(row) for row in rows] for name, rows in _rows(extraction)}
    if not extraction.document.form.has_lines:
        found["lines"] = [
            {"number": line.number, "page": line.page, "text": line.text} for line in extraction.document.lines
        ]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def summary(extraction: Extraction) -> str:
    """How many rows each table has."""
    return ", ".join(f"{name} {len(rows)}" for name, rows in _rows(extraction))


def _files(extraction: Extraction) -> dict[str, str]:
    files = {f"{name}.csv": tables.write(rows, _KINDS[name]) for name, rows in _rows(extraction)}
    files |= {f"{EXTRACTED}/{name}.csv": files[f"{name}.csv"] for name, _ in kinds(DocumentTables)}
    if not extraction.document.form.has_lines:
        files[LINES] = text(extraction.document.lines)
    digests = {name: _digest(content.encode()) for name, content in files.items()}
    said = {**_origin(extraction), "path": str(extraction.document.path.resolve()), "files": digests}
    note = json.dumps(said, ensure_ascii=False, indent=2)
    return files | {NOTE: note + "\n"}


def text(lines: Sequence[Line]) -> str:
    """The lines as a text file of the same numbers; a form feed begins each page but the first."""
    pages = [None, *(line.page for line in lines)]
    rows = [
        ("\f" if line.page != before and before else "") + line.text for before, line in zip(pages, lines, strict=False)
    ]
    return "\n".join(rows) + "\n"


def _origin(extraction: Extraction) -> dict[str, str | int | None]:
    return {
        "source": extraction.document.path.name,
        "sha256": extraction.document.sha256,
        "form": extraction.document.form.value,
        "document": extraction.slug,
        "fiscal_year": extraction.fiscal_year,
        "phase": extraction.phase,
    }


def _rows(extraction: Extraction) -> Iterator[tuple[str, Sequence[Record]]]:
    yield from ((field.name, getattr(extraction.tables, field.name)) for field in fields(extraction.tables))
    yield "residue", extraction.residue
    yield "suggestions", extraction.suggestions


def _cells(row: Record) -> dict[str, object]:
    return {name: _plain(getattr(row, name)) for name in tables.columns(type(row))}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def _require_ours(folder: Path, *, force: bool) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        note = folder / NOTE
        if not note.is_file():
            raise FolderTaken(f"{folder}: holds files that no extraction wrote: name another folder with --out")
        if not force and not _is_as_written(folder, note):
            raise FolderTaken(f"{folder}: was edited since it was written: name another with --out, or say --force")
    elif folder.exists() and not folder.is_dir():
        raise FolderTaken(f"{folder}: is a file: name a folder with --out")


def _is_as_written(folder: Path, note: Path) -> bool:
    try:
        digests = json.loads(note.read_text(encoding="utf-8"))["files"]
        files = [path for path in folder.rglob("*") if not path.is_dir() and path != note]
        held = {path.relative_to(folder).as_posix(): _digest(path.read_bytes()) for path in files}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(digests == held)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _swap(staging: Path, folder: Path) -> None:
    old = _beside(folder)
    if folder.exists():
        folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _beside(folder: Path) -> Path:
    return folder.parent / f".{folder.name}-{uuid4().hex[:8]}"
