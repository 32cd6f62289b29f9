"""The release of the graph that is served: `<store>/current`, a link to `<store>/releases/<release>`."""

import json
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

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
    seisaku_version: str
    inputs_sha256: str


@dataclass(frozen=True)
class Release:
    """An opened release; it stays readable as long as somebody holds it."""

    directory: Path
    manifest: Manifest
    store: Store

    @property
    def dump(self) -> Path:
        """The whole graph as N-Quads."""
        return self.directory / "dumps" / "seisaku.nq"


@dataclass(frozen=True)
class _Mark:
    directory: Path
    inode: int
    modified: int


class Releases:
    """The releases of one store directory, of which the newest is kept open."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = Lock()
        self._opened: tuple[_Mark, Release] | None = None

    def current(self) -> Release:
        """The release that `current` links to now; raises StoreMissing if there is none."""
        mark = self._mark()
        with self._lock:
            if self._opened is None or self._opened[0] != mark:
                self._opened = (mark, self._open(mark.directory))
            return self._opened[1]

    def _mark(self) -> _Mark:
        try:
            directory = (self._directory / "current").resolve(strict=True)
            status = (directory / "manifest.json").stat()
        except OSError as error:
            raise self._missing("has no current release") from error
        return _Mark(directory, status.st_ino, status.st_mtime_ns)

    def _open(self, directory: Path) -> Release:
        try:
            manifest = _read_manifest(directory / "manifest.json")
            return Release(directory, manifest, Store.read_only(str(directory / "db")))
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
    return Manifest(
        release=str(found["release"]),
        triples=int(found["triples"]),
        graphs=graphs,
        seisaku_version=str(found["seisaku_version"]),
        inputs_sha256=str(found["inputs_sha256"]),
    )
