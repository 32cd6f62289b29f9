import gzip
from pathlib import Path

import pytest
from backports import zstd
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad, RdfFormat, serialize

from loaders.errors import ReleaseUnusable
from loaders.releasing import canonical
from loaders.releasing.sides import side
from tests.loaders.releasing.datasets import DATASETS, written

TRIG = b'@prefix e: <urn:e:> . e:g { e:b e:p "2"@ja , "1" . e:a e:p [] }'


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DATASETS)
def test_a_dump_is_sorted_and_each_quad_there_once(tmp_path: Path, quads: list[Quad]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_BATCH", 5)
        found = canonical.write(written(quads, tmp_path / "a.nq"), tmp_path).read_bytes().splitlines(keepends=True)
    assert found == sorted({serialize([quad], format=RdfFormat.N_QUADS) or b"" for quad in quads})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.nq", "canonical.nq"]


@pytest.mark.parametrize(("suffix", "coded"), [("", bytes), (".gz", gzip.compress), (".zst", zstd.compress)])
def test_compressed_dumps_are_read(tmp_path: Path, suffix: str, coded: "type[bytes]") -> None:
    path = tmp_path / f"a.trig{suffix}"
    path.write_bytes(coded(TRIG))
    with side(str(path), tmp_path) as found:
        assert [line.split(b" ")[0] for line in found.lines] == [b"<urn:e:a>", b"<urn:e:b>", b"<urn:e:b>"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.nq", b"<urn:a> <urn:b> ", "a.nq cannot be read to its end"),
        ("a.nq.gz", gzip.compress(TRIG, mtime=0)[:-9], "a.nq.gz cannot be read to its end"),
        ("a.nq.gz", b"no gzip", "a.nq.gz cannot be read"),
        ("a.trig.zst", zstd.compress(TRIG)[:-3], "a.trig.zst cannot be read"),
        ("a.trig.zst", b"no zstd", "a.trig.zst cannot be read"),
        ("a.xlsx", b"", "a.xlsx is no dump: its name would end in .nq"),
        ("a.gz", b"", "a.gz is no dump"),
        ("a.nq", b"\xff\xfe", "cannot be read"),
    ],
    ids=range(8),
)
def test_what_is_no_dump_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReleaseUnusable) as refused, side(str(path), tmp_path):
        pass
    assert message in str(refused.value)
