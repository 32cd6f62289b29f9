"""Virtuoso (Debian's `virtuoso-opensource-7`) with a synthetic graph in it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from bench.errors import Absent, BenchError
from bench.processes import Process, answers, free_port, running
from bench.releases import Progress, Synthetic

PACKAGE = "virtuoso-opensource-7"
_LOADED = "loaded"
# The buffers are those that its makers give for 2 GB of free memory; a query is planned no longer than it should run.
_SETTINGS = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
LiteMode = 0
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
MaxCheckpointRemap = 2000
CheckpointInterval = 0
DirsAllowed = {dumps}
ThreadsPerQuery = 2
StopCompilerWhenXOverRunTime = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerThreads = 70
MaxClientConnections = 70
[SPARQL]
ResultSetMaxRows = 10000000
MaxQueryExecutionTime = 60
"""


@contextmanager
def serving(made: Synthetic, progress: Progress) -> Iterator[tuple[Process, str]]:
    """Virtuoso with the graph, as its process and the URL of its endpoint; loaded once, then kept beside the store."""
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        raise Absent("Virtuoso", f"apt-get install {PACKAGE}")
    folder = made.store / "virtuoso"
    mark, status = folder / _LOADED, made.dump.stat()
    graph = f"{status.st_size} bytes of {status.st_mtime_ns}"
    if not mark.exists() or mark.read_text(encoding="ascii") != graph:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    http_port, sql_port = free_port(), free_port()
    settings = _SETTINGS.format(sql_port=sql_port, http_port=http_port, dumps=made.dump.parent.resolve())
    (folder / "virtuoso.ini").write_text(settings, encoding="ascii")
    command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
    with running(command, made.store / "virtuoso.out", folder) as process:
        url = f"http://127.0.0.1:{http_port}/sparql"
        process.await_ready(lambda: answers(url))
        if not mark.exists():
            progress(f"{made.scale.name}: load Virtuoso")
            _load(made, sql_port)
            mark.write_text(graph, encoding="ascii")
        yield process, url


def _load(made: Synthetic, port: int) -> None:
    dump = made.dump.resolve()
    _sql(port, f"ld_dir('{dump.parent}', '{dump.name}', 'urn:none');")
    _sql(port, "rdf_loader_run();")
    if found := _sql(port, "select ll_error from DB.DBA.load_list where ll_error is not null;").strip():
        raise BenchError(f"Virtuoso did not load {dump.name}: {found}")
    _sql(port, "checkpoint;")


def _sql(port: int, statement: str) -> str:
    command = [
        "isql-vt",
        f"127.0.0.1:{port}",
        "dba",
        "dba",
        "VERBOSE=OFF",
        "BANNER=OFF",
        "ERRORS=STDOUT",
        f"EXEC={statement}",
    ]
    done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 (our own list)
    if done.returncode or "*** Error" in done.stdout:
        raise BenchError(f"{statement}: {done.stdout}{done.stderr}")
    return done.stdout
