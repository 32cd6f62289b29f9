"""Release sets: a version of the graph that can be cited, with all its files, published once and never changed.

```
<store>/published/<version>/dumps/                    the files of the release, as `seisaku build` made them
                            manifest.json, SHA256SUMS what is in the set
                            README*, LICENSE.md, CITATION.cff, release.ttl
                            CHANGELOG*, changes.json, changes.rdfp
```
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from loaders import dump, release
from loaders.downloads.manifest import published
from loaders.errors import ReleaseUnusable, StoreUnusable
from loaders.releasing import listing, manifests, notices, provenance
from loaders.releasing.changes import Change, Comparison, Kind, owner
from loaders.releasing.manifests import SetManifest
from loaders.releasing.sides import PUBLISHED, Side, dump_of, manifest_of, side
from loaders.releasing.versions import Version, version, versions
from ontology import BASE

Progress = Callable[[str], None]
_NAMED = 20


@dataclass(frozen=True)
class Order:
    """What to publish: the current release of a store under a name, where, and after which set."""

    store: Path
    name: str
    out: Path | None = None
    previous: str | None = None

    @property
    def folder(self) -> Path:
        """The folder of the set."""
        return self.out or self.store / PUBLISHED / self.name


def publish(order: Order, progress: Progress) -> SetManifest:
    """The set of the store's current release, whole and verified; raises ReleaseUnusable or StoreUnusable."""
    named = version(order.name)
    target = order.folder
    if target.exists():
        following = replace(named, number=named.number + 1)
        raise ReleaseUnusable(f"{target} exists, and a published release never changes: the next would be {following}")
    found = release.manifest(order.store)
    if found is None:
        raise StoreUnusable(f"{order.store} has no release; `seisaku build --store {order.store}` makes one")
    current = (order.store / "current").resolve()
    with _staging(target) as folder, side(str(current), order.store) as graph:
        progress("copy the files")
        _copy(current, folder, order.store)
        manifest = SetManifest(
            version=order.name,
            release=found.release,
            seisaku_version=found.seisaku_version,
            issued=f"{published():%Y-%m-%dT%H:%M:%SZ}",
            previous=None,
            sha256=graph.lines.sha256,
            triples=found.triples,
            graphs=found.graphs,
            classes=manifests.classes(graph.lines),
            files=(),
        )
        before = order.previous or _latest_before(named, target.parent)
        if before is None:
            _first(folder, manifest)
        else:
            progress(f"compare with {before}")
            with side(before, order.store) as earlier:
                manifest = replace(manifest, previous=_previous(earlier, named))
                _compare(folder, Comparison(earlier, replace(graph, name=order.name)))
        progress("describe")
        return _sealed(folder, manifest, graph, target, progress)


def _sealed(folder: Path, manifest: SetManifest, graph: Side, target: Path, progress: Progress) -> SetManifest:
    whole = dump_of(folder)
    assert whole is not None  # noqa: S101 (it has been copied)
    notices.write(folder, manifest, whole.relative_to(folder).as_posix())
    description = provenance.turtle(replace(manifest, files=manifests.files(folder)), graph.lines)
    (folder / "release.ttl").write_bytes(description)
    manifest = replace(manifest, files=manifests.files(folder))
    manifests.write(folder, manifest)
    progress("verify")
    wrong = list(manifests.problems(folder))
    if wrong:
        raise ReleaseUnusable("\n".join(wrong))
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    folder.rename(target)
    return manifest


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """An empty folder beside the target; whatever is left in it at the end is removed."""
    folder = target.parent / f".{target.name}.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = (target.parent / ".lock").open("w")
    except OSError as error:
        raise ReleaseUnusable(f"{target.parent} cannot be written: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ReleaseUnusable(f"another release is being written to {target.parent}; wait for it to end") from None
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir()
            yield folder
        except OSError as error:
            raise ReleaseUnusable(f"{target} cannot be written: {error.strerror or error}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _copy(current: Path, folder: Path, store: Path) -> None:
    """The files that the release has; where it has N-Quads alone, TriG and Turtle beside them."""
    shutil.copytree(current / "dumps", folder / "dumps")
    if not (folder / "dumps" / "manifest.json").is_file():
        for form in ("trig", "ttl"):
            (folder / "dumps" / f"seisaku.{form}").write_bytes(dump.dump(store, None, form))


def _latest_before(named: Version, folder: Path) -> str | None:
    earlier = [one for one in versions(folder) if one < named]
    return str(folder / str(earlier[-1])) if earlier else None


def _previous(earlier: Side, named: Version) -> str:
    if version(earlier.name) >= named:
        raise ReleaseUnusable(f"{earlier.name} is not before {named}: name the set that this one follows")
    return earlier.name


def _first(folder: Path, manifest: SetManifest) -> None:
    said = f"{manifest.triples:,}"
    for name, text in (("CHANGELOG.md", "The first release"), ("CHANGELOG.ja.md", "最初の版")):
        unit = "トリプル" if "ja" in name else " triples"
        (folder / name).write_text(f"# {manifest.version}\n\n{text}: {said}{unit}.\n", encoding="utf-8")


def _compare(folder: Path, comparison: Comparison) -> None:
    vanished = sorted(set(_vanished(comparison)))
    if vanished:
        shown = "\n".join(f"  {iri.removeprefix(BASE)}" for iri in vanished[:_NAMED])
        more = f"\n  and {len(vanished) - _NAMED} more" if len(vanished) > _NAMED else ""
        raise ReleaseUnusable(
            f"{comparison.before.name} speaks of what the graph does not know any more; "
            f"say in data/withdrawn.csv why, and build again:\n{shown}{more}"
        )
    for name, language in (("CHANGELOG.md", "en"), ("CHANGELOG.ja.md", "ja")):
        with (folder / name).open("w", encoding="utf-8") as file:
            file.write(f"# {comparison.after.name}\n\n```\n")
            listing.write_text(comparison, file.write, language)
            file.write("```\n")
    with (folder / "changes.json").open("w", encoding="utf-8") as file:
        listing.write_json(comparison, file.write)
    with (folder / "changes.rdfp").open("w", encoding="utf-8") as file:
        listing.write_patch(comparison, file.write)


def _vanished(comparison: Comparison) -> Iterator[str]:
    """The IRIs of ours that the later graph says nothing of, not even that they are withdrawn."""
    for change in comparison.changes():
        if _is_gone(change):
            iri = owner(change.subject.value)
            if iri.startswith(BASE) and not any(comparison.after.lines.about(str(NamedNode(iri)).encode())):
                yield iri


def _is_gone(change: Change) -> bool:
    return change.kind is Kind.WITHDRAWN and isinstance(change.subject, NamedNode)


def check(order: Order) -> list[str]:
    """What is wrong with a published set; raises ReleaseUnusable if there is none."""
    version(order.name)
    if not order.folder.is_dir():
        held = ", ".join(map(str, versions(order.folder.parent))) or "none"
        raise ReleaseUnusable(f"{order.folder} is not there; published: {held}")
    found = list(manifests.problems(order.folder))
    said = manifest_of(order.folder).get("version")
    return [*found, *([] if said == order.name else [f"{manifests.MANIFEST}: is of version {said}"])]
