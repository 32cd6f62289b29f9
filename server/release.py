"""The release of the graph that is served: `<store>/current`, a link to `<store>/releases/<release>`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
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
    """A release in the store directory; it stays there when the next one comes.

    `modified` is when it was published, as HTTP writes dates. `counted` says whether the manifest knows the graphs and
    their sizes, which the one of a working copy does not.
    """

    directory: Path
    manifest: Manifest
    modified: str
    counted: bool = True

    @property
    def state(self) -> str:
        """What changes whenever the graph does."""
        return self.manifest.release

    @property
    def dump(self) -> Path:
        """The whole graph as N-Quads."""
        return self.directory / "dumps" / "seisaku.nq"

    def opened(self) -> Store:
        """The graph, read-only; raises StoreMissing."""
        try:
            return Store.read_only(str(self.directory / "db"))
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreMissing(f"The release {self.directory} does not open ({type(error).__name__}).") from error


@dataclass(frozen=True)
class Mark:
    """What tells one release from the next at the price of one look."""

    device: int
    inode: int
    modified: int


class Source(Protocol):
    """Where the release comes from that is served."""

    def mark(self) -> Mark:
        """What changes when another release is to be served; raises StoreMissing."""

    def current(self) -> Release:
        """The release to serve; raises StoreMissing."""


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
            return Release(directory, _read_manifest(path), format_datetime(published, usegmt=True))
        except FileNotFoundError as error:
            raise self._missing("has no current release") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._missing(f"has a release that does not open ({type(error).__name__})") from error

    def _missing(self, what: str) -> StoreMissing:
        return StoreMissing(
            f"The store directory {self._directory} {what}. Make one with `seisaku build`.",
            f"ストア {self._directory} に公開中のリリースがありません。`seisaku build` で作成してください。",
        )


def _read_manifest(path: Path) -> Manifest:
    found = json.loads(path.read_text(encoding="utf-8"))
    graphs = tuple(GraphSize(iri, int(triples)) for iri, triples in sorted(found["graphs"].items()))
    return Manifest(str(found["release"]), int(found["triples"]), graphs)
