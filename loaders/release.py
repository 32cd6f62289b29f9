"""A store directory: immutable releases, and a link to the one in use.

```
store/current -> releases/<release>       swapped in whole
store/releases/<release>/db/              the Oxigraph store
                         dumps/seisaku.nq every quad, canonical and sorted
                         report.ttl, report.json, manifest.json
```
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from loaders.errors import StoreUnusable

KEPT = 2
"""Releases that stay: the current one, and the one before it for those who still read it."""


@dataclass(frozen=True)
class Manifest:
    """What a release is and what it was made of."""

    release: str
    seisaku_version: str
    inputs_sha256: str
    triples: int
    graphs: Mapping[str, int]
    findings: Mapping[str, int]


def manifest(store: Path) -> Manifest | None:
    """The manifest of the current release, or nothing when there is none."""
    path = store / "current" / "manifest.json"
    if not path.is_file():
        return None
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise StoreUnusable(f"{path} is no manifest: {error}") from error


@contextmanager
def staging(store: Path) -> Iterator[Path]:
    """An empty folder to build a release in; whatever is left in it at the end is removed.

    `StoreUnusable` when another build holds the store or the directory cannot be written.
    """
    folder = store / ".staging"
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = (store / ".lock").open("w")
    except OSError as error:
        raise StoreUnusable(f"{store} cannot be a store: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreUnusable(f"another build is writing {store}; wait for it to end") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, manifest: Manifest) -> None:
    """The manifest written into the release; it goes in last, so a folder with one is whole."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def publish(folder: Path, store: Path, release: str) -> Path:
    """The release, moved into its place and made the current one in a single step."""
    target = store / "releases" / release
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        # The same triples, perhaps of other inputs: what is said of them may be new.
        for said in ("report.ttl", "report.json", "manifest.json"):
            (folder / said).replace(target / said)
    else:
        folder.rename(target)
    link = store / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release)
    link.rename(store / "current")
    _prune(target)
    return target


def _prune(current: Path) -> None:
    others = [path for path in current.parent.iterdir() if path != current]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
