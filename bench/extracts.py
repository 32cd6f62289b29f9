"""What the reader did, as the Markdown of `bench/EXTRACTION.md`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from bench.extraction import Outcome, Speed
from bench.machine import Machine
from bench.places import printed
from bench.scores import Item, Score

_SHOWN = (
    "amounts",
    "amounts with program",
    "amounts with qualifiers",
    "citations",
    "involvements",
    "terms",
    "terms with program",
    "periods of programs",
)


@dataclass(frozen=True)
class Measured:
    """Everything of one run."""

    machine: Machine
    seed: int
    reviewed: Sequence[Outcome]
    synthetic: Sequence[Outcome]
    speed: Speed


def markdown(run: Measured) -> str:
    """The whole page."""
    return "\n".join(_page(run)) + "\n"


def details(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Every row that was missed or found falsely, and every token of money that nobody accounts for."""
    for outcome in outcomes:
        for table, score in outcome.scores.items():
            yield from (_detail(outcome, table, "missed", item) for item in score.missed)
            yield from (_detail(outcome, table, "false", item) for item in score.false)
        yield from (f"{outcome.document}:{one.line}: money: lost: {one.token}" for one in outcome.lost)


def _page(run: Measured) -> Iterator[str]:
    machine = run.machine
    yield "# Reading, measured"
    yield ""
    yield "Written by `make bench-extract`: the reader beside tables that people checked, and beside slides"
    yield "that we write ourselves. F1 unless said; lost: tokens of money neither read nor in the residue."
    yield ""
    yield f"- {machine.day}; {machine.model}, {machine.cores} cores, {machine.memory / 2**30:.0f} GiB of memory"
    yield f"- synthetic slides: seed {run.seed}, {len(run.synthetic)} files"
    times = f"{run.speed.seconds:.1f} s, of which the processor {run.speed.busy:.1f} s"
    yield f"- a text file of {run.speed.slides} slides: {times}"
    for outcome in run.reviewed:
        yield ""
        yield from document(outcome)
    yield from _groups(run.synthetic)


def document(outcome: Outcome) -> Iterator[str]:
    """The scores of one document."""
    yield f"## {outcome.document}"
    yield ""
    yield "| table | precision | recall | F1 | right | missed | false |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for table, score in outcome.scores.items():
        # A reading of others may leave a table out.
        if not score.hits and not score.missed:
            continue
        figures = f"{score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f}"
        yield f"| {table} | {figures} | {score.hits} | {len(score.missed)} | {len(score.false)} |"
    yield ""
    yield f"Lost: {len(outcome.lost)}. Read in {outcome.seconds:.2f} s."


def _groups(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for axis in dict.fromkeys(axis for outcome in outcomes for axis, _ in outcome.groups):
        yield ""
        yield f"## Synthetic slides by {axis}"
        yield ""
        yield f"| {axis} | slides | {' | '.join(_SHOWN)} | lost | s per 200 slides |"
        yield f"|---|--:|{'--:|' * len(_SHOWN)}--:|--:|"
        for value in sorted({dict(outcome.groups)[axis] for outcome in outcomes}):
            yield _row(value, [outcome for outcome in outcomes if dict(outcome.groups)[axis] == value])
        yield _row("all", outcomes)


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    cells = [f"{total(outcomes, table).f1:.3f}" for table in _SHOWN]
    slides = sum(outcome.slides for outcome in outcomes)
    lost = sum(len(outcome.lost) for outcome in outcomes)
    speed = sum(outcome.seconds for outcome in outcomes) / slides * 200
    return f"| {name} | {slides} | {' | '.join(cells)} | {lost} | {speed:.1f} |"


def total(outcomes: Sequence[Outcome], table: str) -> Score:
    """The score of a table over several documents."""
    return reduce(add, (outcome.scores[table] for outcome in outcomes))


def _detail(outcome: Outcome, table: str, what: str, item: Item) -> str:
    return f"{outcome.document}:{item.row.line_start}: {table}: {what}: {printed(item.row)} {item.key}"
