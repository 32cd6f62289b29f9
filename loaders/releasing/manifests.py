"""What a release set says of itself, and whether its files are still those that it says."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from loaders.errors import ReleaseUnusable
from loaders.releasing import canonical, lines, sides
from loaders.releasing.lines import Lines
from ontology import BASE, RDF

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
_TYPE = f" {RDF.type} <{BASE}ontology#".encode()
_MEDIA_TYPES: Mapping[str, str] = {
    ".nq": "application/n-quads",
    ".nt": "application/n-triples",
    ".trig": "application/trig",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".json": "application/json",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".cff": "application/yaml",
    ".rdfp": "application/rdf-patch",
}
_NONE: Mapping[str, str] = MappingProxyType({})
_COMPRESSIONS: Mapping[str, str] = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True)
class File:
    """A file of a set, its path within it; `media_type` is that of what is inside when it is compressed."""

    path: str
    media_type: str
    compression: str | None
    bytes: int
    sha256: str


@dataclass(frozen=True)
class SetManifest:
    """What a set is: its version, the release of the graph that it holds, what it came after, and its files."""

    version: str
    release: str
    seisaku_version: str
    issued: str
    previous: str | None
    sha256: str
    """Of the whole graph as canonical N-Quads."""
    triples: int
    graphs: Mapping[str, int]
    classes: Mapping[str, int]
    """Things by their class, those of our ontology."""
    files: tuple[File, ...]


def read(folder: Path) -> SetManifest:
    """The manifest of a set; raises ReleaseUnusable."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        return SetManifest(**{**found, "files": tuple(File(**one) for one in found["files"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseUnusable(f"{path} is no manifest of a release set ({type(error).__name__}: {error})") from error


def write(folder: Path, manifest: SetManifest) -> None:
    """The manifest, and the digests of all files in the form that `sha256sum --check` reads."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    sums = {one.path: one.sha256 for one in (*manifest.files, _file(folder, MANIFEST))}
    text = "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))
    (folder / SUMS).write_text(text, encoding="utf-8")


def files(folder: Path) -> tuple[File, ...]:
    """Every file that is in a folder now, but for the manifest and the digests, sorted by path."""
    listed = _listed(folder)
    return tuple(_file(folder, path, listed) for path in _paths(folder) if path not in (MANIFEST, SUMS))


def _listed(folder: Path) -> Mapping[str, str]:
    """The media types of the files that the build lists, by their paths in the set."""
    found = sides.manifest_of(folder / "dumps").get("files")
    return {f"dumps/{one['path']}": one["media_type"] for one in found} if isinstance(found, list) else {}


def _paths(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _file(folder: Path, path: str, listed: Mapping[str, str] = _NONE) -> File:
    whole = folder / path
    compression = _COMPRESSIONS.get(whole.suffix)
    suffix = Path(whole.stem).suffix if compression else whole.suffix
    media_type = listed.get(path) or _MEDIA_TYPES.get(suffix, "application/octet-stream")
    return File(path, media_type, compression, whole.stat().st_size, _sha256(whole))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def classes(graph: Lines) -> dict[str, int]:
    """How many things of each class of our ontology a graph holds, by the IRI of the class, sorted."""
    counted: Counter[str] = Counter()
    said = (line for line in graph if _TYPE in line)
    for (_, name), _found in groupby(said, key=_typed):
        counted[name] += 1
    return dict(sorted(counted.items()))


def _typed(line: bytes) -> tuple[bytes, str]:
    subject, _, rest = line.partition(_TYPE)
    return subject, f"{BASE}ontology#{rest.partition(b'>')[0].decode()}"


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with a set: files that are missing, changed or not listed, counts that are not so."""
    manifest = read(folder)
    sums = _sums(folder)
    there = set(_paths(folder)) - {SUMS}
    for path in sorted(sums.keys() - there):
        yield f"{path}: is missing"
    for path in sorted(there - sums.keys()):
        yield f"{path}: {SUMS} does not list it"
    media_types = _listed(folder)
    found = {path: _file(folder, path, media_types) for path in sorted(there & sums.keys())}
    yield from (f"{path}: its sha256 is not the one listed" for path in found if found[path].sha256 != sums[path])
    listed = {one.path: one for one in manifest.files}
    for path in sorted(found.keys() - {MANIFEST}):
        if listed.get(path) != found[path]:
            yield f"{path}: {MANIFEST} says something else of it"
    yield from _miscounted(folder, manifest)


def _sums(folder: Path) -> dict[str, str]:
    try:
        rows = [row.split("  ", 1) for row in (folder / SUMS).read_text(encoding="utf-8").splitlines()]
        return {path: digest for digest, path in rows}
    except (OSError, ValueError) as error:
        raise ReleaseUnusable(f"{folder / SUMS} is no list of digests ({error})") from error


def _miscounted(folder: Path, manifest: SetManifest) -> Iterator[str]:
    path = sides.dump_of(folder)
    if path is None:
        yield "dumps/seisaku.nq: is missing"
        return
    with (
        TemporaryDirectory(prefix="seisaku-") as scratch,
        lines.opened(canonical.unpacked(path, Path(scratch))) as graph,
    ):
        if graph.sha256 != manifest.sha256:
            yield f"{path.relative_to(folder)}: is not the graph that the manifest says"
        elif (sum(1 for _ in graph), classes(graph)) != (manifest.triples, manifest.classes):
            yield f"{MANIFEST}: counts other triples or things than the graph holds"
