"""A store directory: immutable releases, and a link to the one in use.

```
store/current -> releases/<release>       swapped in whole
store/releases/<release>/db/              the Oxigraph store
                         dumps/seisaku.nq every quad, canonical and sorted
                         dumps/           it and its parts in every format, and manifest.json that lists them
                         things.txt       the IRI of each thing that has an address, sorted
                         report.ttl, report.json, manifest.json
```
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path

from loaders.errors import StoreUnusable

DUMP = Path("dumps") / "seisaku.nq"
KEPT = 2
"""Releases that stay: the current one, and the one before it for those who still read it."""


@dataclass(frozen=True)
class Manifest:
    """What a release is and what it was made of."""

    release: str
    seisaku_version: str
    inputs_sha256: str
    verified: bool
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
    except (ValueError, TypeError, OSError) as error:
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
        try:
            folder.mkdir()
            yield folder
        except OSError as error:
            raise StoreUnusable(f"{store} cannot be written: {error.strerror}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, manifest: Manifest) -> None:
    """The manifest written into the release; it goes in last, so a folder with one is whole."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def publish(folder: Path, store: Path, release: str) -> Path:
    """The release, moved into its place and made the current one in a single step."""
    releases, link = store / "releases", store / ".current"
    releases.mkdir(exist_ok=True)
    if (store / "current").is_dir() and not (store / "current").is_symlink():
        raise StoreUnusable(f"{store / 'current'} is a folder, not the link to a release; move it away")
    # The same triples again get a folder of their own: the one there may be damaged, or in use.
    names = chain([release], (f"{release}-{number}" for number in count(2)))
    target = next(path for name in names if not (path := releases / name).exists())
    folder.rename(target)
    link.unlink(missing_ok=True)
    link.symlink_to(target.relative_to(store))
    link.rename(store / "current")
    _prune(target)
    return target


def _prune(current: Path) -> None:
    others = [path for path in current.parent.iterdir() if path != current]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
