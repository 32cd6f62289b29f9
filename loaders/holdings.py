"""Everything that `data/` holds, read once: the registries and the tables of each document."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import TypeVar

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
)

DATA = Path(__file__).parent.parent / "data"
R = TypeVar("R", bound=Record)
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


KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("documents", DocumentRow),
    ("programs", ProgramRow),
    ("organizations", OrganizationRow),
    ("series", SeriesRow),
    ("policies", PolicyRow),
    ("passages", PassageRow),
    ("names", NameRow),
    ("successions", SuccessionRow),
    ("corrections", CorrectionRow),
)
TABLE_KINDS: tuple[tuple[str, type[Record]], ...] = (
    ("programs", EntryRow),
    ("budgets", BudgetRow),
    ("citations", CitationRow),
    ("involvements", InvolvementRow),
    ("terms", TermRow),
)


def files(data: Path = DATA) -> Iterator[tuple[Path, type[Record]]]:
    """Each table of the folder with the class of its rows, registries first."""
    yield from ((data / f"{name}.csv", kind) for name, kind in KINDS)
    for folder in sorted((data / "tables").iterdir()):
        yield from ((folder / f"{name}.csv", kind) for name, kind in TABLE_KINDS)


def load(data: Path = DATA) -> Holdings:
    """All tables as records; `TableDefects` lists every defect of every table."""
    rows: dict[Path, tuple[Record, ...]] = {}
    defects: list[Defect] = []
    for path, kind in files(data):
        try:
            rows[path] = tables.read(kind, path)
        except TableDefects as error:
            defects += error.defects
    if defects:
        raise TableDefects(defects)
    folders = sorted({path.parent for path, _ in files(data)} - {data})
    return Holdings(
        Registries(*(rows[data / f"{name}.csv"] for name, _ in KINDS)),  # type: ignore[arg-type]
        {
            folder.name: DocumentTables(*(rows[folder / f"{name}.csv"] for name, _ in TABLE_KINDS))  # type: ignore[arg-type]
            for folder in folders
        },
    )


def numbered(rows: Sequence[R], line: Callable[[R], int]) -> Iterator[tuple[R, int]]:
    """Each row with its number, from 1, among the rows of its line; rows come sorted by line."""
    for _, group in groupby(rows, key=line):
        yield from ((row, nth) for nth, row in enumerate(group, 1))
