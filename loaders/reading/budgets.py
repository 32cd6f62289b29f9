"""An outline -> the rows of `budgets.csv`."""

import re
from pathlib import Path

from loaders.errors import Place
from loaders.reading import qualifiers
from loaders.reading.outline import Amount, Outline
from loaders.records import BudgetRow


def read(outline: Outline) -> tuple[BudgetRow, ...]:
    """Every printing of an amount of a program, in reading order."""
    wholes = qualifiers.wholes(outline)
    codes = qualifiers.codes(outline, wholes)
    untitled = {heading.program for heading in outline.headings if not heading.printed_name}
    return tuple(
        _row(amount, whole, code, named=amount.program not in untitled)
        for amount, whole, code in zip(outline.amounts, wholes, codes, strict=True)
    )


def _row(amount: Amount, whole: str | None, codes: tuple[str, ...], *, named: bool) -> BudgetRow:
    figure = amount.figure
    yen = figure.token.money.yen
    included = "included-in" in figure.traits
    return BudgetRow(
        place=Place(Path(), figure.line),
        program=amount.program,
        printed_name=figure.name or (amount.program if named else ""),
        fiscal_year=figure.fiscal_year or 0,
        phase=figure.phase or "",
        amount_yen=None if included else yen,
        container_amount_yen=yen if included else None,
        printed=re.sub(r"[\n*]+", "", figure.token.printed).strip(),
        component_of=whole,
        qualifiers=codes,
        line_start=figure.line,
        line_end=figure.line_end,
        method="parsed",
    )
