"""The current release, and the one after it."""

import json
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app
from server.errors import StoreMissing
from server.release import Releases

Make = Callable[..., None]
Ask = Callable[..., httpx.Response]
Running = Callable[[FastAPI], AbstractContextManager[None]]


def test_current(store: Path) -> None:
    releases = Releases(store)
    assert releases.current() == releases.current()
    assert releases.mark() == releases.mark()
    assert releases.current().manifest.release == "r1"
    assert releases.current().manifest.triples == sum(one.triples for one in releases.current().manifest.graphs)


def test_a_new_release_is_picked_up_and_the_old_one_stays_open(tmp_path: Path, release: Make) -> None:
    release(tmp_path, "r1")
    releases = Releases(tmp_path)
    old = releases.current()
    release(tmp_path, "r2", "<http://a/g> { <http://a/s> <http://a/p> 1 }")
    new = releases.current()
    assert (old.manifest.release, new.manifest.release) == ("r1", "r2")
    assert new.manifest.triples == 1
    assert (len(old.opened()), len(new.opened())) == (11, 1)


def test_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="seisaku build") as caught:
        Releases(tmp_path / "nowhere").current()
    assert str(tmp_path / "nowhere") in caught.value.detail


def test_damaged_release(tmp_path: Path, release: Make) -> None:
    release(tmp_path, "r1")
    manifest = tmp_path / "releases" / "r1" / "manifest.json"
    for text in ("{", "[]", json.dumps({"release": "r1"})):
        manifest.write_text(text, encoding="utf-8")
        with pytest.raises(StoreMissing, match="does not open"):
            Releases(tmp_path).current()


def test_release_without_database(tmp_path: Path, release: Make) -> None:
    release(tmp_path, "r1")
    shutil.rmtree(tmp_path / "releases/r1/db")
    with pytest.raises(StoreMissing, match="does not open"):
        Releases(tmp_path).current().opened()


def test_server_without_store(tmp_path: Path, release: Make, running: Running, ask: Ask) -> None:
    app = create_app(Settings(tmp_path))
    with running(app):
        answer = ask("GET", "/health", app)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        release(tmp_path, "r1")
        assert ask("GET", "/health", app).json() == {"status": "ok", "release": "r1", "triples": 11}
