"""What a server does under load: `wrk` for light queries, a few timed requests for heavy ones."""

import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from urllib.parse import quote

from bench.errors import Absent, BenchError, WrongAnswer
from bench.peers import Endpoint
from bench.workload import Query

SCRIPT = Path(__file__).parent / "requests.lua"
_PATIENCE = 300
_LONGEST = 5
"""Seconds of a round at the most, unless more are asked for."""


@dataclass(frozen=True)
class Load:
    """With how many connections and how long each light query is asked in a round."""

    connections: tuple[int, ...]
    seconds: int


@dataclass(frozen=True)
class Round:
    """What a server did in one round of one query and number of connections; times are milliseconds."""

    rate: float
    p50: float
    p99: float


def size(endpoint: Endpoint, query: Query) -> int:
    """The rows or triples that the server answers; `WrongAnswer` when it refuses."""
    content = _fetched(endpoint, query, query.texts[0])
    if query.is_graph:
        # Some servers write comments into N-Triples.
        return sum(1 for line in content.splitlines() if line.strip() and not line.startswith(b"#"))
    return len(json.loads(content)["results"]["bindings"])


def lasting(endpoint: Endpoint, query: Query, connections: int, seconds: int) -> int:
    """The seconds of a round in which each connection has an answer, within reason; fills the cache that is asked."""
    for text in query.texts if endpoint.is_cached else ():
        _fetched(endpoint, query, text)
    begun = time.perf_counter()
    _fetched(endpoint, query, _fresh(endpoint, query))
    return min(max(seconds, ceil((time.perf_counter() - begun) * connections)), max(seconds, _LONGEST))


def measured(endpoint: Endpoint, query: Query, connections: int, seconds: int) -> Round:
    """One round with this many connections; of a heavy query one request. `WrongAnswer` when one answer fails."""
    if query.is_heavy:
        return _timed(endpoint, query)
    return _under_load(endpoint, query, connections, seconds)


def _fetched(endpoint: Endpoint, query: Query, text: str) -> bytes:
    request = urllib.request.Request(  # noqa: S310 (our own loopback address)
        endpoint.url + quote(text, safe=""), headers={"Accept": query.media_type}
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310 (our own loopback address)
            return bytes(response.read())
    except urllib.error.HTTPError as error:
        said = error.read()[:200].decode("utf-8", "replace")
        raise WrongAnswer(f"status {error.code}: {said}") from error
    except OSError as error:
        raise WrongAnswer(f"no answer: {error}") from error


def _fresh(endpoint: Endpoint, query: Query) -> str:
    # No cache of answers has met this text.
    return query.texts[0] if endpoint.is_cached else f"{query.texts[0]}# {time.time_ns()}"


def _timed(endpoint: Endpoint, query: Query) -> Round:
    text = _fresh(endpoint, query)
    begun = time.perf_counter()
    _fetched(endpoint, query, text)
    took = time.perf_counter() - begun
    return Round(1 / took, 1000 * took, 1000 * took)


def _under_load(endpoint: Endpoint, query: Query, connections: int, seconds: int) -> Round:
    if not shutil.which("wrk"):
        raise Absent("wrk", "apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as variants:
        variants.write(query.encoded())
        variants.flush()
        threads = min(2, connections)
        load = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", f"--timeout={_PATIENCE}s"]
        said: list[str | Path] = ["-H", f"Accept: {query.media_type}", "-s", SCRIPT, endpoint.origin]
        freshness = "same" if endpoint.is_cached else "fresh"
        done = subprocess.run(  # noqa: S603 (our own list)
            [*load, *said, "--", endpoint.path, variants.name, freshness], capture_output=True, check=False, text=True
        )
    if done.returncode:
        raise BenchError(f"wrk: {done.stderr or done.stdout}")
    return _read(done.stdout.splitlines()[-1])


def _read(line: str) -> Round:
    said = json.loads(line)
    if said["refused"] or said["broken"] or not said["requests"]:
        raise WrongAnswer(f"{said['refused']} of {said['requests']} refused, {said['broken']} broken")
    rate = said["requests"] / (said["microseconds"] / 1_000_000)
    return Round(rate, said["p50"] / 1000, said["p99"] / 1000)
