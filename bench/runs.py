"""One run: every peer on one scale, every query, every number of connections."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.errors import BenchError, WrongAnswer
from bench.load import Load, Measure, measured, size
from bench.peers import Endpoint, Peer, installed, peers
from bench.releases import Progress, Synthetic
from bench.workload import Query, workload


@dataclass(frozen=True)
class Outcome:
    """What one peer did with one query: measures, or why there are none."""

    peer: str
    query: str
    measures: tuple[Measure, ...] = ()
    refusal: str = ""


@dataclass
class Run:
    """The outcomes of one scale, and the peers that did not start."""

    made: Synthetic
    sizes: dict[str, int] = field(default_factory=dict)
    """Rows or triples of each query, as the first peer answers it."""
    idle: dict[str, int] = field(default_factory=dict)
    """Bytes of memory of each peer before the first query."""
    outcomes: list[Outcome] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)


def run(made: Synthetic, folder: Path, load: Load, progress: Progress) -> Run:
    """Everything measured on one synthetic graph."""
    found = Run(made)
    for peer in peers(made, installed(folder, progress), progress):
        try:
            with peer.serving() as endpoint:
                found.idle[peer.name] = endpoint.process.resident()
                found.outcomes += _outcomes(found, peer, endpoint, load, progress)
        except BenchError as error:
            found.absent[peer.name] = str(error).splitlines()[0]
    return found


def _outcomes(found: Run, peer: Peer, endpoint: Endpoint, load: Load, progress: Progress) -> Iterator[Outcome]:
    for query in workload(found.made.scale):
        progress(f"{found.made.scale.name}: {peer.name}: {query.name}")
        try:
            measures = tuple(_measures(found, endpoint, query, load))
            yield Outcome(peer.name, query.name, measures)
        except WrongAnswer as error:
            yield Outcome(peer.name, query.name, refusal=str(error).splitlines()[0])


def _measures(found: Run, endpoint: Endpoint, query: Query, load: Load) -> Iterator[Measure]:
    answered = size(endpoint, query)
    expected = found.sizes.setdefault(query.name, answered)
    if answered != expected:
        raise WrongAnswer(f"{answered:,} rows or triples, others {expected:,}")
    for number in load.connections[:1] if query.is_heavy else load.connections:
        yield measured(endpoint, query, number, load.seconds)
