"""How long a light query takes while pathological ones run: `python -m tests.campaign.light --seconds 60`."""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from tests.campaign.asks import LIGHT, Ask, Visit, query
from tests.campaign.exchange import Client
from tests.campaign.graph import make
from tests.campaign.process import PATIENCE, Server, serving

_HEAVY = 8


@dataclass
class Latencies:
    """Seconds that light queries took, and how many of them failed."""

    taken: list[float] = field(default_factory=list)
    failed: int = 0

    def quantile(self, share: float) -> float:
        """The time within which this share of them was answered."""
        return sorted(self.taken)[int(share * (len(self.taken) - 1))]

    def __str__(self) -> str:
        shares = ", ".join(f"p{share:g} {self.quantile(share / 100) * 1000:.1f} ms" for share in (50, 95, 99, 100))
        return f"{len(self.taken)} light queries, {self.failed} failed; {shares}"


def beside(server: Server, corpus: Sequence[str], seconds: float) -> Latencies:
    """The latencies of light queries, one after another, beside eight clients of the corpus."""
    stop, found = threading.Event(), Latencies()
    turns = cycle(corpus)

    def heavy() -> None:
        while not stop.is_set():
            _asked(server, query(next(turns), way="POST"))

    with ThreadPoolExecutor(_HEAVY) as pool:
        for _ in range(_HEAVY):
            pool.submit(heavy)
        time.sleep(1.0)
        end = time.monotonic() + seconds
        try:
            for place in range(10**9):
                if time.monotonic() > end:
                    break
                _light(server, place, found)
        finally:
            stop.set()
    return found


def _light(server: Server, place: int, found: Latencies) -> None:
    began = time.monotonic()
    # No two are the same, so that none is answered from what was kept.
    found.failed += _asked(server, query(f"{LIGHT[0]} # {place}")) != 200
    found.taken.append(time.monotonic() - began)
    time.sleep(0.02)


def back_after(server: Server, corpus: Sequence[str]) -> list[float]:
    """How long a light query takes right after each of the corpus."""
    found = []
    for place, text in enumerate(corpus):
        _asked(server, query(text, way="POST"))
        latencies = Latencies()
        _light(server, -place, latencies)
        found += latencies.taken if not latencies.failed else [float("inf")]
    return found


def _asked(server: Server, ask: Ask) -> int:
    replies = list(Client(server.port, PATIENCE).visit(Visit((ask,)), 0.0))
    return replies[0].status if replies else 0


def main() -> int:
    """The exit code: 1 if light queries failed or took long."""
    from tests.server.test_pathological import CORPUS  # noqa: PLC0415 (it is there once pytest is)

    parser = argparse.ArgumentParser(prog="python -m tests.campaign.light", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(make(Path(folder)), QUERY_SECONDS="5") as server:
        found = beside(server, list(CORPUS.values()), given.seconds)
        sys.stdout.write(f"beside {_HEAVY} clients of {len(CORPUS)} pathological queries: {found}\n")
    return int(found.failed > 0 or found.quantile(0.99) > 0.1)


if __name__ == "__main__":
    sys.exit(main())
