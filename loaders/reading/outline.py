"""Slides -> the programs of a document and the lines that speak of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.pages import Line
from loaders.reading import anchors, figures, kinship, likeness, scopes, slides, stages, wording
from loaders.reading.anchors import Anchor, Anchored
from loaders.reading.figures import Figure
from loaders.reading.slides import Slide
from loaders.reading.stages import Stage


@dataclass(frozen=True)
class Heading:
    """A place where a document names a program as its subject."""

    program: str
    """The name that stands for the program in this document: that of its most complete heading, as printed."""
    printed_name: str
    """Empty where the heading of a slide is lost; the lines are then the first of the slide."""
    line_start: int
    line_end: int
    part_of: str | None
    """The `program` of the heading above."""


@dataclass(frozen=True)
class Amount:
    """An amount of the document and the program it is of."""

    figure: Figure
    program: str
    part_of: str | None


@dataclass(frozen=True)
class Outline:
    """The programs of a document."""

    slides: tuple[Slide, ...]
    headings: tuple[Heading, ...]
    fiscal_year: int
    """The year the document's draft (or request) is of."""
    phase: str
    """The phase the document presents: a notation of the code list `phase`."""
    owners: Mapping[int, str]
    """The number of each line -> the `program` it speaks of; lines of no program are absent."""
    amounts: tuple[Amount, ...] = ()
    """Every amount that is a program's, in reading order."""
    asides: tuple[Figure, ...] = ()
    """Every amount that is none's, with the reason."""


def outline(lines: Sequence[Line]) -> Outline:
    """The programs of a document's lines."""
    parts = slides.split(lines)
    edition = stages.of_document(parts)
    read = [figures.read(part, edition) for part in parts]
    known = frozenset(anchors.key(figure.name) for found in read for figure in found if figure.name)
    found = [anchors.anchored(part, amounts, known) for part, amounts in zip(parts, read, strict=True)]
    return _outline(anchors.distinct(found), edition)


def _outline(found: Sequence[Anchored], edition: Stage) -> Outline:
    names = _names(found)
    subjects = _subjects(found, names)
    parents = kinship.parents(found, subjects, names)
    headings = tuple(_headings(found, subjects, names, parents))
    amounts = tuple(_amounts(found, subjects, names, parents))
    owners = {
        line: program
        for one, subject in zip(found, subjects, strict=True)
        for line, program in scopes.owners(one, subject, names)
    }
    asides = tuple(figure for one in found for figure in one.asides)
    return Outline(
        tuple(one.slide for one in found), headings, edition.fiscal_year, edition.phase, owners, amounts, asides
    )


def _names(found: Sequence[Anchored]) -> Mapping[str, str]:
    """The key of each program -> the name that stands for it: its title's, else the longest."""
    titles: dict[str, str] = {}
    listed: dict[str, str] = {}
    for one in found:
        if one.title and _is_program(one):
            titles.setdefault(one.title.key, one.title.name)
        for anchor in one.anchors:
            key = anchor.key
            listed[key] = max(listed.get(key, ""), anchor.program or anchor.name, key=len)
    return listed | titles


def _is_program(one: Anchored) -> bool:
    """Whether a slide's title is a program's name."""
    if one.title is None:
        return False
    return bool(one.owned) or wording.is_strong(one.title.name)


def _subjects(found: Sequence[Anchored], names: Mapping[str, str]) -> Sequence[str | None]:
    """The program of each slide: its title's, else that of which other slides say the same, else one without a name."""
    subjects: list[str | None] = []
    alike = likeness.subjects(found, names)
    for index, one in enumerate(found):
        if one.title is not None:
            key = one.title.key
            subjects.append(names[key] if _is_program(one) or key in names else None)
        else:
            subjects.append(alike.get(index) or _untitled(one))
    return subjects


def _untitled(one: Anchored) -> str | None:
    filled = [line for line in one.slide.lines if line.text.strip()]
    speaks = one.owned or any(wording.is_section(line.text) for line in filled)
    return f"（表題なし {filled[0].number}行目）" if filled and speaks else None


def _headings(
    found: Sequence[Anchored],
    subjects: Sequence[str | None],
    names: Mapping[str, str],
    parents: Mapping[str, str | None],
) -> Iterator[Heading]:
    for one, subject in zip(found, subjects, strict=True):
        if one.title and subject:
            yield _heading(one.title, subject, parents)
        elif subject and subject not in names.values():
            first = next(line.number for line in one.slide.lines if line.text.strip())
            yield Heading(subject, "", first, first, None)
        for anchor in one.anchors:
            yield _heading(anchor, names[anchor.key], parents)


def _heading(anchor: Anchor, program: str, parents: Mapping[str, str | None]) -> Heading:
    return Heading(program, anchor.name, anchor.line_start, anchor.line_end, parents.get(program))


def _amounts(
    found: Sequence[Anchored],
    subjects: Sequence[str | None],
    names: Mapping[str, str],
    parents: Mapping[str, str | None],
) -> Iterator[Amount]:
    for one, subject in zip(found, subjects, strict=True):
        for owned in one.owned:
            program = names.get(owned.anchor.key) if owned.anchor else None
            if name := program or subject:
                yield Amount(owned.figure, name, parents.get(name))
