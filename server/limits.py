"""What a worker process may use: memory, time and open files; and that it ends with its parent."""

import ctypes
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """The kernel kills this process when the thread that started it ends; Linux only, as all of this module."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # An interrupt of the terminal and the end of a service reach workers too; the server decides when they end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def preempt_nobody() -> None:
    """Has this process take its turn when a query comes, and not the turn of the server, which has others to serve.

    Without it each query interrupts the server several times, which costs as much as a small query does.
    """
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def limit_memory(more: int) -> None:
    """Lets the address space grow by so many bytes; what needs more aborts the process, and leaves no core file."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    size = pages * resource.getpagesize() + more
    # The hard limit stays, so that another database may be opened later.
    resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_files() -> None:
    """Lets no further file or socket be opened."""
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


@contextmanager
def files_allowed() -> Iterator[None]:
    """Lifts the limit on files for a moment in which no query runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def memory_allowed(more: int) -> Iterator[None]:
    """Lifts the limit on memory while a database is opened in place of another, and sets it anew from there."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    yield
    limit_memory(more)


def end_after(seconds: float) -> None:
    """Kills this process after so many seconds, whatever it is doing then; 0 calls it off."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def slow_down(process: int, niceness: int) -> None:
    """Gives the process no processor that another wants; the kernel counts each thread of it apart."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        # A thread may have ended by now: one that opened a file of another database.
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, int(thread.name), niceness)
