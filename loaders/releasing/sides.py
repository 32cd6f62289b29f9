"""What `seisaku diff` compares: a release, a store, a set, a dump, or the name of one in the store."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory

from loaders.errors import ReleaseUnusable
from loaders.releasing import canonical, lines
from loaders.releasing.lines import Lines

PUBLISHED = "published"
_NAMES = ("seisaku.nq", "seisaku.nq.zst", "seisaku.nq.gz")


@dataclass(frozen=True)
class Side:
    """One of the two, by its name and its lines."""

    name: str
    lines: Lines


@contextmanager
def side(named: str, store: Path) -> Iterator[Side]:
    """What a path, or the name of a release or a set in the store, stands for; raises ReleaseUnusable."""
    found = _found(named, store)
    with TemporaryDirectory(prefix="seisaku-") as scratch:
        path = _canonical(found, Path(scratch))
        with lines.opened(path) as content:
            yield Side(_name(found), content)


def dump_of(folder: Path) -> Path | None:
    """The whole graph as N-Quads in the folder of a release or of a set."""
    places = (folder / "dumps" / name for name in _NAMES)
    return next((path for path in places if path.is_file()), None)


def _found(named: str, store: Path) -> Path:
    path = Path(named)
    places = (path, store / "releases" / named, store / PUBLISHED / named, store / named)
    found = next((place for place in places if place.exists()), None)
    if found is None:
        held = sorted(one.name for part in ("releases", PUBLISHED) for one in (store / part).glob("[!.]*"))
        near = get_close_matches(named, held, cutoff=0.4) or held
        hint = f"near it: {', '.join(near)}" if near else "it holds none"
        raise ReleaseUnusable(f"{named}: there is no such file or folder, nor a release of {store} ({hint})")
    return (found / "current" if (found / "current").is_dir() else found).resolve()


def _canonical(found: Path, scratch: Path) -> Path:
    path = dump_of(found) if found.is_dir() else found
    if path is None:
        raise ReleaseUnusable(f"{found} holds no release: dumps/seisaku.nq is not there; `seisaku build` makes one")
    plain = canonical.unpacked(path, scratch) if found.is_dir() else path
    return plain if _is_ours(found, plain) else canonical.write(path, scratch)


def _is_ours(found: Path, plain: Path) -> bool:
    """Whether a file is, to the byte, what `seisaku build` wrote: it names its releases after that."""
    release = manifest_of(found).get("release")
    with lines.opened(plain) as content:
        return isinstance(release, str) and release != "" and content.sha256.startswith(release)


def manifest_of(folder: Path) -> dict[str, object]:
    """The manifest of the folder of a release or a set; empty if it has none that can be read."""
    try:
        found = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(found: Path) -> str:
    manifest = manifest_of(found)
    return str(manifest.get("version") or manifest.get("release") or found.name)
