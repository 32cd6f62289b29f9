"""The competency questions of a synthetic graph, asked of our server and of Virtuoso."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from json import JSONDecodeError, loads
from math import inf
from urllib.parse import quote, urlsplit

import queries
from bench import peers, virtuoso
from bench.parameters import texts
from bench.peers import Endpoint
from bench.releases import Progress, Synthetic

_JSON = "application/sparql-results+json"
_PATIENCE = 90.0
_FEWEST = 20
"""How often a question is asked at the least: a 95th percentile of fewer times is the slowest of them."""
_ENOUGH = 15.0
"""Seconds of one question after which the rest of its runs is left out."""


@dataclass(frozen=True)
class Answers:
    """The times of a question in milliseconds, and the rows of each variant; none where it failed."""

    times: tuple[float, ...]
    rows: tuple[int | None, ...]

    def at(self, share: float) -> float:
        """The time within which this share of the runs ended; infinite where there was no answer."""
        if not self.times:
            return inf
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True)
class Comparison:
    """One question, asked of both."""

    name: str
    ours: Answers
    theirs: Answers

    @property
    def agree(self) -> bool:
        """Whether both answer as many rows, for each variant that both were asked."""
        return all(one == other for one, other in zip(self.ours.rows, self.theirs.rows, strict=False))


def compared(made: Synthetic, names: list[str], runs: int, progress: Progress) -> Iterator[Comparison]:
    """The named questions, or all, both asked in turn; raises `Absent` without Virtuoso."""
    with peers.ours(made) as ours:
        for question in queries.questions():
            if not names or question.name in names:
                progress(question.name)
                # Some questions leave Virtuoso so that it answers nothing any more.
                with virtuoso.serving(made, progress) as (process, url):
                    theirs = Endpoint(process, url.removesuffix("/sparql"), "/sparql?query=")
                    yield Comparison(question.name, *_asked((ours, theirs), texts(question, made.scale), runs))


def _asked(endpoints: Sequence[Endpoint], variants: list[str], runs: int) -> list[Answers]:
    # In the first round nothing is in memory yet: it only counts the rows.
    rows = [_rows(endpoint, variants) for endpoint in endpoints]
    times: list[list[float]] = [[] for _ in endpoints]
    until = time.monotonic() + _ENOUGH
    for text in variants * max(runs, -(-_FEWEST // len(variants))):
        # The speed of a machine drifts while it measures; only turns are fair.
        for endpoint, found, taken in zip(endpoints, rows, times, strict=True):
            if None not in found:
                taken.append(_asked_once(endpoint, text)[0])
        if time.monotonic() > until:
            break
    return [Answers(tuple(taken), found) for taken, found in zip(times, rows, strict=True)]


def _rows(endpoint: Endpoint, variants: list[str]) -> tuple[int | None, ...]:
    found: list[int | None] = []
    until = time.monotonic() + _ENOUGH
    for text in variants:
        found.append(_asked_once(endpoint, text)[1])
        if found[-1] is None or time.monotonic() > until:
            break
    return tuple(found)


def _asked_once(endpoint: Endpoint, text: str) -> tuple[float, int | None]:
    # No cache of answers has met this text.
    text = f"{text}\n# {time.time_ns()}"
    begun = time.perf_counter()
    connection = HTTPConnection(urlsplit(endpoint.origin).netloc, timeout=_PATIENCE)
    try:
        connection.request("GET", endpoint.path + quote(text, safe=""), headers={"Accept": _JSON})
        response = connection.getresponse()
        content = response.read()
    except OSError:
        content = b""
    finally:
        connection.close()
    took = 1000 * (time.perf_counter() - begun)
    try:
        return took, len(loads(content)["results"]["bindings"])
    except (JSONDecodeError, UnicodeDecodeError, KeyError):
        return took, None
