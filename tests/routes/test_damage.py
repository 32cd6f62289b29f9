"""Stores with damaged lists of files: what is not damaged answers, and what is says so."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal

from server import Settings, create_app
from tests.routes.conftest import _send

Ask = Callable[..., httpx.Response]
pytestmark = pytest.mark.slow
BESIDE = ("/", "/catalog", "/llms.txt", "/sitemap.xml", "/doc/program/kakenhi", "/sparql?query=ASK%7B%7D")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory, published: Path) -> Path:
    folder = tmp_path_factory.mktemp("damaged") / "store"
    shutil.copytree(published, folder, symlinks=True, copy_function=os.link)
    return folder


@pytest.fixture(scope="module")
def ask_damaged(damaged: Path, portal: BlockingPortal) -> Iterator[Ask]:
    app = create_app(Settings(damaged, page_seconds=20.0, budget_seconds=100_000.0))

    def send(path: str) -> httpx.Response:
        return portal.call(_send, app, httpx.Request("GET", "http://internal:1234" + path))

    with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield send


@contextmanager
def written(path: Path, text: str) -> Iterator[None]:
    """Another text in place of that of a file, which has other names."""
    before = path.read_bytes()
    path.unlink()
    path.write_text(text, encoding="utf-8")
    try:
        yield
    finally:
        path.write_bytes(before)


def _changed(listed: Any, **changes: object) -> str:
    first, *rest = listed["files"]
    return json.dumps({**listed, "files": [{**first, **changes}, *rest]})


TEXTS: dict[str, Callable[[Any], str]] = {
    "empty": lambda _: "",
    "cut": lambda listed: json.dumps(listed)[:200],
    "another sort": lambda _: "[1]",
    "outside": lambda listed: _changed(listed, path="../../../../etc/passwd"),
    "absolute": lambda listed: _changed(listed, path="/etc/passwd"),
    "no path": lambda listed: _changed(listed, path=None),
    "no hash": lambda listed: _changed(listed, sha256="zz"),
    "no size": lambda listed: _changed(listed, bytes="1"),
    "no instant": lambda listed: json.dumps({**listed, "published": "x", "issued": 5}),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    ("listed", "lost"),
    [
        ("current/dumps", ("/dumps/", "/dumps/manifest.json", "/dumps/seisaku.ttl")),
        ("published/2026.11", ("/releases/", "/releases/2026.11", "/releases/2026.11/release.ttl")),
    ],
)
def test_a_damaged_list(damaged: Path, ask_damaged: Ask, name: str, listed: str, lost: tuple[str, ...]) -> None:
    path = damaged / listed / "manifest.json"
    with written(path, TEXTS[name](json.loads(path.read_bytes()))):
        for address in BESIDE:
            assert ask_damaged(address).status_code == 200, address
        for address in lost:
            answer = ask_damaged(address)
            assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "store-missing"), address
            assert answer.json()["detail_ja"]
            assert "Traceback" not in answer.text
    for address in lost:
        assert ask_damaged(address).status_code == 200, address


@pytest.mark.parametrize("instant", ["2026-01-01T09:00:00+09:00", "2026-01-01T00:00:00Z"])
def test_an_instant_in_another_zone(damaged: Path, ask_damaged: Ask, instant: str) -> None:
    path = damaged / "current/dumps/manifest.json"
    with written(path, json.dumps({**json.loads(path.read_bytes()), "published": instant})):
        said = ask_damaged("/dumps/seisaku.ttl").headers["last-modified"]
    assert said == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_a_lost_file(damaged: Path, ask_damaged: Ask) -> None:
    path = damaged / "current/dumps/seisaku.ttl"
    moved = path.rename(path.with_suffix(".away"))
    try:
        answer = ask_damaged("/dumps/seisaku.ttl")
        assert (answer.status_code, "build" in answer.json()["detail"]) == (404, True)
    finally:
        moved.rename(path)
