"""The servers of one run: ours, and those that it is held against, all on the same graph."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import virtuoso
from bench.errors import BenchError
from bench.processes import Process, answers, free_port, running
from bench.releases import Progress, Synthetic

OURS, CACHED, NATIVE, RDFLIB, VIRTUOSO = "seisaku", "seisaku, cached", "oxigraph", "rdflib-endpoint", "Virtuoso"
REQUIREMENTS = Path(__file__).parent / "peers.txt"
ROOT = Path(__file__).parent.parent
# The load comes from one address, which must not run out of what a client may spend.
_GENEROUS = ("BUDGET_SECONDS", "BUDGET_REFILL", "QUERY_SECONDS", "QUEUE_SECONDS", "QUEUE_LENGTH")


@dataclass(frozen=True)
class Endpoint:
    """A running server and the path of its endpoint, up to and with `query=`."""

    process: Process
    origin: str
    path: str
    is_cached: bool = False

    @property
    def url(self) -> str:
        """The address that a query is written after."""
        return self.origin + self.path


@dataclass(frozen=True)
class Peer:
    """A server that can be started on a synthetic graph."""

    name: str
    serving: Callable[[], AbstractContextManager[Endpoint]]


def peers(made: Synthetic, programs: Path, progress: Progress) -> list[Peer]:
    """Every server, native Oxigraph first: its answers and its speed are what the others are held against."""
    found = [
        Peer(NATIVE, partial(_native, made, programs)),
        Peer(OURS, partial(_ours, made)),
        Peer(CACHED, partial(_ours, made, True)),
        Peer(VIRTUOSO, partial(_virtuoso, made, progress)),
    ]
    # It holds the graph in Python objects and answers in seconds what others do in milliseconds.
    return [*found, Peer(RDFLIB, partial(_rdflib, made, programs))] if made.scale.name == "10k" else found


def installed(folder: Path, progress: Progress) -> Path:
    """The folder of the peers' programs, in an environment of their own, made if it is not current."""
    environment, wanted = folder / "peers", REQUIREMENTS.read_text(encoding="ascii")
    mark = environment / REQUIREMENTS.name
    if not mark.exists() or mark.read_text(encoding="ascii") != wanted:
        progress("install the peers")
        pip: list[str | Path] = [
            environment / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        make: list[str | Path] = [sys.executable, "-m", "venv", "--clear", environment]
        for command in (make, [*pip, "-r", REQUIREMENTS]):
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 (our own list)
            if done.returncode:
                raise BenchError(f"the peers could not be installed: {done.stderr[-500:]}")
        mark.write_text(wanted, encoding="ascii")
    return environment / "bin"


@contextmanager
def ours(made: Synthetic) -> Iterator[Endpoint]:
    """Our server on the graph."""
    with _ours(made) as endpoint:
        yield endpoint


@contextmanager
def _ours(made: Synthetic, is_cached: bool = False) -> Iterator[Endpoint]:
    port = free_port()
    log = "seisaku-cached.out" if is_cached else "seisaku.out"
    environment = os.environ | {f"SEISAKU_{name}": "3600" for name in _GENEROUS}
    command: list[str | Path] = [
        Path(sys.executable).with_name("seisaku"),
        "serve",
        "--store",
        made.store.resolve(),
        "--port",
        str(port),
    ]
    with running(command, made.store / log, ROOT, environment) as process:
        origin = f"http://127.0.0.1:{port}"
        process.await_ready(lambda: answers(f"{origin}/sparql"))
        yield Endpoint(process, origin, "/sparql?query=", is_cached)


@contextmanager
def _native(made: Synthetic, programs: Path) -> Iterator[Endpoint]:
    port = free_port()
    database = (made.current / "db").resolve()
    command: list[str | Path] = [
        programs / "oxigraph",
        "serve-read-only",
        "--union-default-graph",
        "--location",
        database,
    ]
    with running([*command, "--bind", f"127.0.0.1:{port}"], made.store / "oxigraph.out") as process:
        origin = f"http://127.0.0.1:{port}"
        process.await_ready(lambda: answers(f"{origin}/query"))
        yield Endpoint(process, origin, "/query?query=")


@contextmanager
def _virtuoso(made: Synthetic, progress: Progress) -> Iterator[Endpoint]:
    with virtuoso.serving(made, progress) as (process, url):
        yield Endpoint(process, url.removesuffix("/sparql"), "/sparql?query=")


@contextmanager
def _rdflib(made: Synthetic, programs: Path) -> Iterator[Endpoint]:
    port = free_port()
    command: list[str | Path] = [
        programs / "rdflib-endpoint",
        "serve",
        made.dump.resolve(),
        "--port",
        str(port),
        "--host",
        "127.0.0.1",
    ]
    with running(command, made.store / "rdflib.out") as process:
        origin = f"http://127.0.0.1:{port}"
        process.await_ready(lambda: answers(f"{origin}/?query=ASK%7B%7D"))
        yield Endpoint(process, origin, "/?query=")
