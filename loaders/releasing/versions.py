"""The names of published releases: the year and the month, and a number for one more in a month."""

import re
from dataclasses import dataclass
from pathlib import Path

from loaders.errors import ReleaseUnusable

_FORM = re.compile(r"(2[0-9]{3})\.(0[1-9]|1[0-2])(?:\.([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, order=True)
class Version:
    """`2026.11`, or `2026.11.1` for the next one of that month."""

    year: int
    month: int
    number: int = 0

    def __str__(self) -> str:
        return f"{self.year}.{self.month:02}" + (f".{self.number}" if self.number else "")


def version(name: str) -> Version:
    """The version of a name; raises ReleaseUnusable."""
    found = _FORM.fullmatch(name)
    if not found:
        raise ReleaseUnusable(f"{name!r} is no version: it would be 2026.11, or 2026.11.1 for one more in that month")
    return Version(*(int(part or 0) for part in found.groups()))


def versions(folder: Path) -> list[Version]:
    """The versions that are published in a folder, in order."""
    names = (path.parent.name for path in folder.glob("*/manifest.json"))
    return sorted(version(name) for name in names if _FORM.fullmatch(name))
