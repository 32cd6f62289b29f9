"""Everything that `data/` holds, read once: the registries and the tables of each document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from loaders import tables
from loaders.errors import Defect, TableDefects
from loaders.records import (
    BudgetRow,
    CitationRow,
    CorrectionRow,
    DocumentRow,
    EntryRow,
    InvolvementRow,
    NameRow,
    OrganizationRow,
    PassageRow,
    PolicyRow,
    ProgramRow,
    Record,
    SeriesRow,
    SuccessionRow,
    TermRow,
    WithdrawnRow,
)

DATA = Path(__file__).parent.parent / "data"
Printed = EntryRow | BudgetRow | CitationRow | InvolvementRow | TermRow


@dataclass(frozen=True)
class Registries:
    """The things that documents speak of, and how they are spelled."""

    documents: tuple[DocumentRow, ...]
    programs: tuple[ProgramRow, ...]
    organizations: tuple[OrganizationRow, ...]
    series: tuple[SeriesRow, ...]
    policies: tuple[PolicyRow, ...]
    passages: tuple[PassageRow, ...]
    names: tuple[NameRow, ...]
    successions: tuple[SuccessionRow, ...]
    corrections: tuple[CorrectionRow, ...]
    withdrawn: tuple[WithdrawnRow, ...] = ()


@dataclass(frozen=True)
class DocumentTables:
    """What one document prints, as reviewed."""

    programs: tuple[EntryRow, ...]
    budgets: tuple[BudgetRow, ...]
    citations: tuple[CitationRow, ...]
    involvements: tuple[InvolvementRow, ...]
    terms: tuple[TermRow, ...]

    def rows(self) -> Iterator[Printed]:
        """Every row, table by table."""
        for field in fields(self):
            yield from getattr(self, field.name)


@dataclass(frozen=True)
class Holdings:
    """The registries, and per document what it prints."""

    registries: Registries
    tables: Mapping[str, DocumentTables]


def kinds(of: type[Registries] | type[DocumentTables]) -> Iterator[tuple[str, type[Record]]]:
    """The name of each table with the class of its rows."""
    for name, hint in get_type_hints(of).items():
        yield name, get_args(hint)[0]


def files(data: Path = DATA) -> Iterator[tuple[Path, type[Record]]]:
    """Each table of the folder with the class of its rows, registries first."""
    yield from ((data / f"{name}.csv", kind) for name, kind in kinds(Registries))
    for folder in _folders(data):
        yield from ((folder / f"{name}.csv", kind) for name, kind in kinds(DocumentTables))


def _folders(data: Path) -> list[Path]:
    tables = data / "tables"
    return sorted(path for path in tables.iterdir() if path.is_dir()) if tables.is_dir() else []


def load(data: Path = DATA) -> Holdings:
    """All tables as records; `TableDefects` lists every defect of every table."""
    rows = _read(files(data))
    return Holdings(_registries(data, rows), {folder.name: _document_tables(folder, rows) for folder in _folders(data)})


def registries(data: Path = DATA) -> Registries:
    """The registries alone; `TableDefects` lists every defect of theirs."""
    return _registries(data, _read((data / f"{name}.csv", kind) for name, kind in kinds(Registries)))


def _read(named: Iterable[tuple[Path, type[Record]]]) -> Mapping[Path, tuple[Record, ...]]:
    rows: dict[Path, tuple[Record, ...]] = {}
    defects: list[Defect] = []
    for path, kind in named:
        try:
            rows[path] = tables.read(kind, path)
        except TableDefects as error:
            defects += error.defects
    if defects:
        raise TableDefects(defects)
    return rows


def _registries(data: Path, rows: Mapping[Path, tuple[Record, ...]]) -> Registries:
    held: dict[str, Any] = {name: rows[data / f"{name}.csv"] for name, _ in kinds(Registries)}
    return Registries(**held)


def _document_tables(folder: Path, rows: Mapping[Path, tuple[Record, ...]]) -> DocumentTables:
    held: dict[str, Any] = {name: rows[folder / f"{name}.csv"] for name, _ in kinds(DocumentTables)}
    return DocumentTables(**held)
