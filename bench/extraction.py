"""The reader of documents beside tables that people checked and slides that we wrote: found, missed, invented."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from bench import gold, readings
from bench.figures import Lost, lost
from bench.identities import identities
from bench.places import Places, by_evidence, by_line, by_order, by_page
from bench.readings import Reading
from bench.scores import Score, scores, sides
from bench.slides import documents
from bench.slides.documents import Document
from bench.slides.sheets import Rendering
from loaders import tables
from loaders.pages import Line
from loaders.records import DocumentRow, NameRow, ResidueRow

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Extract:
    """What a reader makes of a file."""

    reading: Reading
    residue: tuple[ResidueRow, ...]
    lines: tuple[Line, ...]
    seconds: float


_LONG = 200

Reader = Callable[[Path], Extract]


@dataclass(frozen=True)
class Outcome:
    """How a reader did on one document in one medium."""

    document: str
    groups: tuple[tuple[str, str], ...]
    """What it is counted under: its style, fiscal year, medium."""
    scores: dict[str, Score]
    lost: tuple[Lost, ...]
    slides: int
    """0 where nobody counted them."""
    seconds: float


def reviewed(reader: Reader, data: Path, sources: Path, others: Path) -> Iterator[Outcome]:
    """The registered documents whose source is in the folder `sources`; `others` holds readings of them beside ours."""
    names = tables.read(NameRow, data / "names.csv")
    for row in tables.read(DocumentRow, data / "documents.csv"):
        path = sources / row.path
        if not path.is_file():
            continue
        extract = reader(path)
        truths = {row.document: readings.read(data / "tables" / row.document)}
        if row.document == gold.DOCUMENT and (others / "r8").is_dir():
            truths[f"{row.document} (gold)"] = gold.read(others / "r8")
        for name, truth in truths.items():
            known = identities(truth, names, row.document)
            found = scores(*sides(truth, extract.reading, known, (by_line, by_line)))
            missing = lost(extract.lines, extract.reading, extract.residue)
            yield Outcome(name, (("document", name),), found, missing, 0, extract.seconds)


def synthetic(reader: Reader, seed: int, count: int, folder: Path, progress: Progress) -> Iterator[Outcome]:
    """Our own slides of a seed in every medium, written into the folder and read from there."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents.documents(seed, count):
        for medium in documents.MEDIA:
            progress(f"{document.plan.name} as {medium}")
            made = documents.rendering(document, medium)
            path = folder / f"{document.plan.name}{made.suffix}"
            path.write_bytes(made.content)
            yield _outcome(reader, document, medium, made, path)


@dataclass(frozen=True)
class Speed:
    """How long the reader took for one long file."""

    slides: int
    seconds: float
    busy: float
    """Of these, the seconds that a processor worked for it: on a shared machine the figure that can be compared."""


def speed(reader: Reader, seed: int, count: int, folder: Path) -> Speed:
    """The time for our own slides of a seed as one text file, again and again until there are 200 of them."""
    made = list(documents.documents(seed, count))
    slides = sum(len(document.slides) for document in made)
    times = -(-_LONG // slides)
    lines = [line for document in made for line in documents.rendering(document, "text").lines]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "long.txt"
    path.write_text("\n".join([*lines, ""]) * times, encoding="utf-8")
    started = process_time()
    seconds = reader(path).seconds
    return Speed(slides * times, seconds, process_time() - started)


def _outcome(reader: Reader, document: Document, medium: str, made: Rendering, path: Path) -> Outcome:
    extract = reader(path)
    truth = made.truth
    if medium == "pdf":
        headings = {name: frozenset(made.pages[line - 1] for line in lines) for name, lines in truth.headings.items()}
        truth = replace(truth, headings=headings)
    known = identities(truth)
    found = scores(*sides(truth, extract.reading, known, _places(medium, made, extract.lines)))
    plan = document.plan
    groups = (("style", plan.style), ("fiscal year", str(plan.manner.fiscal_year)), ("medium", medium))
    missing = lost(extract.lines, extract.reading, extract.residue)
    return Outcome(path.name, groups, found, missing, len(document.slides), extract.seconds)


def _places(medium: str, made: Rendering, lines: Sequence[Line]) -> tuple[Places, Places]:
    if medium == "pdf":
        return by_page(made.pages), by_evidence(lines)
    return by_line, by_order(made.lines, lines) if medium == "html" else by_line
