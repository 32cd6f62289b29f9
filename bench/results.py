"""What was measured, as the Markdown of `bench/RESULTS.md`."""

from collections.abc import Iterator, Sequence

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
    yield "Written by `make bench`; the servers of a table were asked in turn, round after round, on the same data."
    yield ""
    yield f"- {machine.day}; {machine.model}, {machine.cores} cores, {machine.memory / 2**30:.0f} GiB of memory"
    yield f"- {', '.join([*machine.versions, *pinned])}"
    yield "- light queries: as many as go in a round, the median of rounds; heavy ones: one at a time, p99 the slowest"
    yield "- of native: requests per second, divided by those of native Oxigraph in the same round; the median"
    yield "- memory: the most of all processes of the server while it was asked, shared pages by their share (PSS)"
    for run in runs:
        yield ""
        yield from _scale(run)


def _scale(run: Run) -> Iterator[str]:
    yield f"## {run.made.scale.name}: {run.made.triples:,} triples"
    yield ""
    yield f"Idle: {'; '.join(f'{peer} {_megabytes(memory.together)} MB' for peer, memory in run.idle.items())}."
    yield ""
    yield _HEADER
    yield _RULE
    native = {(one.query.name, one.connections): one for one in run.outcomes if one.peer == NATIVE and not one.refusal}
    for outcome in run.outcomes:
        if not outcome.refusal:
            yield _row(outcome, native.get((outcome.query.name, outcome.connections)))
    yield from _processes(run)
    yield from _unmeasured(run)


def _row(outcome: Outcome, native: Outcome | None) -> str:
    cells = (
        outcome.query.name,
        outcome.peer,
        str(outcome.connections),
        f"{outcome.rate:,.1f}",
        f"{outcome.against(native):.2f}" if native else "",
        f"{outcome.p50:,.1f}",
        f"{outcome.p99:,.1f}",
        _megabytes(outcome.memory.together),
    )
    return f"| {' | '.join(cells)} |"


def _processes(run: Run) -> Iterator[str]:
    """The memory of single processes at heavy queries: one that holds a whole answer would stand out here."""
    yield ""
    yield "| query | server | first process, idle MB | most MB | largest other, idle MB | most MB | above idle MB |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    for outcome in run.outcomes:
        if outcome.query.is_heavy and not outcome.refusal:
            idle, most = run.idle[outcome.peer], outcome.memory
            above = max(most.first - idle.first, most.largest - idle.largest)
            figures = (idle.first, most.first, idle.largest, most.largest, above)
            yield f"| {outcome.query.name} | {outcome.peer} | {' | '.join(map(_megabytes, figures))} |"


def _megabytes(size: int) -> str:
    return f"{size / 10**6:,.0f}"


def _unmeasured(run: Run) -> Iterator[str]:
    said = [f"- {peer}: {reason}" for peer, reason in run.absent.items()]
    said += [
        f"- {one.peer}, {one.query.name}, {one.connections} at once: {one.refusal}"
        for one in run.outcomes
        if one.refusal
    ]
    if said:
        yield ""
        yield "Not measured:"
        yield from said
