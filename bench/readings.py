"""What a reader, or a person, makes of a document: the rows of its five tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from loaders import tables
from loaders.records import BudgetRow, CitationRow, EntryRow, InvolvementRow, TermRow


@dataclass(frozen=True)
class Reading:
    """The rows of a document, in reading order."""

    programs: tuple[EntryRow, ...] = ()
    budgets: tuple[BudgetRow, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    involvements: tuple[InvolvementRow, ...] = ()
    terms: tuple[TermRow, ...] = ()
    headings: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    """Lines at which a program is named as a subject beside the line of its entry, where they are known."""


KINDS = MappingProxyType(
    {
        "programs": EntryRow,
        "budgets": BudgetRow,
        "citations": CitationRow,
        "involvements": InvolvementRow,
        "terms": TermRow,
    }
)


def reading(rows: Iterable[EntryRow | BudgetRow | CitationRow | InvolvementRow | TermRow]) -> Reading:
    """The rows, each in its table."""
    found = tuple(rows)
    return Reading(
        programs=tuple(row for row in found if isinstance(row, EntryRow)),
        budgets=tuple(row for row in found if isinstance(row, BudgetRow)),
        citations=tuple(row for row in found if isinstance(row, CitationRow)),
        involvements=tuple(row for row in found if isinstance(row, InvolvementRow)),
        terms=tuple(row for row in found if isinstance(row, TermRow)),
    )


def read(folder: Path) -> Reading:
    """The tables of a folder in the form of `data/FORMAT.md`; `TableDefects` says what is wrong with them."""
    return Reading(
        programs=tables.read(EntryRow, folder / "programs.csv"),
        budgets=tables.read(BudgetRow, folder / "budgets.csv"),
        citations=tables.read(CitationRow, folder / "citations.csv"),
        involvements=tables.read(InvolvementRow, folder / "involvements.csv"),
        terms=tables.read(TermRow, folder / "terms.csv"),
    )


def write(found: Reading, folder: Path) -> None:
    """The rows as tables in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, kind in KINDS.items():
        (folder / f"{name}.csv").write_text(tables.write(getattr(found, name), kind), encoding="utf-8", newline="")
