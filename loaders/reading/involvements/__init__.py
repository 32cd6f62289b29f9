"""Slides -> the bodies that take part in each program and their roles."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from loaders.errors import Place
from loaders.reading import widths
from loaders.reading.involvements import flows, offices, roles
from loaders.reading.involvements.bodies import is_named
from loaders.reading.involvements.roles import Part
from loaders.reading.outline import Outline
from loaders.reading.widths import Text
from loaders.records import InvolvementRow


def read(outline: Outline) -> tuple[InvolvementRow, ...]:
    """Each body in a role on a line that speaks of a program, in reading order."""
    texts = [widths.text(slide.lines) for slide in outline.slides]
    certified = frozenset[str]().union(*(roles.certified_names(text.half) for text in texts))
    rows = [row for text in texts for row in _rows(outline, text, certified)]
    return tuple(each for row in rows for each in _with_work(row, rows))


def _with_work(row: InvolvementRow, rows: Iterable[InvolvementRow]) -> Iterator[InvolvementRow]:
    # A body whose operating grant pays for a program, and which has no other role in it, carries it out.
    if row.role == "operating-grant-body":
        others = (other for other in rows if other.program == row.program and other.printed_name == row.printed_name)
        if all(other.role == row.role for other in others):
            yield replace(row, role="implementing")
    yield row


def _rows(outline: Outline, text: Text, certified: frozenset[str]) -> Iterator[InvolvementRow]:
    seen: set[tuple[str, int, str, str]] = set()
    for part in sorted(_parts(outline, text, certified), key=lambda part: (part.start, part.role)):
        line = text.line(part.start)
        for program in _programs(outline, line, part):
            name = text.cut(part.start, part.end)
            if (program, line, name, part.role) not in seen:
                seen.add((program, line, name, part.role))
                yield InvolvementRow(
                    place=Place(Path(), line),
                    program=program,
                    organization=name,
                    printed_name=name,
                    role=part.role,
                    line_start=line,
                    line_end=text.line(part.end - 1),
                    method="parsed",
                )


def _parts(outline: Outline, text: Text, certified: frozenset[str]) -> Iterator[Part]:
    yield from offices.divisions(text.half)
    yield from offices.ministries(text.half)
    others = [
        *flows.flows(text.half),
        *roles.listed(text.half),
        *roles.labelled(text.half),
        *roles.certified(text.half, certified),
        *_headings(outline, text),
        *roles.named(text.half),
        *roles.grouped(text.half),
        *roles.subjects(text.half),
    ]
    yield from _apart(others)


def _apart(parts: Iterable[Part]) -> Iterator[Part]:
    # What a list or label says of a place counts before what a sentence seems to say of it.
    taken: list[Part] = []
    for part in parts:
        if all(_goes_with(part, other) for other in taken):
            taken.append(part)
            yield part


def _goes_with(part: Part, other: Part) -> bool:
    if part.end <= other.start or other.end <= part.start:
        return True
    return (part.start, part.end) == (other.start, other.end) and "operating-grant-body" in {part.role, other.role}


def _headings(outline: Outline, text: Text) -> Iterator[Part]:
    # A program that is a center of its own carries itself out.
    within = range(text.numbers[0], text.numbers[-1] + 1) if text.numbers else range(0)
    here = [heading for heading in outline.headings if heading.line_start in within]
    named = {heading.line_start for heading in here if is_named(widths.half(heading.printed_name))}
    for start, number in zip(text.starts, text.numbers, strict=True):
        line = text.half[start : text.line_end(start)]
        if number in named and is_named(line):
            yield Part(start, start + len(line.rstrip()), "implementing")


def _programs(outline: Outline, line: int, part: Part) -> tuple[str, ...]:
    owner = outline.owners.get(line)
    if owner is None:
        return ()
    if part.role == "funding-agency":
        # うちAMED予算額: the agency's share is a program of its own, and the agency funds its umbrella as well.
        here = (each for each in outline.headings if each.line_start == line and each.printed_name.startswith("うち"))
        shares = [name for each in here for name in (each.part_of, each.program) if name]
        return tuple(dict.fromkeys([owner, *shares]))
    return (owner,)
