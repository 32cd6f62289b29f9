import pytest

from loaders.pages import Line
from loaders.reading import budgets, residue
from loaders.reading.outline import outline
from loaders.values import folded
from tests.loaders.reading.printings import PRINTINGS, Printing


@pytest.mark.parametrize("printing", PRINTINGS, ids=lambda printing: printing.name)
def test_every_amount_is_read_with_its_year_phase_and_program(printing: Printing) -> None:
    lines = [Line(number, text, page=1) for number, text in enumerate(printing.text.splitlines(), 1)]
    rows = budgets.read(outline(lines))
    assert [(row.printed, row.fiscal_year, row.phase, row.program) for row in rows] == list(printing.amounts)


@pytest.mark.parametrize("printing", PRINTINGS, ids=lambda printing: printing.name)
def test_what_is_no_budget_is_left_over_with_a_reason(printing: Printing) -> None:
    lines = [Line(number, text, page=1) for number, text in enumerate(printing.text.splitlines(), 1)]
    found = outline(lines)
    left = [row for row in residue.read(found, budgets.read(found)) if row.text_kind == "money"]
    assert [folded(row.printed) for row in left] == list(printing.asides)
    assert all(row.reason for row in left)
