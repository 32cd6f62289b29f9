"""The list of the files of a release, as the build writes it."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from loaders.downloads import manifest
from loaders.downloads.manifest import Content
from loaders.errors import StoreUnusable

ORDER = ["path", "title_ja", "title_en", "media_type", "graph", "class"]
ORDER += ["compression", "sha256", "bytes", "triples", "rows"]


def test_the_list_is_sorted_and_says_what_each_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    (tmp_path / "b.nt").write_bytes(b"12345")
    (tmp_path / "a.csv").write_bytes(b"")
    facts = Content("事実", "Facts", "application/n-triples", graph="https://a/g", triples=3)
    table = Content("表", "Table", "text/csv", class_iri="https://a/C", rows=0)
    manifest.write(
        tmp_path, [manifest.entry(tmp_path, "b.nt", facts, "zstd"), manifest.entry(tmp_path, "a.csv", table)]
    )
    said = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert said["published"] == "2026-01-01T00:00:00Z"
    first, second = said["files"]
    assert list(first) == ORDER
    assert (first["path"], first["class"], first["rows"], first["bytes"]) == ("a.csv", "https://a/C", 0, 0)
    assert (second["graph"], second["triples"], second["compression"]) == ("https://a/g", 3, "zstd")
    assert second["sha256"] == sha256(b"12345").hexdigest()


@pytest.mark.parametrize("epoch", ["", "now", "9" * 30])
def test_an_epoch_that_is_none_is_refused(epoch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(StoreUnusable, match="SOURCE_DATE_EPOCH"):
        manifest.published()
