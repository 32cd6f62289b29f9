"""Content codings (RFC 9110, section 8.4.1): which one a client likes, and bytes coded piece by piece."""

import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import brotli
from backports.zstd import ZstdCompressor

from server.errors import NotAcceptable
from server.negotiation import qualities

IDENTITY = "identity"
_ZSTD_LEVEL, _BROTLI_QUALITY, _GZIP_LEVEL = 3, 4, 5


class Coder(Protocol):
    """Bytes of one answer on their way into a coding."""

    def code(self, data: bytes) -> bytes:
        """The data coded, so that whoever gets it can decode all of it."""

    def end(self) -> bytes:
        """What closes the coded answer."""


class _Zstd:
    def __init__(self) -> None:
        self._compressor = ZstdCompressor(_ZSTD_LEVEL)

    def code(self, data: bytes) -> bytes:
        return self._compressor.compress(data, ZstdCompressor.FLUSH_BLOCK)

    def end(self) -> bytes:
        return self._compressor.flush()


class _Brotli:
    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=_BROTLI_QUALITY)

    def code(self, data: bytes) -> bytes:
        return bytes(self._compressor.process(data) + self._compressor.flush())

    def end(self) -> bytes:
        return bytes(self._compressor.finish())


class _Gzip:
    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)

    def code(self, data: bytes) -> bytes:
        return self._compressor.compress(data) + self._compressor.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        return self._compressor.flush()


class _Identity:
    def code(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


_CODERS: dict[str, Callable[[], Coder]] = {"zstd": _Zstd, "br": _Brotli, "gzip": _Gzip, IDENTITY: _Identity}


def coder(coding: str) -> Coder:
    """A coder for one answer."""
    return _CODERS[coding]()


@lru_cache(256)
def coding_of(accept_encoding: str, offers: frozenset[str] = frozenset(_CODERS)) -> str:
    """The coding of the offers that an Accept-Encoding header prefers; raises NotAcceptable if it refuses all.

    Without a header nothing is coded; of equally good codings the one that makes the answer smallest is taken.
    """
    given = qualities(accept_encoding)
    others = given.get("*", 0.0)
    found = {name: given.get(name, others) for name in _CODERS if name in offers}
    # Not to be coded is always acceptable unless it is refused by name (RFC 9110, section 12.5.3).
    found[IDENTITY] = given.get(IDENTITY, given.get("*", 0.001) and 0.001)
    best = max(found, key=found.__getitem__)
    if found[best] <= 0:
        raise NotAcceptable(f"Answers are coded as {', '.join(found)}.", "応じられる圧縮形式がありません。")
    return best
