"""An outline and the rows read from it -> what looks like a fact and stands in no row."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from loaders import values
from loaders.errors import Place
from loaders.pages import Line
from loaders.reading import programs, tokens
from loaders.reading.outline import Outline
from loaders.reading.sheets import Sheet
from loaders.reading.slides import Slide
from loaders.reading.tokens import Token
from loaders.records import BudgetRow, CitationRow, EntryRow, Record, ResidueRow, TermRow

_NEAR = 3
_NO_RECORD = "no record holds it"


def read(outline: Outline, rows: Sequence[Record]) -> tuple[ResidueRow, ...]:
    """Every amount, date, fiscal year and decision of the document that none of the rows holds, in reading order."""
    reading = _Residue(outline, rows)
    found = [row for slide in outline.slides for row in reading.of(slide)]
    return tuple(sorted(found, key=lambda row: row.line))


def tokens_of(line: Line, reason: str) -> Iterator[ResidueRow]:
    """Every amount, fiscal year, date and decision of a line, each with the same reason."""
    sheet = Sheet((line,))
    kinds = (
        ("money", [*tokens.money_tokens(sheet.text), *tokens.vague_tokens(sheet.text)]),
        ("fiscal-year", tokens.year_tokens(sheet.text)),
        ("date", tokens.date_tokens(sheet.text)),
        ("decision", tokens.decision_tokens(sheet.text)),
    )
    return (_row(sheet, token, kind, reason) for kind, found in kinds for token in found)


class _Residue:
    """What the rows hold, and the search for what they do not."""

    def __init__(self, outline: Outline, rows: Sequence[Record]) -> None:
        self.budgets = [row for row in rows if isinstance(row, BudgetRow)]
        self.citations = [row for row in rows if isinstance(row, CitationRow)]
        self.terms = [row for row in rows if isinstance(row, TermRow)]
        self.reasons = {(one.line, one.token.printed): one.reason for one in outline.asides}
        entries = {row.program: row for row in rows if isinstance(row, EntryRow)}
        self.periods = {
            line.number: {entry.start_fiscal_year, entry.end_fiscal_year}
            for line, _ in programs.period_lines(outline)
            if (entry := entries.get(outline.owners[line.number]))
        }

    def of(self, slide: Slide) -> Iterator[ResidueRow]:
        sheet = Sheet(slide.lines)
        yield from self._money(sheet)
        yield from self._years(sheet)
        yield from self._dates(sheet)
        yield from self._decisions(sheet)

    def _money(self, sheet: Sheet) -> Iterator[ResidueRow]:
        first, last = sheet.lines[0].number, sheet.lines[-1].number
        held = Counter(
            (row.line_start, _amount(row.printed)) for row in self.budgets if first <= row.line_start <= last
        )
        for token in tokens.money_tokens(sheet.text):
            line, printed = sheet.number(token.start), _amount(token.printed)
            if held[line, printed]:
                held[line, printed] -= 1
            elif not self._term(line, printed):
                yield _row(sheet, token, "money", self.reasons.get((line, token.printed)) or _NO_RECORD)
        for vague in tokens.vague_tokens(sheet.text):
            if not self._term(sheet.number(vague.start), _amount(vague.printed)):
                yield _row(sheet, vague, "money", "its figure or its unit is not clear")

    def _years(self, sheet: Sheet) -> Iterator[ResidueRow]:
        first, last = sheet.lines[0].number, sheet.lines[-1].number
        rows = [row for row in self.budgets if first <= row.line_start <= last]
        years = {row.fiscal_year for row in rows}
        labels = [(label.start, label.end) for label in tokens.phase_tokens(sheet.text)]
        for token in tokens.year_tokens(sheet.text):
            line = sheet.number(token.start)
            labelled = any(start <= token.start and token.end <= end for start, end in labels)
            below = any(row.fiscal_year == token.fiscal_year and 0 <= row.line_start - line < _NEAR for row in rows)
            held = (
                below or (labelled and token.fiscal_year in years) or token.fiscal_year in self.periods.get(line, set())
            )
            if not held and not self._term(line, token.printed) and not self._titled(line, token.printed):
                yield _row(sheet, token, "fiscal-year", _NO_RECORD)

    def _dates(self, sheet: Sheet) -> Iterator[ResidueRow]:
        for token in tokens.date_tokens(sheet.text):
            line = sheet.number(token.start)
            near = [row for row in self.citations if row.line_start - _NEAR <= line <= row.line_end + _NEAR]
            dated = any(values.folded(token.printed) in values.folded(row.printed_date or "") for row in near)
            if not dated and not self._titled(line, token.printed) and not self._term(line, token.printed):
                yield _row(sheet, token, "date", _NO_RECORD)

    def _decisions(self, sheet: Sheet) -> Iterator[ResidueRow]:
        for token in tokens.decision_tokens(sheet.text):
            line = sheet.number(token.start)
            if not any(row.line_start - _NEAR <= line <= row.line_end + _NEAR for row in self.citations):
                yield _row(sheet, token, "decision", _NO_RECORD)

    def _term(self, line: int, printed: str) -> bool:
        words = values.folded(printed)
        return any(row.line_start <= line <= row.line_end and words in values.folded(row.printed) for row in self.terms)

    def _titled(self, line: int, printed: str) -> bool:
        words = values.folded(printed)
        near = [row for row in self.citations if row.line_start - 1 <= line <= row.line_end + 1]
        return any(words in values.folded(row.printed_title) for row in near)


def _amount(printed: str) -> str:
    return re.sub(r"の?内数$", "", values.folded(printed))


def _row(sheet: Sheet, token: Token, kind: str, reason: str) -> ResidueRow:
    line = sheet.number(token.start)
    printed = re.sub(r"[\n*]+", "", token.printed).strip()
    return ResidueRow(place=Place(Path(), line), line=line, text_kind=kind, printed=printed, reason=reason)
