"""What is counted while requests are answered: plain numbers, which `exposition.py` writes for Prometheus."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Distribution:
    """How many durations were up to each of the bounds, and their sum."""

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self.sum = 0.0

    def take(self, seconds: float) -> None:
        """Counts a duration."""
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self.sum += seconds

    def buckets(self) -> Iterator[tuple[str, float]]:
        """Each bound with the number of durations up to it, the last one without bound."""
        total = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self._counts, strict=True):
            total += count
            yield bound, total


class Meters:
    """The counts of one server since its start."""

    def __init__(self) -> None:
        self.queries: defaultdict[tuple[str, str], Distribution] = defaultdict(Distribution)
        self.waits: defaultdict[str, Distribution] = defaultdict(Distribution)
        self.requests: defaultdict[tuple[str, str], int] = defaultdict(int)
        self.kills: defaultdict[str, int] = defaultdict(int)
