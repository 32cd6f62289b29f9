"""The source files themselves: whether each is the registered one and prints at each line what a row says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders import pages
from loaders.errors import DocumentUnreadable, Place, SourceMismatch
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
class Verification:
    """What was found of one row: the code `verified`, `corrected` or `not-verified`, and the lines it stands on."""

    code: str
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


def unprinted_cells(row: Printed | SuccessionRow, lines: Sequence[str]) -> list[tuple[str, str]]:
    """The cells of `printed_cells` that these lines, those of the row, do not print."""
    text = folded("".join(lines))
    return [cell for cell in printed_cells(row) if not lines or folded(cell[1]) not in text]


def explains(correction: CorrectionRow, row: Printed | SuccessionRow, cell: tuple[str, str]) -> bool:
    """Whether a correction of the row's document says why this cell is not what its lines print."""
    at_row = row.line_start <= correction.line <= row.line_end
    return at_row and (correction.column, correction.corrected) == cell


def assumed(holdings: Holdings) -> dict[Place, Verification]:
    """The verification of every row when no source file is at hand: corrected if a correction says so."""
    found = {}
    for document, row in _rows(holdings):
        reasons = [
            correction.reason
            for cell in printed_cells(row)
            if (correction := _correction(holdings.registries.corrections, document, row, cell))
        ]
        found[row.place] = Verification("corrected", None, reasons[0]) if reasons else Verification("not-verified")
    return found


def verified(holdings: Holdings, folder: Path) -> dict[Place, Verification]:
    """The verification of every row from the source files in a folder.

    `SourceMismatch` lists each file that is missing or is not the registered one, and each printed string that does
    not stand at its lines and that no correction explains.
    """
    sources = _read(holdings.registries.documents, folder)
    corrections = holdings.registries.corrections
    wrong = [message for correction in corrections for message in _unprinted(correction, sources)]
    found = {}
    for document, row in _rows(holdings):
        lines = sources[document].lines(row.line_start, row.line_end)
        missing = unprinted_cells(row, lines)
        explained = [_correction(corrections, document, row, cell) for cell in missing]
        wrong += [
            f"{row.place}: {column}: {printed!r} does not stand at {document} lines {row.line_start}-{row.line_end}"
            for (column, printed), correction in zip(missing, explained, strict=True)
            if correction is None
        ]
        reason = next((correction.reason for correction in explained if correction), None)
        found[row.place] = Verification("corrected" if reason else "verified", "\n".join(lines), reason)
    if wrong:
        raise SourceMismatch(wrong)
    return found


@dataclass(frozen=True)
class _Source:
    """The text of a source file, by lines."""

    text: tuple[str, ...]

    def lines(self, start: int, end: int) -> tuple[str, ...]:
        """These lines, the first being 1; none at all if the file ends before them."""
        return self.text[start - 1 : end] if end <= len(self.text) else ()


def _rows(holdings: Holdings) -> Iterator[tuple[str, Printed | SuccessionRow]]:
    for document, tables in holdings.tables.items():
        yield from ((document, row) for row in tables.rows())
    yield from ((row.document, row) for row in holdings.registries.successions)


def _correction(
    corrections: Sequence[CorrectionRow], document: str, row: Printed | SuccessionRow, cell: tuple[str, str]
) -> CorrectionRow | None:
    found = (one for one in corrections if one.document == document and explains(one, row, cell))
    return next(found, None)


def _unprinted(correction: CorrectionRow, sources: Mapping[str, _Source]) -> Iterator[str]:
    printed, line = correction.printed, correction.line
    if printed and folded(printed) not in folded("".join(sources[correction.document].lines(line, line))):
        yield f"{correction.place}: printed: {printed!r} does not stand at {correction.document} line {line}"


def _read(documents: Sequence[DocumentRow], folder: Path) -> dict[str, _Source]:
    sources, wrong = {}, []
    for row in documents:
        path = folder / row.path
        try:
            found = pages.document(path) if path.is_file() else None
        except DocumentUnreadable as error:
            wrong.append(str(error))
            continue
        if found is None:
            wrong.append(f"{path} is missing: it would be the file of {row.document}")
        elif found.sha256 != row.sha256:
            wrong.append(f"{path} is another version of {row.document}: its sha256 is not {row.sha256}")
        else:
            sources[row.document] = _Source(tuple(line.text for line in found.lines))
    if wrong:
        raise SourceMismatch(wrong)
    return sources
