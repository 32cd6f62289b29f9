"""What of a draft goes into `data/`, and the files that hold it then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loaders import consistency, holdings, tables
from loaders.errors import Defect, NotAccepted, TableDefects
from loaders.holdings import DocumentTables, Holdings, Printed, Registries
from loaders.review import registration
from loaders.review.differences import Pair
from loaders.review.drafts import SUGGESTIONS, provisional_cells
from loaders.review.reviews import TABLES, Review
from loaders.sources import explains, unprinted_cells

WHOLE = "all"


@dataclass(frozen=True)
class Selection:
    """What a person accepts: everything, a table, or what differs at a line of the document."""

    table: str | None
    line: int | None

    def covers(self, table: str) -> bool:
        """Whether this is about the table at all."""
        return self.table in (None, table)

    def names(self, table: str, pair: Pair) -> bool:
        """Whether this names the row by its line, in the draft or as registered."""
        rows = [row for row in (pair.drafted, pair.registered) if row]
        return self.table == table and self.line in {row.line_start for row in rows}


@dataclass(frozen=True)
class Accepted:
    """What `data/` becomes."""

    files: Mapping[Path, str]
    """Each file that changes, with its new text."""
    kept: tuple[Pair, ...]
    """The rows of a person that the draft would change, and that nobody named."""


def selection(text: str) -> Selection:
    """The selection that `all`, `budgets` or `budgets:57` says."""
    table, colon, line = text.partition(":")
    if text == WHOLE:
        return Selection(None, None)
    if table not in TABLES or (colon and not (line.isascii() and line.isdigit() and len(line) < 9)):
        raise NotAccepted(
            f"--accept {text}: it would be {WHOLE}, {', '.join(TABLES)}, or a table and a line: budgets:57"
        )
    return Selection(table, int(line) if colon else None)


def accept(review: Review, selections: Sequence[Selection], given: Mapping[str, str]) -> Accepted:
    """The files with the selected rows in them; `given` are cells of the document's row of documents.csv.

    A row that a person wrote stays, unless a person changed it in the draft or it is named by its line. Raises
    `NotAccepted`, or `TableDefects` with each provisional slug and whatever else would be wrong with the tables.
    """
    _require_found(review, selections)
    chosen: dict[str, Any] = {}
    kept: list[Pair] = []
    for table in review.tables:
        taken = [_chosen(table.name, pair, selections) for pair in table.pairs]
        chosen[table.name] = tuple(_rows(table.pairs, taken))
        both = zip(table.pairs, taken, strict=True)
        kept += [pair for pair, take in both if not take and _persons(pair) and _covered(table.name, selections)]
    accepted = DocumentTables(**chosen)
    _require_decided(review, accepted)
    held = _held(review, accepted, given)
    consistency.require(held)
    _require_printed(review, accepted)
    return Accepted(texts(review, held.registries, accepted), tuple(kept))


def _require_found(review: Review, selections: Sequence[Selection]) -> None:
    for one in selections:
        pairs = [(table.name, pair) for table in review.tables for pair in table.pairs if pair.change != "same"]
        if one.line is not None and not any(one.names(name, pair) for name, pair in pairs):
            raise NotAccepted(f"--accept {one.table}:{one.line}: nothing differs at line {one.line} of the document")


def _covered(table: str, selections: Sequence[Selection]) -> bool:
    return any(one.line is None and one.covers(table) for one in selections)


def _chosen(table: str, pair: Pair, selections: Sequence[Selection]) -> bool:
    if any(one.names(table, pair) for one in selections):
        return True
    return _covered(table, selections) and not _persons(pair)


def _persons(pair: Pair) -> bool:
    """Whether a person wrote the registered row, and the draft against it is only what a program read."""
    if pair.registered is None or pair.registered.method == "parsed" or pair.change == "same":
        return False
    return pair.drafted is None or pair.drafted.method == "parsed"


def _rows(pairs: Sequence[Pair], taken: Sequence[bool]) -> list[Printed]:
    rows = []
    for pair, take in zip(pairs, taken, strict=True):
        row = pair.drafted if take and pair.change != "same" else pair.registered
        if row:
            rows.append(row)
    return sorted(rows, key=lambda row: (row.line_start, row.line_end))


def _require_decided(review: Review, accepted: DocumentTables) -> None:
    defects = [
        Defect(row.place, column, f"{slug!r} is provisional: decide it here or in {review.draft.folder / SUGGESTIONS}")
        for row in accepted.rows()
        for column, slug in provisional_cells(row)
    ]
    lost = "the document lost this heading: write it here, and into corrections.csv why you know it"
    defects += [Defect(row.place, "printed_name", lost) for row in accepted.programs if not row.printed_name]
    if defects:
        raise TableDefects(defects)


def _held(review: Review, accepted: DocumentTables, given: Mapping[str, str]) -> Holdings:
    registries = review.held.registries
    row = None
    if review.registered is None:
        row = registration.document(review.document, review.draft.source, given, review.data / "documents.csv")
    elif given:
        raise NotAccepted(f"{review.document} is registered: edit its row in {review.data / 'documents.csv'}")
    newcomers = registration.Newcomers(registries, review.document, accepted, review.decisions.kinds)
    return Holdings(newcomers.registered(row), {**review.held.tables, review.document: accepted})


def _require_printed(review: Review, accepted: DocumentTables) -> None:
    defects = list(_unprinted(review, accepted))
    if defects:
        raise TableDefects(defects)


def _unprinted(review: Review, accepted: DocumentTables) -> Iterator[Defect]:
    corrections = [row for row in review.held.registries.corrections if row.document == review.document]
    for row in accepted.rows() if review.context.text else ():
        for cell in unprinted_cells(row, review.context.lines(row.line_start, row.line_end)):
            if not any(explains(one, row, cell) for one in corrections):
                message = f"{cell[1]!r} does not stand at lines {row.line_start}-{row.line_end}: mend the row, or"
                yield Defect(row.place, cell[0], f"{message} say in corrections.csv what stands there and why")


def texts(review: Review, registries: Registries, accepted: DocumentTables) -> dict[Path, str]:
    """The text of each table of `data/` that these rows change."""
    folder = review.data / "tables" / review.document
    before = review.held.tables.get(review.document)
    found = {}
    for name, kind in holdings.kinds(Registries):
        if getattr(registries, name) != getattr(review.held.registries, name):
            found[review.data / f"{name}.csv"] = tables.write(getattr(registries, name), kind)
    for name, kind in holdings.kinds(DocumentTables):
        if before is None or getattr(accepted, name) != getattr(before, name):
            found[folder / f"{name}.csv"] = tables.write(getattr(accepted, name), kind)
    return found
