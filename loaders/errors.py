"""What can go wrong between a table and a published store."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """Where a record stands: a table and a line of it, the header being line 1."""

    file: Path
    line: int

    def __str__(self) -> str:
        here = Path.cwd()
        return f"{self.file.relative_to(here) if self.file.is_relative_to(here) else self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Defect:
    """One thing that is wrong, where, and what would be right."""

    place: Place
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.column}: {self.message}"


class LoaderError(Exception):
    """The root of every error of this package."""


class ValueUnreadable(LoaderError):
    """A printed value that has no reading."""


class TableDefects(LoaderError):
    """All defects found in the tables, sorted by place."""

    def __init__(self, defects: Iterable[Defect]) -> None:
        self.defects = tuple(sorted(defects))
        super().__init__("\n".join(map(str, self.defects)))


class SourceMismatch(LoaderError):
    """Source files that are not the registered ones, or do not print what the tables say."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class DocumentUnreadable(LoaderError):
    """A file that is not read as a budget document: which, why, and what to do."""

    def __init__(self, path: Path, reason: str, remedy: str) -> None:
        self.path, self.reason, self.remedy = path, reason, remedy
        super().__init__(f"{path}: {reason}: {remedy}")


class FolderTaken(LoaderError):
    """A folder for tables that holds something else, or tables that a person has edited."""


class FolderUnwritable(LoaderError):
    """A folder that cannot be written: which, why, and what to do."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"{folder}: cannot be written ({error.strerror}): make room, or name another folder with --out"
        )


class Violated(LoaderError):
    """A graph that breaks a constraint or a check; the message is the readable report."""


class PublishFailed(LoaderError):
    """A server that does not take a release, or takes it and counts something else."""


class StoreUnusable(LoaderError):
    """A store directory that cannot be read or written as one."""


class ReleaseUnusable(LoaderError):
    """A release, a dump or a release set that cannot be read, compared, written or trusted."""


class DraftUnusable(LoaderError):
    """A folder that `seisaku extract` did not write, or that is no longer whole."""


class NotAccepted(LoaderError):
    """A draft that cannot become tables of `data/` yet; the message says what is to be decided."""
