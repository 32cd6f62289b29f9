"""The release sets that are published in a store directory, as `seisaku dump --release` wrote them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from server.dumps import checked, instant
from server.errors import StoreMissing

PUBLISHED = "published"
DESCRIPTION = "release.ttl"
_VERSION = re.compile(r"2[0-9]{3}\.(?:0[1-9]|1[0-2])(?:\.[1-9][0-9]{0,2})?")
_UNLISTED = {"manifest.json": "application/json", "SHA256SUMS": "text/plain"}
"""The files that the manifest does not list, since it is one of them or is in them."""
_TOLD = ("path", "media_type", "compression", "bytes", "sha256")


@dataclass(frozen=True)
class PublishedFile:
    """A file of a set, by its path within it; `media_type` is that of what is inside when it is compressed."""

    path: str
    media_type: str
    compression: str | None
    bytes: int
    sha256: str

    @property
    def sent_as(self) -> str:
        """The media type of its bytes as they are."""
        return f"application/{self.compression}" if self.compression else self.media_type


@dataclass(frozen=True)
class PublishedSet:
    """A release that is published for good, and its folder."""

    folder: Path
    version: str
    issued: str
    previous: str | None
    release: str
    triples: int
    graphs: Mapping[str, int] = field(hash=False)
    classes: Mapping[str, int] = field(hash=False)
    files: tuple[PublishedFile, ...] = field(hash=False)

    def named(self, path: str) -> PublishedFile | None:
        """The file with this path, if there is one."""
        return next((one for one in self.files if one.path == path), None)


def published(store: Path) -> tuple[PublishedSet, ...]:
    """The sets of a store, the latest first; raises StoreMissing for one that does not read."""
    paths = (store / PUBLISHED).glob("*/manifest.json")
    found = (_read(path, path.stat().st_mtime_ns) for path in paths if _VERSION.fullmatch(path.parent.name))
    return tuple(sorted(found, key=lambda one: _order(one.version), reverse=True))


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


@lru_cache(64)
def _read(path: Path, _changed: int) -> PublishedSet:
    try:
        found = json.loads(path.read_bytes())
        for one in found["files"]:
            checked(one)
        instant(found["issued"])
        listed = [PublishedFile(*(one[name] for name in _TOLD)) for one in found["files"]]
        rest = [_unlisted(path.parent / name, kind) for name, kind in _UNLISTED.items()]
        said = {name: found[name] for name in ("issued", "previous", "release", "triples", "graphs", "classes")}
        ordered = tuple(sorted((*listed, *rest), key=lambda one: one.path))
        return PublishedSet(folder=path.parent, version=path.parent.name, files=ordered, **said)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreMissing(
            f"The release set {path.parent.name} does not read ({type(error).__name__}); "
            f"`seisaku dump --release {path.parent.name} --check` says what is wrong with it.",
            f"リリース {path.parent.name} を読めません。",
        ) from error


def _unlisted(path: Path, media_type: str) -> PublishedFile:
    content = path.read_bytes()
    return PublishedFile(path.name, media_type, None, len(content), hashlib.sha256(content).hexdigest())
