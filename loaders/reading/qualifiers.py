"""Amounts -> the totals they are parts of, and the codes that qualify them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders import values
from loaders.pages import Line
from loaders.reading.outline import Amount, Outline

_GRANT = re.compile(r"運営費交付金(?:等)?(?:中の?)?(?:の)?(?:推計額|見込額|推計|内数)")
_HOLDS = re.compile(r"(?:推計額|見込額|推計)?[をの]?\s*含(?:む|み)")
_OF_A_YEAR = frozenset({"draft", "request", "initial"})
_ORDER = (
    "new",
    "included-in",
    "operating-grant-estimate",
    "contains-operating-grant-estimate",
    "fund",
    "separately-appropriated",
    "partial",
    "of-which",
    "itemised",
)


@dataclass(frozen=True)
class _Slot:
    """A budget of a program: which year's, and of which phase."""

    program: str
    fiscal_year: int | None
    phase: str | None


def _slot(amount: Amount, program: str | None = None) -> _Slot:
    return _Slot(program or amount.program, amount.figure.fiscal_year, amount.figure.phase)


def wholes(outline: Outline) -> Sequence[str | None]:
    """For each amount the program whose total it is a part of: its umbrella, or the slice of it with a total alone."""
    printed = {_slot(amount) for amount in outline.amounts}
    slices: dict[str, list[str]] = {}
    for heading in outline.headings:
        if heading.part_of and heading.program.startswith("うち"):
            slices.setdefault(heading.part_of, []).append(heading.program)
    return [_whole(amount, printed, slices.get(amount.part_of or "", [])) for amount in outline.amounts]


def _whole(amount: Amount, printed: set[_Slot], slices: Sequence[str]) -> str | None:
    if amount.part_of is None or "apart" in amount.figure.traits:
        return None
    if _slot(amount, amount.part_of) in printed:
        return amount.part_of
    candidates = [slice_ for slice_ in slices if _slot(amount, slice_) in printed and slice_ != amount.program]
    return candidates[0] if candidates else amount.part_of


def codes(outline: Outline, whole_of: Sequence[str | None]) -> Sequence[tuple[str, ...]]:
    """For each amount its qualifiers, in the order of the code list."""
    found = [set(amount.figure.traits) & set(_ORDER) for amount in outline.amounts]
    for amount, code in zip(outline.amounts, found, strict=True):
        if re.search(r"[(（]一部[)）]$", amount.program):
            code.add("partial")
    for reach, code_of_note in _notes(outline):
        for index in reach:
            found[index].add(code_of_note)
    itemised = set(_itemised(outline, whole_of))
    for amount, code in zip(outline.amounts, found, strict=True):
        if _slot(amount) in itemised:
            code.add("itemised")
    return [tuple(code for code in _ORDER if code in codes_) for codes_ in found]


def _notes(outline: Outline) -> Iterator[tuple[list[int], str]]:
    """The indexes of the amounts that each note on operating grants reaches, with its code."""
    for slide in outline.slides:
        first, last = slide.lines[0].number, slide.lines[-1].number
        inside = [index for index, one in enumerate(outline.amounts) if first <= one.figure.line <= last]
        for line in slide.lines:
            if match := _GRANT.search(values.plain(line.text)):
                holds = _HOLDS.match(values.plain(line.text), match.end())
                code = "contains-operating-grant-estimate" if holds else "operating-grant-estimate"
                yield _reached(outline, inside, line), code


def _reached(outline: Outline, inside: Sequence[int], line: Line) -> list[int]:
    # The note speaks of the draft and the year before it that stand above it, not of what is printed further down.
    above = [index for index in inside if outline.amounts[index].figure.line <= line.number]
    yearly = [index for index in above if outline.amounts[index].figure.phase in _OF_A_YEAR]
    if not yearly or outline.amounts[yearly[-1]].figure.line < line.number - 12:
        return []
    program = outline.amounts[yearly[-1]].program
    run: list[int] = []
    for index in reversed(yearly):
        if outline.amounts[index].program != program:
            break
        run.append(index)
    return run


def _itemised(outline: Outline, whole_of: Sequence[str | None]) -> Iterator[_Slot]:
    """The totals whose parts, all printed, make them up."""
    parts: dict[_Slot, dict[str, values.Money]] = {}
    totals = {_slot(one): one.figure.token.money for one in outline.amounts if "included-in" not in one.figure.traits}
    for amount, whole in zip(outline.amounts, whole_of, strict=True):
        if whole and not amount.figure.traits & {"of-which", "included-in", "apart"}:
            parts.setdefault(_slot(amount, whole), {})[amount.program] = amount.figure.token.money
    for slot, of in parts.items():
        total = totals.get(slot)
        if (
            total
            and sum(one.lower for one in of.values()) <= total.upper
            and total.lower <= sum(one.upper for one in of.values())
        ):
            yield slot
