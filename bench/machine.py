"""What the figures were measured on."""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Machine:
    """The machine of a run, its programs and the day."""

    day: date
    cores: int
    model: str
    memory: int
    versions: tuple[str, ...]


def machine() -> Machine:
    """The machine that this runs on, today."""
    cpu, memory = (Path("/proc", name).read_text(encoding="utf-8") for name in ("cpuinfo", "meminfo"))
    model = re.search(r"^model name\s*:\s*(.+)$", cpu, re.MULTILINE)
    total = re.search(r"^MemTotal:\s*(\d+) kB$", memory, re.MULTILINE)
    return Machine(
        datetime.now(UTC).date(),
        os.cpu_count() or 1,
        model[1] if model else "unknown",
        int(total[1]) * 1024 if total else 0,
        (f"pyoxigraph {version('pyoxigraph')}", *_packages("wrk", "virtuoso-opensource-7")),
    )


def _packages(*names: str) -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 (our own list)
            ["dpkg-query", "-W", "-f", "${Package} ${Version}\n", *names],  # noqa: S607 (where Debian has it)
            capture_output=True,
            check=False,
            text=True,
        )
    except FileNotFoundError:
        return []
    return done.stdout.splitlines()
