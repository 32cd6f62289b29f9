"""Rows for the tests of the measuring, with the cells that matter."""

from decimal import Decimal
from pathlib import Path

from loaders.errors import Place
from loaders.records import BudgetRow, CitationRow, EntryRow, InvolvementRow, ResidueRow, TermRow

HERE = Place(Path("x"), 1)


def budget(program: str, line: int, yen: int, **cells: object) -> BudgetRow:
    known: dict[str, object] = {
        "printed_name": program,
        "fiscal_year": 2024,
        "phase": "draft",
        "container_amount_yen": None,
        "printed": f"{yen // 10**8}億円",
        "component_of": None,
        "qualifiers": (),
        "line_end": line,
        "method": "parsed",
    }
    return BudgetRow(place=HERE, program=program, line_start=line, amount_yen=yen, **known | cells)  # type: ignore[arg-type]


def entry(program: str, name: str, line: int, **cells: object) -> EntryRow:
    known: dict[str, object] = {
        "part_of": None,
        "start_fiscal_year": None,
        "end_fiscal_year": None,
        "is_new": False,
        "line_end": line,
        "method": "parsed",
    }
    return EntryRow(place=HERE, program=program, printed_name=name, line_start=line, **known | cells)  # type: ignore[arg-type]


def citation(program: str, line: int, title: str, day: str | None) -> CitationRow:
    return CitationRow(
        place=HERE,
        program=program,
        policy="p",
        printed_title=title,
        printed_date=day,
        decided_by=None,
        relation="quoted-as-basis",
        line_start=line,
        line_end=line,
        method="parsed",
    )


def involvement(program: str, line: int, name: str, role: str) -> InvolvementRow:
    return InvolvementRow(
        place=HERE,
        program=program,
        organization="o",
        printed_name=name,
        role=role,
        line_start=line,
        line_end=line,
        method="parsed",
    )


def term(program: str, line: int, value: str | None, printed: str) -> TermRow:
    return TermRow(
        place=HERE,
        program=program,
        kind="support-period",
        value=None if value is None else Decimal(value),
        unit="years",
        printed=printed,
        line_start=line,
        line_end=line,
        method="parsed",
    )


def left(line: int, printed: str) -> ResidueRow:
    return ResidueRow(place=HERE, line=line, text_kind="money", printed=printed, reason="no reader took it")
