"""The working copy of a writable server, on disk.

```
store/working/current -> snapshots/<number>   the state of the graph; to move this link is to commit
store/working/snapshots/<number>/db           a state of the graph, never changed
                                /origin       the release that it began with
store/working/live-.../                       the copy that is being written; of no use to anybody else
store/working/uploads/                        the bodies of writes while they are being done
```
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import chain
from pathlib import Path

from server.errors import NotStored, StoreBusy, StoreMissing
from server.release import Manifest, Mark, Release, Releases

_NO_RELEASE = "empty"


@dataclass(frozen=True)
class Snapshot:
    """A state of the graph: the release that it began with, and the number of writes since."""

    directory: Path
    origin: str

    @property
    def state(self) -> str:
        """What tells this state from every other one of the same store."""
        return f"{self.origin}+{self.directory.name}"

    @property
    def database(self) -> str:
        """The directory that Oxigraph opens."""
        return str(self.directory / "db")

    @property
    def release(self) -> Release:
        """The snapshot as a release; how many triples it holds nobody has counted."""
        return Release(self.database, None, Manifest(self.state, 0, ()), self._modified(), counted=False)

    def _modified(self) -> str:
        return format_datetime(datetime.fromtimestamp(self.directory.stat().st_mtime, UTC), usegmt=True)


class Working:
    """The working copy of one store directory, for one server at a time."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._directory = store / "working"
        self.snapshot: Snapshot | None = None
        self._number = 0
        self._lock = self._locked()
        self._heal()

    def _locked(self) -> int:
        try:
            for folder in (self._directory / "snapshots", self.uploads):
                folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._directory / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unwritable(self._directory, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise StoreBusy(
                f"Another writable server holds {self._directory}; end it first.",
                f"別の書き込み可能なサーバーが {self._directory} を使用中です。",
            ) from error
        return lock

    @property
    def uploads(self) -> Path:
        """Where the bodies of writes go."""
        return self._directory / "uploads"

    def _heal(self) -> None:
        """Forgets what was begun and not committed when the last server ended."""
        link = self._directory / "current"
        if link.is_symlink():
            directory = link.resolve()
            if not (directory / "db").is_dir():
                raise StoreMissing(f"The working copy {directory} is damaged; move {self._directory} away.")
            self.snapshot = Snapshot(directory, (directory / "origin").read_text(encoding="utf-8"))
            self._number = int(directory.name)
        self.forget(())
        for rest in chain(self._directory.glob("live-*"), self.uploads.iterdir()):
            _remove(rest)

    def source(self) -> str:
        """The database to begin with: the last snapshot, else that of the current release, else none."""
        if self.snapshot is not None:
            return self.snapshot.database
        found = self._release()
        return found.database if found else ""

    def _release(self) -> Release | None:
        try:
            return Releases(self._store).current()
        except StoreMissing:
            if (self._store / "current").is_symlink():
                raise
            return None

    def fresh(self) -> str:
        """A directory for the copy that is written, which does not exist yet."""
        return str(Path(tempfile.mkdtemp(prefix="live-", dir=self._directory)) / "db")

    def next(self) -> Snapshot:
        """The snapshot that the next write is to leave behind; its directory is there, its database is not."""
        self._number += 1
        directory = self._directory / "snapshots" / str(self._number)
        directory.mkdir()
        (directory / "origin").write_text(self._origin(), encoding="utf-8")
        return Snapshot(directory, self._origin())

    def _origin(self) -> str:
        if self.snapshot is not None:
            return self.snapshot.origin
        found = self._release()
        return found.manifest.release if found else _NO_RELEASE

    def commit(self, snapshot: Snapshot) -> None:
        """Makes the snapshot the state of the graph, now and after a restart."""
        for folder in (snapshot.directory, snapshot.directory.parent):
            _sync(folder)
        fresh = self._directory / "next"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(snapshot.directory.relative_to(self._directory))
        fresh.replace(self._directory / "current")
        self.snapshot = snapshot
        # It is done for everybody who looks; a disk that fails now could only make it undone by a loss of power.
        with suppress(OSError):
            _sync(self._directory)

    def forget(self, databases: Collection[str]) -> None:
        """Removes the snapshots but the current one and those whose databases are in use."""
        kept = {Path(database).parent for database in databases}
        for directory in (self._directory / "snapshots").iterdir():
            if directory not in kept and (self.snapshot is None or directory != self.snapshot.directory):
                _remove(directory)

    def close(self) -> None:
        """Leaves the directory to another server."""
        os.close(self._lock)


class WorkingState:
    """The working copy as where the release to serve comes from."""

    def __init__(self, working: Working) -> None:
        self._working = working

    def mark(self) -> Mark:
        """The same mark always: the workers follow each write by themselves."""
        return Mark(0, 0, 0)

    def current(self) -> Release:
        """The last state of the graph; raises StoreMissing before there is one."""
        if self._working.snapshot is None:
            raise StoreMissing("The working copy of the graph is not there yet.")
        return self._working.snapshot.release

    def require_reachable(self) -> None:
        """Nothing: it is here."""


def unwritable(directory: Path, error: OSError) -> NotStored:
    """The problem that a writable server may not write where it must."""
    return NotStored(
        f"{directory} cannot be written: {error.strerror}.", f"{directory} に書き込めません（{error.strerror}）。"
    )


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
