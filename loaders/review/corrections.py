"""Rows as extracted -> rows as `corrections.csv` mends what their lines print."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from loaders.holdings import Printed
from loaders.records import CorrectionRow, EntryRow
from loaders.sources import explains, printed_cells
from loaders.values import folded


def corrected(row: Printed, corrections: Sequence[CorrectionRow]) -> Printed:
    """The row with what is right in each cell that holds exactly what a correction says stands at its lines."""
    cells: dict[str, Any] = {}
    for column, printed in printed_cells(row):
        for one in corrections:
            at_row = row.line_start <= one.line <= row.line_end
            if at_row and one.column == column and folded(one.printed or "") == folded(printed):
                cells[column.partition(".")[2]] = one.corrected
    return replace(row, **cells)


def is_restored(row: Printed, corrections: Sequence[CorrectionRow]) -> bool:
    """Whether a correction says that this row's heading is printed nowhere at its lines."""
    lost = [one for one in corrections if not one.printed]
    return isinstance(row, EntryRow) and any(explains(one, row, cell) for one in lost for cell in printed_cells(row))
