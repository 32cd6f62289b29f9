"""The careful double reading of a document as rows: its own columns, brought into the form of the tables."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.readings import Reading, reading
from bench.slides.pieces import Row
from loaders.errors import Place
from loaders.records import BudgetRow, CitationRow, EntryRow

Cells = Mapping[str, str]

DOCUMENT = "mext-r8-life-science"
_UMBRELLAS = {"health_medical": "health-medical-rd", "health_medical_amed": "health-medical-rd-amed"}


def read(folder: Path) -> Reading:
    """The amounts, citations and programs of the reading; it lists bodies and terms only in part."""
    return reading(_rows(folder))


def _rows(folder: Path) -> Iterator[Row]:
    names = {cells["id"]: cells["name_ja"] for _, cells in _cells(folder / "programs.csv")}
    yield from (_entry(place, cells) for place, cells in _cells(folder / "programs.csv"))
    yield from (_budget(place, cells, names) for place, cells in _cells(folder / "budget.csv"))
    yield from (_citation(place, cells) for place, cells in _cells(folder / "policy.csv"))


def _cells(path: Path) -> Iterator[tuple[Place, Cells]]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file), 2):
            yield Place(path, number), cells


def _slug(program: str) -> str:
    return _UMBRELLAS.get(program, program.replace("_", "-"))


def _entry(place: Place, cells: Cells) -> EntryRow:
    return EntryRow(
        place=place,
        program=_slug(cells["id"]),
        printed_name=cells["name_ja"],
        part_of=_slug(cells["parent_id"]) or None,
        start_fiscal_year=int(cells["start_fy"]) if cells["start_fy"] else None,
        end_fiscal_year=int(cells["end_fy"]) if cells["end_fy"] else None,
        is_new=cells["status"] == "new",
        line_start=int(cells["line"]),
        line_end=int(cells["line"]),
        method="transcribed",
    )


def _budget(place: Place, cells: Cells, names: Mapping[str, str]) -> BudgetRow:
    codes = tuple(filter(None, cells["flags"].split(";")))
    yen = int(cells["amount_jpy"])
    return BudgetRow(
        place=place,
        program=_slug(cells["program_id"]),
        printed_name=names.get(cells["program_id"], cells["program_id"]),
        fiscal_year=int(cells["fiscal_year"]),
        phase=cells["phase"],
        amount_yen=None if "included-in" in codes else yen,
        container_amount_yen=yen if "included-in" in codes else None,
        printed=cells["amount_text"],
        component_of=_slug(cells["part_of_id"]) or None,
        qualifiers=codes,
        line_start=int(cells["line"]),
        line_end=int(cells["line"]),
        method="transcribed",
    )


def _citation(place: Place, cells: Cells) -> CitationRow:
    return CitationRow(
        place=place,
        program=_slug(cells["program_id"]),
        policy="new-policy",
        printed_title=cells["title_ja"],
        printed_date=cells["decision_date"] or None,
        decided_by=cells["decided_by"] or None,
        relation="quoted-as-basis",
        line_start=int(cells["line"]),
        line_end=int(cells["line"]),
        method="transcribed",
    )
