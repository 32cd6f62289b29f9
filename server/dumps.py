"""The files of a release to take away, as its build lists them in `dumps/manifest.json`."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.errors import StoreMissing
from server.release import Release

MANIFEST = "manifest.json"
_INSIDE = re.compile(r"[^/\\\0][^\\\0]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Download:
    """A file: its path below `/dumps/`, what it holds and how it is written.

    `graph` is the named graph that it is of, `class_iri` the class of the things that it describes. `media_type` is
    that of the content, also where `compression` (gzip, zstd) is around it. `triples` counts a file of RDF, `rows` a
    table without its header.
    """

    path: str
    title_ja: str
    title_en: str
    graph: str | None
    class_iri: str | None
    media_type: str
    compression: str | None
    sha256: str
    bytes: int
    triples: int | None
    rows: int | None


@dataclass(frozen=True)
class Downloads:
    """The files of a release in the order of their paths, the folder that holds them, and when they were published."""

    folder: Path
    published: datetime
    files: tuple[Download, ...]

    def named(self, path: str) -> Download | None:
        """The file with this path, if there is one."""
        return next((one for one in self.files if one.path == path), None)


def downloads(release: Release) -> Downloads | None:
    """The files of a release, or nothing where it has none: on the server of another, or in write mode.

    A release of a build that wrote no list has its N-Quads. Raises StoreMissing for a list that does not read.
    """
    if release.dump is None:
        return None
    folder = release.dump.parent
    if (folder / MANIFEST).is_file():
        return _listed(folder, _changed(folder / MANIFEST))
    if not release.dump.is_file():
        return None
    return _unlisted(release.dump, _changed(release.dump), release.manifest.triples)


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


# A release that was removed and built again has the same folder.
@lru_cache(8)
def _listed(folder: Path, _changed: int) -> Downloads:
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        published = instant(found["published"])
        return Downloads(folder, published, tuple(map(_download, found["files"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreMissing(
            f"The list of downloads {folder / MANIFEST} does not read ({type(error).__name__}). Make the release anew "
            "with `seisaku build`.",
            f"ダウンロードの一覧 {folder / MANIFEST} を読めません。`seisaku build` で作り直してください。",
        ) from error


def _download(said: Mapping[str, Any]) -> Download:
    checked(said)
    return Download(**{"class_iri" if name == "class" else name: value for name, value in said.items()})


def checked(said: Mapping[str, Any]) -> None:
    """Raises ValueError for a file of a list that lies outside of its folder, or whose size or hash is none."""
    path = said["path"]
    if not isinstance(path, str) or not _INSIDE.fullmatch(path) or ".." in path.split("/"):
        raise ValueError(f"{path!r} is no path")
    if not isinstance(said["bytes"], int) or not _SHA256.fullmatch(str(said["sha256"])):
        raise ValueError(f"{path} has no size or no hash")


def instant(said: str) -> datetime:
    """An instant of a list; raises ValueError or TypeError."""
    return datetime.fromisoformat(said).astimezone(UTC)


@lru_cache(8)
def _unlisted(dump: Path, _changed: int, triples: int) -> Downloads:
    with dump.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    status = dump.stat()
    whole = Download(
        path=dump.name,
        title_ja="全データ",
        title_en="The whole graph",
        graph=None,
        class_iri=None,
        media_type="application/n-quads",
        compression=None,
        sha256=digest,
        bytes=status.st_size,
        triples=triples,
        rows=None,
    )
    return Downloads(dump.parent, datetime.fromtimestamp(int(status.st_mtime), UTC), (whole,))
