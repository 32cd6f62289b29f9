"""What one table must say of another before anything is built: a row here is a defect with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

from loaders import values
from loaders.errors import Defect, Place, TableDefects, ValueUnreadable
from loaders.holdings import DocumentTables, Holdings, Printed, Registries
from loaders.records import (
    BudgetRow,
    CitationRow,
    CorrectionRow,
    EntryRow,
    InvolvementRow,
    Record,
    SuccessionRow,
)
from loaders.registries import defects as registry_defects
from loaders.registries import known_slugs
from loaders.sources import explains, printed_cells
from loaders.tables import slug_columns

_ANYWHERE = Place(Path(), 0)


def require(holdings: Holdings) -> None:
    """Nothing, if the tables agree with each other; else `TableDefects` with all that do not."""
    defects = list(_defects(holdings))
    if defects:
        raise TableDefects(defects)


def _defects(holdings: Holdings) -> Iterator[Defect]:
    registries = holdings.registries
    slugs = known_slugs(registries)
    yield from registry_defects(registries)
    yield from _folders(holdings)
    for rows in vars(registries).values():
        yield from _references(rows, slugs)
    for tables in holdings.tables.values():
        for field in fields(tables):
            rows = getattr(tables, field.name)
            yield from _references(rows, slugs)
            yield from _order(rows)
    for document, tables in holdings.tables.items():
        yield from _spellings(document, tables, registries)
        yield from _entries(tables)
        yield from _circles(tables.programs)
        yield from _restored(tables, _correcting(holdings, document))
        yield from _amounts(tables.budgets)
        yield from _dates(tables.citations, registries)
        changes = [row for row in registries.successions if row.document == document]
        yield from _idle(_correcting(holdings, document), [*tables.rows(), *changes])


def _folders(holdings: Holdings) -> Iterator[Defect]:
    for row in holdings.registries.documents:
        if row.document not in holdings.tables:
            yield Defect(row.place, "document", f"there is no folder tables/{row.document}")
    registered = {row.document for row in holdings.registries.documents}
    for document, tables in holdings.tables.items():
        for entry in tables.programs[:1] if document not in registered else ():
            yield Defect(entry.place, "folder", f"documents.csv does not register {document!r}")


def _references(rows: Sequence[Record], slugs: dict[str, frozenset[str]]) -> Iterator[Defect]:
    for column, registry in slug_columns(type(rows[0])) if rows else ():
        for row in rows:
            slug = getattr(row, column)
            if slug is not None and slug not in slugs[registry]:
                yield Defect(row.place, column, f"{slug!r} is in none of the {registry}")


def _order(rows: Sequence[Printed]) -> Iterator[Defect]:
    for row in rows:
        if not 1 <= row.line_start <= row.line_end:
            yield Defect(row.place, "line_end", f"lines {row.line_start} to {row.line_end} are no range")
    for before, row in pairwise(rows):
        if (before.line_start, before.line_end) > (row.line_start, row.line_end):
            yield Defect(row.place, "line_start", "stands before the row above it: rows are sorted by their lines")
    seen: set[Printed] = set()
    for row in rows:
        anywhere = replace(row, place=_ANYWHERE)
        if anywhere in seen:
            yield Defect(row.place, "row", "stands twice")
        seen.add(anywhere)


def _spellings(document: str, tables: DocumentTables, registries: Registries) -> Iterator[Defect]:
    known = {
        (name.kind, values.folded(name.printed_name), name.slug)
        for name in registries.names
        if name.document in (None, document)
    }
    policies = {row.passage: row.policy for row in registries.passages}
    for row in tables.rows():
        for column, kind, printed, slug in named(row):
            if (kind, values.folded(printed), policies.get(slug, slug)) not in known:
                yield Defect(row.place, column, f"names.csv does not say that {printed!r} is the {kind} {slug!r}")


def named(row: Printed) -> Iterator[tuple[str, str, str, str]]:
    """The names that names.csv must know: column, kind, the name as printed and the slug it stands for."""
    if isinstance(row, EntryRow | BudgetRow):
        yield "printed_name", "program", row.printed_name, row.program
    if isinstance(row, InvolvementRow):
        yield "printed_name", "organization", row.printed_name, row.organization
    if isinstance(row, CitationRow):
        yield "printed_title", "policy", row.printed_title, row.policy


def _entries(tables: DocumentTables) -> Iterator[Defect]:
    entered = {row.program for row in tables.programs}
    for row in tables.rows():
        if row.program not in entered:
            yield Defect(row.place, "program", f"{row.program!r} has no row in this document's programs.csv")
    seen: set[str] = set()
    for entry in tables.programs:
        if entry.program in seen:
            yield Defect(entry.place, "program", f"{entry.program!r} has two rows")
        seen.add(entry.program)


def _circles(entries: Sequence[EntryRow]) -> Iterator[Defect]:
    umbrellas = {entry.program: entry.part_of for entry in entries}
    for entry in entries:
        path, above = [entry.program], entry.part_of
        while above and above not in path:
            path.append(above)
            above = umbrellas.get(above)
        if above == entry.program:
            yield Defect(entry.place, "part_of", f"{' is part of '.join([*path, above])}: nothing is part of itself")


def _correcting(holdings: Holdings, document: str) -> list[CorrectionRow]:
    return [row for row in holdings.registries.corrections if row.document == document]


def _restored(tables: DocumentTables, corrections: Sequence[CorrectionRow]) -> Iterator[Defect]:
    reasons = {(row.line, row.corrected) for row in corrections if row.column == "programs.printed_name"}
    for entry in tables.programs:
        if entry.method == "restored" and (entry.line_start, entry.printed_name) not in reasons:
            yield Defect(entry.place, "method", "a restored heading needs a row of corrections.csv that says why")


def _idle(corrections: Sequence[CorrectionRow], rows: Sequence[Printed | SuccessionRow]) -> Iterator[Defect]:
    cells = [(row, cell) for row in rows for cell in printed_cells(row)]
    for correction in corrections:
        if correction.column != "text" and not any(explains(correction, row, cell) for row, cell in cells):
            message = f"no cell {correction.column!r} at this line holds what is corrected"
            yield Defect(correction.place, "column", message)


def _amounts(rows: Sequence[BudgetRow]) -> Iterator[Defect]:
    for row in rows:
        included = "included-in" in row.qualifiers
        if included != (row.container_amount_yen is not None) or included == (row.amount_yen is not None):
            right = (
                "内数 has a container_amount_yen and no amount_yen" if included else "all but 内数 has an amount_yen"
            )
            yield Defect(row.place, "amount_yen", right)
            continue
        yen = row.container_amount_yen if included else row.amount_yen
        try:
            printed = values.figure(row.printed, yen or 0).yen
        except ValueUnreadable as error:
            yield Defect(row.place, "printed", str(error))
            continue
        if printed != yen:
            yield Defect(row.place, "amount_yen", f"{row.printed!r} is {printed} yen, not {yen}")


def _dates(rows: Sequence[CitationRow], registries: Registries) -> Iterator[Defect]:
    decided = {row.policy: row.decided_on for row in registries.policies}
    decided |= {row.passage: decided.get(row.policy) for row in registries.passages}
    for row in rows:
        if row.printed_date is not None:
            yield from _date(row, decided.get(row.policy))


def _date(row: CitationRow, decided: str | None) -> Iterator[Defect]:
    try:
        printed = values.date(row.printed_date or "")
    except ValueUnreadable as error:
        yield Defect(row.place, "printed_date", str(error))
        return
    if decided is None or not (printed.startswith(decided) or decided.startswith(printed)):
        yield Defect(row.place, "printed_date", f"{printed} is not when {row.policy!r} was decided ({decided})")
