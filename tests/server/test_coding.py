"""Content codings, chosen and undone."""

import gzip

import brotli
import pytest
from backports import zstd

from server.coding import coder, coding_of
from server.errors import NotAcceptable


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("", "identity"),
        ("deflate", "identity"),
        ("identity", "identity"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, *;q=0.5", "zstd"),
        ("identity;q=0, gzip;q=0.2", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=nothing", "identity"),
    ],
)
def test_choice(accept_encoding: str, coding: str) -> None:
    assert coding_of(accept_encoding) == coding


@pytest.mark.parametrize("accept_encoding", ["identity;q=0", "*;q=0"])
def test_refusal_of_all(accept_encoding: str) -> None:
    with pytest.raises(NotAcceptable):
        coding_of(accept_encoding)


@pytest.mark.parametrize("coding", ["identity", "zstd", "br", "gzip"])
def test_every_piece_can_be_decoded_by_itself(coding: str) -> None:
    undo = {"identity": bytes, "zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}[coding]
    one = coder(coding)
    pieces = [one.code(b"yen " * 40_000), one.code(b"sen" * 10), one.end()]
    assert undo(b"".join(pieces)) == b"yen " * 40_000 + b"sen" * 10
    assert pieces[1]
