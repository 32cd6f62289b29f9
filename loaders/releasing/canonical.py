"""Any dump -> canonical N-Quads, sorted, each line once, in bounded memory."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import IO, cast

from backports.zstd import ZstdError, ZstdFile
from pyoxigraph import Quad, RdfFormat, parse, serialize

from loaders.errors import ReleaseUnusable

FORMATS = {".nq": RdfFormat.N_QUADS, ".trig": RdfFormat.TRIG, ".nt": RdfFormat.N_TRIPLES, ".ttl": RdfFormat.TURTLE}
_CODINGS = (".gz", ".zst")
_BATCH = 100_000
_PIECE = 1 << 20


def form_of(path: Path) -> RdfFormat | None:
    """The RDF format that a file's name says it is in, compressed or not."""
    suffixes = path.suffixes[-2:] if path.suffix in _CODINGS else path.suffixes[-1:]
    return FORMATS.get(suffixes[0]) if suffixes else None


def write(path: Path, into: Path) -> Path:
    """A new file in the folder `into` that holds the quads of a dump so; raises ReleaseUnusable."""
    form = form_of(path)
    if form is None:
        raise ReleaseUnusable(f"{path} is no dump: its name would end in .nq, .trig, .nq.gz or .nq.zst")
    target = into / "canonical.nq"
    with _understood(path) as file, target.open("wb") as out:
        quads = parse(file, format=form)
        out.writelines(_distinct(_sorted(quads, into)))
    return target


def unpacked(path: Path, into: Path) -> Path:
    """A new file in the folder `into` with what a compressed file holds; the file itself if it is not compressed."""
    if path.suffix not in _CODINGS:
        return path
    target = into / path.stem
    with _understood(path) as file, target.open("wb") as out:
        while piece := file.read(_PIECE):
            out.write(piece)
    return target


class _understood:  # noqa: N801 (a context manager, used as a function)
    """The bytes of a file that may be compressed; whatever is wrong with them raises ReleaseUnusable."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> IO[bytes]:
        self._file = _opened(self._path)
        return self._file

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._file.close()
        if isinstance(error, SyntaxError | ValueError | EOFError | zlib.error | ZstdError | gzip.BadGzipFile):
            raise ReleaseUnusable(f"{self._path} cannot be read to its end: {error}") from error


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path))
    return cast(IO[bytes], ZstdFile(path)) if path.suffix == ".zst" else path.open("rb")


def _sorted(quads: Iterable[Quad], into: Path) -> Iterator[bytes]:
    runs: list[Path] = []
    source = iter(quads)
    while batch := list(islice(source, _BATCH)):
        lines = (serialize(batch, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
        lines.sort()
        runs.append(into / f"run-{len(runs)}")
        with runs[-1].open("wb") as file:
            file.writelines(lines)
    with ExitStack() as stack:
        yield from merge(*(stack.enter_context(run.open("rb")) for run in runs))
    for run in runs:
        run.unlink()


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line for line, _ in groupby(lines))
