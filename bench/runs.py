"""One run: every peer on one scale, every query, every number of connections.

All peers stand ready at once and are asked in turn, round after round: the speed of a machine drifts by more than two
servers differ, so that only figures of the same round may be held against each other.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.errors import BenchError, WrongAnswer
from bench.load import Load, Round, lasting, measured, size
from bench.memory import Memory, memory, watched
from bench.peers import Endpoint, Peer, installed, peers
from bench.releases import Progress, Synthetic
from bench.workload import Query, workload

ROUNDS = 3
HEAVY_ROUNDS = 5
_SETTLED = 1.0


@dataclass
class Outcome:
    """What one peer did with one query and number of connections, or why it did nothing."""

    peer: str
    query: Query
    connections: int
    rounds: list[Round] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    """The most that was seen while it was asked."""
    refusal: str = ""

    @property
    def rate(self) -> float:
        """Requests per second: the median of the rounds."""
        return median(one.rate for one in self.rounds)

    @property
    def p50(self) -> float:
        """Milliseconds within which half of the answers came: the median of the rounds."""
        return median(one.p50 for one in self.rounds)

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 answers came: the median of the rounds; of a heavy query the slowest."""
        return (max if self.query.is_heavy else median)(one.p99 for one in self.rounds)

    def against(self, other: "Outcome") -> float:
        """The rate as a share of another's: the median of the rounds, each held against the same round."""
        return median(one.rate / of.rate for one, of in zip(self.rounds, other.rounds, strict=True))


@dataclass
class Run:
    """The outcomes of one scale, and the peers that did not start."""

    made: Synthetic
    sizes: dict[str, int] = field(default_factory=dict)
    """Rows or triples of each query, as the first peer answers it."""
    idle: dict[str, Memory] = field(default_factory=dict)
    """The memory of each peer before the first query, with no other peer beside it."""
    outcomes: list[Outcome] = field(default_factory=list)
    absent: dict[str, str] = field(default_factory=dict)


def run(made: Synthetic, folder: Path, load: Load, progress: Progress) -> Run:
    """Everything measured on one synthetic graph."""
    found = Run(made)
    known = peers(made, installed(folder, progress), progress)
    for peer in known:
        progress(f"{made.scale.name}: start {peer.name}")
        _learn_idle(found, peer)
    with ExitStack() as stack:
        ready = {peer.name: stack.enter_context(peer.serving()) for peer in known if peer.name in found.idle}
        for query in workload(made.scale):
            for connections in load.connections[:1] if query.is_heavy else load.connections:
                progress(f"{made.scale.name}: {query.name}, {connections} at once")
                runners = [_Runner(endpoint, Outcome(name, query, connections)) for name, endpoint in ready.items()]
                _race(found, runners, load)
                found.outcomes += [runner.outcome for runner in runners]
    return found


def _learn_idle(found: Run, peer: Peer) -> None:
    try:
        with peer.serving() as endpoint:
            time.sleep(_SETTLED)
            found.idle[peer.name] = memory(endpoint.process.popen.pid)
    except BenchError as error:
        found.absent[peer.name] = str(error).splitlines()[0]


@dataclass
class _Runner:
    """A peer at one query: where it is asked, what came of it, and how many seconds a round lasts."""

    endpoint: Endpoint
    outcome: Outcome
    seconds: int = 0

    def prepare(self, found: Run, load: Load) -> None:
        query = self.outcome.query
        answered = size(self.endpoint, query)
        expected = found.sizes.setdefault(query.name, answered)
        if answered != expected:
            raise WrongAnswer(f"{answered:,} rows or triples, others {expected:,}")
        if not query.is_heavy:
            self.seconds = lasting(self.endpoint, query, self.outcome.connections, load.seconds)

    def ask(self) -> None:
        with watched(self.endpoint.process.popen.pid) as watch:
            found = measured(self.endpoint, self.outcome.query, self.outcome.connections, self.seconds)
        self.outcome.rounds.append(found)
        self.outcome.memory = self.outcome.memory.most(watch.peak)


def _race(found: Run, runners: list[_Runner], load: Load) -> None:
    for runner in runners:
        with _refusal(runner.outcome):
            runner.prepare(found, load)
    for _ in range(HEAVY_ROUNDS if runners[0].outcome.query.is_heavy else ROUNDS):
        for runner in runners:
            if not runner.outcome.refusal:
                with _refusal(runner.outcome):
                    runner.ask()


@contextmanager
def _refusal(outcome: Outcome) -> Iterator[None]:
    try:
        yield
    except WrongAnswer as error:
        outcome.refusal = str(error).splitlines()[0]
