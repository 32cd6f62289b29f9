"""The source files themselves: whether each is the registered one and prints at each line what a row says."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import Place, SourceMismatch
from loaders.holdings import Holdings, Printed
from loaders.records import (
    BudgetRow,
    CitationRow,
    CorrectionRow,
    DocumentRow,
    EntryRow,
    InvolvementRow,
    SuccessionRow,
)
from loaders.values import folded


@dataclass(frozen=True)
class Finding:
    """What was found of one row: `verified`, `corrected` or `not-verified`, with the lines it stands on."""

    place: Place
    verification: str
    quotation: str | None = None
    correction: str | None = None


def printed_cells(row: Printed | SuccessionRow) -> Iterator[tuple[str, str]]:
    """The cells of a row that its lines must print: column of `corrections.csv` and text."""
    if isinstance(row, EntryRow):
        yield "programs.printed_name", row.printed_name
    elif isinstance(row, InvolvementRow):
        yield "involvements.printed_name", row.printed_name
    elif isinstance(row, CitationRow):
        yield "citations.printed_title", row.printed_title
        if row.printed_date:
            yield "citations.printed_date", row.printed_date
    elif isinstance(row, BudgetRow):
        yield "budgets.printed", row.printed
    elif isinstance(row, SuccessionRow):
        yield "successions.printed", row.printed
    else:
        yield "terms.printed", row.printed


def assumed(holdings: Holdings) -> dict[Place, Finding]:
    """The finding of every row when no source file is at hand: corrected if a correction says so, else unverified."""
    return {
        row.place: _without_source(row, correction)
        for document, row in _rows(holdings)
        for correction in [_correction(holdings, document, row)]
    }


def verified(holdings: Holdings, folder: Path) -> dict[Place, Finding]:
    """The finding of every row from the source files in a folder.

    `SourceMismatch` lists each file that is missing or is not the registered one, and each printed string that does
    not stand at its lines and that no correction explains.
    """
    texts = _texts(holdings.registries.documents, folder)
    found, wrong = {}, []
    for document, row in _rows(holdings):
        lines = texts[document][row.line_start - 1 : row.line_end]
        correction = _correction(holdings, document, row)
        missing = [
            (column, printed) for column, printed in printed_cells(row) if folded(printed) not in folded("".join(lines))
        ]
        if missing and not correction:
            wrong += [
                f"{row.place}: {column}: {printed!r} does not stand at {document} lines {row.line_start}-{row.line_end}"
                for column, printed in missing
            ]
        reason = correction.reason if correction else None
        found[row.place] = Finding(
            row.place, "corrected" if missing else "verified", "\n".join(lines), reason if missing else None
        )
    if wrong:
        raise SourceMismatch(wrong)
    return found


def _without_source(row: Printed | SuccessionRow, correction: CorrectionRow | None) -> Finding:
    if correction:
        return Finding(row.place, "corrected", correction=correction.reason)
    return Finding(row.place, "not-verified")


def _rows(holdings: Holdings) -> Iterator[tuple[str, Printed | SuccessionRow]]:
    for document, tables in holdings.tables.items():
        yield from ((document, row) for row in tables.rows())
    yield from ((row.document, row) for row in holdings.registries.successions)


def _correction(holdings: Holdings, document: str, row: Printed | SuccessionRow) -> CorrectionRow | None:
    cells = dict(printed_cells(row))
    for correction in holdings.registries.corrections:
        at_row = correction.document == document and row.line_start <= correction.line <= row.line_end
        if at_row and cells.get(correction.column) == correction.corrected:
            return correction
    return None


def _texts(documents: Sequence[DocumentRow], folder: Path) -> Mapping[str, list[str]]:
    texts, wrong = {}, []
    for row in documents:
        path = folder / row.path
        content = path.read_bytes() if path.is_file() else None
        if content is None:
            wrong.append(f"{path} is missing: it would be the file of {row.document}")
        elif hashlib.sha256(content).hexdigest() != row.sha256:
            wrong.append(f"{path} is another version of {row.document}: its sha256 is not {row.sha256}")
        else:
            texts[row.document] = content.decode("utf-8").split("\n")
    if wrong:
        raise SourceMismatch(wrong)
    return texts
