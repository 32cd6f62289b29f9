"""Files beside themselves in gzip and zstd, the same bytes each time."""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copyfileobj
from types import MappingProxyType

from backports.zstd import CompressionParameter, ZstdFile

from loaders.downloads.manifest import Content, Entry, entry

SUFFIXES = MappingProxyType({"gzip": "gz", "zstd": "zst"})
LEAST = 16 * 1024
"""Bytes of the smallest file that gains by it: less fits into few packets anyway."""
_GZIP_LEVEL, _ZSTD_LEVEL = 6, 3
_BLOCK = 1024**2


def entries(folder: Path, path: str, content: Content) -> Iterator[Entry]:
    """The entry of a file, and those of its copies in gzip and zstd if it is large enough to gain."""
    plain = entry(folder, path, content)
    yield plain
    if plain.bytes >= LEAST:
        _compress(folder / path)
        for compression, suffix in SUFFIXES.items():
            yield entry(folder, f"{path}.{suffix}", content, compression)


def _compress(path: Path) -> None:
    with ExitStack() as stack:
        plain = stack.enter_context(path.open("rb"))
        packed = stack.enter_context(path.with_name(path.name + ".gz").open("wb"))
        # Without a name and a time in its head, which differ from build to build.
        zipped = stack.enter_context(gzip.GzipFile("", "wb", _GZIP_LEVEL, packed, mtime=0))
        copyfileobj(plain, zipped, _BLOCK)
        plain.seek(0)
        options: dict[int, int] = {
            CompressionParameter.compression_level: _ZSTD_LEVEL,
            CompressionParameter.checksum_flag: 1,
        }
        copyfileobj(
            plain, stack.enter_context(ZstdFile(path.with_name(path.name + ".zst"), "wb", options=options)), _BLOCK
        )
