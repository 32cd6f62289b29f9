"""An outline -> the rows of `programs.csv`."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.errors import Place
from loaders.pages import Line
from loaders.reading import periods
from loaders.reading.outline import Heading, Outline
from loaders.reading.periods import Period
from loaders.records import EntryRow


def read(outline: Outline) -> tuple[EntryRow, ...]:
    """One row a program, at its most complete heading, in reading order."""
    best: dict[str, Heading] = {}
    titles = {line.number for slide in outline.slides for line in slide.title}
    for heading in outline.headings:
        kept = best.get(heading.program)
        if kept is None or _rank(heading, titles) > _rank(kept, titles):
            best[heading.program] = heading
    spans = planned(outline)
    new = {one.program for one in outline.amounts if "new" in one.figure.traits}
    rows = (_row(heading, spans.get(program), is_new=program in new) for program, heading in best.items())
    return tuple(sorted(rows, key=lambda row: (row.line_start, row.line_end)))


def _rank(heading: Heading, titles: set[int]) -> tuple[bool, bool]:
    return (heading.line_start in titles, heading.printed_name == heading.program)


def _row(heading: Heading, period: Period | None, *, is_new: bool) -> EntryRow:
    return EntryRow(
        place=Place(Path(), heading.line_start),
        program=heading.program,
        printed_name=heading.printed_name,
        part_of=heading.part_of,
        start_fiscal_year=period.start if period else None,
        end_fiscal_year=period.end if period else None,
        is_new=is_new,
        line_start=heading.line_start,
        line_end=heading.line_end,
        method="parsed",
    )


def planned(outline: Outline) -> Mapping[str, Period]:
    """The program -> its period: the first that its lines print."""
    found: dict[str, Period] = {}
    for line, period in period_lines(outline):
        found.setdefault(outline.owners[line.number], period)
    return found


def period_lines(outline: Outline) -> Iterator[tuple[Line, Period]]:
    """The lines that print the period of a program."""
    for slide in outline.slides:
        announced = False
        for line in slide.lines:
            if not line.text.strip():
                continue
            labelled = periods.labelled(line.text)
            announces = labelled or announced or periods.is_bare(line.text)
            if announces and line.number in outline.owners and (period := periods.period(line.text)):
                yield line, period
            announced = labelled
