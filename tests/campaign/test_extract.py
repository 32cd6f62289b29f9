"""The short forms of the campaign on documents."""

import random
import tempfile
from pathlib import Path

import pytest

from loaders.reading import extraction
from tests.campaign import extract
from tests.campaign.extract import Outcome


def test_texts_are_read_or_refused(tmp_path: Path) -> None:
    chance, outcome = random.Random(5), Outcome()  # noqa: S311 (no secret)
    for _ in range(25):
        extract.attempt(*extract.text(chance), tmp_path, outcome)
    assert outcome.failures == []
    assert sum(count for name, count in outcome.counts.items() if name.startswith("read")) > 5
    assert outcome.counts.total() == 25


def test_damaged_slides_are_read_or_refused(tmp_path: Path) -> None:
    chance, outcome = random.Random(5), Outcome()  # noqa: S311 (no secret)
    for _ in range(8):
        extract.attempt(*extract.slides(chance), tmp_path, outcome)
    assert outcome.failures == []
    assert outcome.counts["read .pdf"]
    assert outcome.slowest < 30


@pytest.mark.slow
def test_a_minute_of_documents() -> None:
    outcome = extract.run(60, 3)
    assert outcome.failures == []
    assert outcome.counts.total() > 50


def test_a_failure_is_noticed_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(extraction, "read", broken)
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: str(tmp_path))
    outcome = Outcome()
    extract.attempt("37億円".encode(), ".txt", tmp_path, outcome)
    assert "ZeroDivisionError" in outcome.failures[0]
    assert (tmp_path / "document.txt").read_bytes() == "37億円".encode()
