"""What was measured, as the Markdown of `bench/RESULTS.md`."""

from collections.abc import Iterator, Sequence

from bench.load import Measure
from bench.machine import Machine
from bench.peers import NATIVE, REQUIREMENTS
from bench.runs import Outcome, Run

_HEADER = "| query | server | connections | requests/s | of native | p50 ms | p99 ms | memory MB |"
_RULE = "|---|---|--:|--:|--:|--:|--:|--:|"


def markdown(machine: Machine, runs: Sequence[Run]) -> str:
    """The whole page."""
    return "\n".join(_page(machine, runs)) + "\n"


def _page(machine: Machine, runs: Sequence[Run]) -> Iterator[str]:
    pinned = REQUIREMENTS.read_text(encoding="ascii").replace("==", " ").splitlines()
    yield "# Benchmark results"
    yield ""
    yield "Written by `make bench`; every server of a table ran in the same run, one after the other, on the same data."
    yield ""
    yield f"- {machine.day}; {machine.model}, {machine.cores} cores, {machine.memory / 2**30:.0f} GiB of memory"
    yield f"- {', '.join([*machine.versions, *pinned])}"
    yield "- light queries: as many as go in a few seconds; heavy ones: single requests, p99 the slowest of them"
    yield "- of native: requests per second, divided by those of native Oxigraph"
    yield "- memory: that of all processes of the server after the load, shared pages by their share (PSS)"
    for run in runs:
        yield ""
        yield from _scale(run)


def _scale(run: Run) -> Iterator[str]:
    yield f"## {run.made.scale.name}: {run.made.triples:,} triples"
    yield ""
    yield f"Idle: {'; '.join(f'{peer} {_megabytes(resident)} MB' for peer, resident in run.idle.items())}."
    yield ""
    yield _HEADER
    yield _RULE
    native = {
        (outcome.query, measure.connections): measure.rate
        for outcome in run.outcomes
        if outcome.peer == NATIVE
        for measure in outcome.measures
    }
    for outcome in sorted(run.outcomes, key=lambda outcome: outcome.query):
        for measure in outcome.measures:
            yield _row(outcome, measure, native.get((outcome.query, measure.connections)))
    yield from _unmeasured(run)


def _row(outcome: Outcome, measure: Measure, native: float | None) -> str:
    cells = (
        outcome.query,
        outcome.peer,
        str(measure.connections),
        f"{measure.rate:,.1f}",
        f"{measure.rate / native:.2f}" if native else "",
        f"{measure.p50:,.1f}",
        f"{measure.p99:,.1f}",
        _megabytes(measure.resident),
    )
    return f"| {' | '.join(cells)} |"


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.0f}"


def _unmeasured(run: Run) -> Iterator[str]:
    said = [f"- {peer}: {reason}" for peer, reason in run.absent.items()]
    said += [f"- {one.peer}, {one.query}: {one.refusal}" for one in run.outcomes if one.refusal]
    if said:
        yield ""
        yield "Not measured:"
        yield from said
