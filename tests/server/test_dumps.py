"""The list of the files of a release, as the server reads it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from server.dumps import Download, downloads
from server.errors import StoreMissing
from server.release import Releases

Make = Callable[..., None]


@pytest.fixture
def dumps(tmp_path: Path, release: Make) -> Path:
    """The folder of the files of a release that nobody has listed."""
    release(tmp_path, "r1")
    return tmp_path / "releases" / "r1" / "dumps"


def found(dumps: Path) -> tuple[Download, ...]:
    listed = downloads(Releases(dumps.parents[2]).current())
    assert listed is not None
    assert listed.folder == dumps
    return listed.files


def test_the_list_is_what_the_build_wrote(dumps: Path) -> None:
    file = {
        "path": "graphs/facts.ttl.gz",
        "title_ja": "事実",
        "title_en": "Facts",
        "graph": "https://a/g",
        "class": None,
    }
    file |= {"media_type": "text/turtle", "compression": "gzip", "sha256": "0" * 64}
    counts = {"bytes": 7, "triples": 3, "rows": None}
    said = {"published": "2026-11-22T08:00:00Z", "files": [{**file, **counts}]}
    (dumps / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    listed = downloads(Releases(dumps.parents[2]).current())
    assert listed is not None
    assert listed.published == datetime(2026, 11, 22, 8, tzinfo=UTC)
    [one] = listed.files
    assert (one.path, one.class_iri, one.compression, one.triples, one.rows) == (file["path"], None, "gzip", 3, None)
    assert listed.named("graphs/facts.ttl.gz") is one
    assert listed.named("../manifest.json") is None


def test_a_release_without_a_list_has_its_quads(dumps: Path) -> None:
    [one] = found(dumps)
    content = (dumps / "seisaku.nq").read_bytes()
    assert (one.path, one.media_type, one.triples) == ("seisaku.nq", "application/n-quads", 11)
    assert (one.sha256, one.bytes) == (sha256(content).hexdigest(), len(content))


def test_a_release_without_files_has_none(dumps: Path) -> None:
    (dumps / "seisaku.nq").unlink()
    assert downloads(Releases(dumps.parents[2]).current()) is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"published": "x", "files": []}', "\udcff"])
def test_a_list_that_does_not_read_is_named(dumps: Path, text: str) -> None:
    (dumps / "manifest.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(StoreMissing, match=r"manifest\.json does not read") as refused:
        found(dumps)
    assert "seisaku build" in refused.value.detail
