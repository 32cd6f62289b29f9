"""What a server does under load: `wrk` for light queries, a few timed requests for heavy ones."""

import json
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bench.errors import Absent, BenchError, WrongAnswer
from bench.peers import Endpoint
from bench.workload import Query

SCRIPT = Path(__file__).parent / "requests.lua"
RUNS = 5
_PATIENCE = 300


@dataclass(frozen=True)
class Measure:
    """What was measured of one server, query and number of connections; times are milliseconds."""

    connections: int
    rate: float
    p50: float
    p99: float
    resident: int
    """Bytes of memory at the end, of all processes of the server."""


def size(endpoint: Endpoint, query: Query) -> int:
    """The rows or triples that the server answers; `WrongAnswer` when it refuses."""
    content = _fetched(endpoint, query, query.texts[0])
    if query.is_graph:
        # Some servers write comments into N-Triples.
        return sum(1 for line in content.splitlines() if line.strip() and not line.startswith(b"#"))
    return len(json.loads(content)["results"]["bindings"])


@dataclass(frozen=True)
class Load:
    """How hard and how long each light query is asked."""

    connections: tuple[int, ...]
    seconds: int


def measured(endpoint: Endpoint, query: Query, connections: int, seconds: int) -> Measure:
    """What the server does with this many connections; `WrongAnswer` when one answer fails."""
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


def _timed(endpoint: Endpoint, query: Query) -> Measure:
    times = []
    for run in range(RUNS):
        text = query.texts[0] if endpoint.is_cached else f"{query.texts[0]}# {time.time_ns()}-{run}"
        begun = time.perf_counter()
        _fetched(endpoint, query, text)
        times.append(1000 * (time.perf_counter() - begun))
    return Measure(1, 1000 / statistics.mean(times), statistics.median(times), max(times), endpoint.process.resident())


def _under_load(endpoint: Endpoint, query: Query, connections: int, seconds: int) -> Measure:
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
    return _read(done.stdout.splitlines()[-1], connections, endpoint)


def _read(line: str, connections: int, endpoint: Endpoint) -> Measure:
    said = json.loads(line)
    if said["refused"] or said["broken"] or not said["requests"]:
        raise WrongAnswer(f"{said['refused']} of {said['requests']} refused, {said['broken']} broken")
    rate = said["requests"] / (said["microseconds"] / 1_000_000)
    return Measure(connections, rate, said["p50"] / 1000, said["p99"] / 1000, endpoint.process.resident())
