"""The release of the graph that is served.

In a store directory it is `<store>/current`, a link to `<store>/releases/<release>`; `backend.py` has those elsewhere.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from pyoxigraph import Store

from server.errors import StoreMissing


@dataclass(frozen=True)
class GraphSize:
    """A named graph and its number of triples."""

    iri: str
    triples: int


@dataclass(frozen=True)
class Manifest:
    """What the build wrote about its release."""

    release: str
    triples: int
    graphs: tuple[GraphSize, ...]


@dataclass(frozen=True)
class Release:
    """A release: the directory of its database or the address that answers for it, and the whole graph as N-Quads.

    A directory stays as it is when the next release comes; elsewhere there is no dump. `modified` is when it was
    published, as HTTP writes dates. `edition` tells publications of the same release apart where one may follow
    another; it is None where the graph may change without anybody saying so. `counted` says whether the manifest knows
    the graphs and their sizes, which the one of a working copy does not.
    """

    database: str
    dump: Path | None
    manifest: Manifest
    modified: str
    edition: str | None = ""
    counted: bool = True

    @property
    def state(self) -> str:
        """What changes whenever the graph does, and each time where that cannot be known."""
        return token_hex(16) if self.edition is None else self.manifest.release + self.edition

    def opened(self) -> Store:
        """The graph in its directory, read-only; raises StoreMissing."""
        try:
            return Store.read_only(self.database)
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreMissing(f"The release {self.database} does not open ({type(error).__name__}).") from error


@dataclass(frozen=True)
class Mark:
    """What tells one release from the next at the price of one look."""

    device: int
    inode: int
    modified: int


class Source(Protocol):
    """Where releases come from, one after another."""

    def mark(self) -> Mark | Manifest:
        """What tells the release of this moment from the next; raises ServerError if there is none."""

    def current(self) -> Release:
        """The release of this moment; raises ServerError if there is none."""

    def require_reachable(self) -> None:
        """Nothing, if the graph could be had when it was last looked for; raises ServerError."""


class Releases:
    """The releases of one store directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def mark(self) -> Mark:
        """The mark of the release that `current` links to now; raises StoreMissing if there is none."""
        try:
            status = (self._directory / "current" / "manifest.json").stat()
        except OSError as error:
            raise self._missing("has no current release") from error
        return Mark(status.st_dev, status.st_ino, status.st_mtime_ns)

    def current(self) -> Release:
        """The release that `current` links to now; raises StoreMissing if there is none."""
        try:
            directory = (self._directory / "current").resolve(strict=True)
            path = directory / "manifest.json"
            published = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            dump = directory / "dumps" / "seisaku.nq"
            return Release(str(directory / "db"), dump, _read_manifest(path), format_datetime(published, usegmt=True))
        except FileNotFoundError as error:
            raise self._missing("has no current release") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._missing(f"has a release that does not open ({type(error).__name__})") from error

    def require_reachable(self) -> None:
        """Nothing: what has been opened stays open."""

    def _missing(self, what: str) -> StoreMissing:
        return StoreMissing(
            f"The store directory {self._directory} {what}. Make one with `seisaku build`.",
            f"ストア {self._directory} に公開中のリリースがありません。`seisaku build` で作成してください。",
        )


def _read_manifest(path: Path) -> Manifest:
    found = json.loads(path.read_text(encoding="utf-8"))
    graphs = tuple(GraphSize(iri, int(triples)) for iri, triples in sorted(found["graphs"].items()))
    return Manifest(str(found["release"]), int(found["triples"]), graphs)
