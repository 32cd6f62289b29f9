"""The releases that are published to be cited, as far as a catalogue speaks of them.

They are folders `<store>/published/<version>`, each with a manifest, served at `/releases/<version>`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.dumps import Download
from server.errors import StoreMissing

PATH = "/releases/"
_FOLDER = "dumps/"
_WHOLE = "seisaku."


@dataclass(frozen=True)
class CitedRelease:
    """A release with a version, when it was issued, the version before it, and its files of the whole graph."""

    version: str
    issued: str
    previous: str | None
    release: str
    triples: int
    files: tuple[Download, ...]

    @property
    def folder(self) -> str:
        """Where its files are served."""
        return f"{PATH}{self.version}/{_FOLDER}"


def cited(store: Path) -> tuple[CitedRelease, ...]:
    """The releases of a store that are published to be cited, by version; raises StoreMissing."""
    paths = sorted((store / "published").glob("*/manifest.json"))
    return tuple(sorted((_read(path) for path in paths), key=lambda one: _order(one.version)))


def _order(version: str) -> list[str]:
    return [part.rjust(6, "0") for part in version.split(".")]


@lru_cache(64)
def _read(path: Path) -> CitedRelease:
    try:
        said = json.loads(path.read_bytes())
        files = tuple(_file(one) for one in said["files"] if one["path"].startswith(_FOLDER + _WHOLE))
        return CitedRelease(said["version"], said["issued"], said["previous"], said["release"], said["triples"], files)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreMissing(
            f"The published release {path.parent} does not read ({type(error).__name__}); publish it anew.",
            f"公開済みのリリース {path.parent} を読めません。",
        ) from error


def _file(said: Mapping[str, Any]) -> Download:
    return Download(
        path=said["path"].removeprefix(_FOLDER),
        title_ja="全データ",
        title_en="The whole graph",
        graph=None,
        class_iri=None,
        media_type=said["media_type"],
        compression=said["compression"],
        sha256=said["sha256"],
        bytes=said["bytes"],
        triples=None,
        rows=None,
    )
