"""The competency questions of a synthetic graph, asked of our server and of Virtuoso."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from json import JSONDecodeError, loads
from urllib.parse import quote, urlsplit

import queries
from bench import peers, virtuoso
from bench.parameters import texts
from bench.peers import Endpoint
from bench.releases import Progress, Synthetic

_JSON = "application/sparql-results+json"
_PATIENCE = 90.0
_ENOUGH = 20.0
"""Seconds of one question and server after which the rest of its runs is left out."""


@dataclass(frozen=True)
class Answers:
    """The times of all runs of a question in milliseconds, and the rows of each variant; none where it failed."""

    times: tuple[float, ...]
    rows: tuple[int | None, ...]

    def at(self, share: float) -> float:
        """The time within which this share of the runs ended."""
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
    """The named questions, or all, each variant asked `runs` times; raises `Absent` without Virtuoso."""
    with peers.ours(made) as ours, virtuoso.serving(made, progress) as (process, url):
        theirs = Endpoint(process, url.removesuffix("/sparql"), "/sparql?query=")
        for question in queries.questions():
            if not names or question.name in names:
                progress(question.name)
                variants = texts(question, made.scale)
                yield Comparison(question.name, _asked(ours, variants, runs), _asked(theirs, variants, runs))


def _asked(endpoint: Endpoint, variants: list[str], runs: int) -> Answers:
    times: list[float] = []
    rows: list[int | None] = []
    until = time.monotonic() + _ENOUGH
    for run in range(runs):
        for text in variants:
            if times and time.monotonic() > until:
                break
            # No cache of answers has met this text.
            took, found = _asked_once(endpoint, f"{text}\n# {time.time_ns()}")
            times.append(took)
            if run == 0:
                rows.append(found)
    return Answers(tuple(times), tuple(rows))


def _asked_once(endpoint: Endpoint, text: str) -> tuple[float, int | None]:
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
