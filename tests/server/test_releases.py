"""The published releases over HTTP: their list, their descriptions, their files."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pyoxigraph import RdfFormat, parse

from server import Settings, create_app
from server.published import published
from server.settings import location

Ask = Callable[..., httpx.Response]
IMMUTABLE = "public, max-age=31536000, immutable"
CONTENT = b"<urn:a> <urn:b> <urn:c> <urn:g> .\n" * 40
TURTLE = b"@prefix dcat: <http://www.w3.org/ns/dcat#> . <https://w3id.org/seisaku/releases/2026.11> a dcat:Dataset .\n"


def make(store: Path, version: str, previous: str | None) -> Path:
    """A set as `seisaku dump --release` writes it."""
    folder = store / "published" / version
    (folder / "dumps").mkdir(parents=True)
    files = {
        "dumps/seisaku.nq": (CONTENT, "application/n-quads", None),
        "dumps/seisaku.nq.gz": (b"\x1f\x8b...", "application/n-quads", "gzip"),
        "release.ttl": (TURTLE, "text/turtle", None),
        "README.ja.md": ("# 政策グラフ\n".encode(), "text/markdown", None),
    }
    listed = []
    for path, (content, media_type, compression) in sorted(files.items()):
        (folder / path).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        said = {"path": path, "media_type": media_type, "compression": compression}
        listed.append({**said, "bytes": len(content), "sha256": digest})
    (folder / "SHA256SUMS").write_text("".join(f"{one['sha256']}  {one['path']}\n" for one in listed))
    manifest = {
        "version": version,
        "release": "a1b2",
        "seisaku_version": "0.1.0",
        "issued": "2026-11-22T00:00:00Z",
        "previous": previous,
        "sha256": "a1b2",
        "triples": 40,
        "graphs": {"urn:g": 40},
        "classes": {},
        "files": listed,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="module")
def releases(
    tmp_path_factory: pytest.TempPathFactory,
    release: Callable[..., None],
    settings: Settings,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    ask: Ask,
) -> Iterator[Ask]:
    """A sender of requests to a server with two published releases, and a folder that is none."""
    directory = tmp_path_factory.mktemp("published") / "store"
    release(directory, "r1")
    make(directory, "2026.9", None)
    make(directory, "2026.10", None)
    make(directory, "2026.11", "2026.10")
    app = create_app(replace(settings, store=directory))
    with running(app):
        yield partial(ask, to=app)


def test_the_list(releases: Ask) -> None:
    answer = releases("GET", "/releases/", headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert [one["version"] for one in answer.json()] == ["2026.11", "2026.10"]
    assert answer.json()[0] == {
        "iri": "https://w3id.org/seisaku/releases/2026.11",
        "version": "2026.11",
        "issued": "2026-11-22T00:00:00Z",
        "previous": "2026.10",
        "release": "a1b2",
        "triples": 40,
        "address": "https://example.org/seisaku/releases/2026.11",
        "files": 6,
    }
    again = releases(
        "GET", "/releases/", headers={"if-none-match": answer.headers["etag"], "accept": "application/json"}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(("language", "title"), [("ja", "リリース"), ("en", "Releases")])
def test_the_list_as_a_page(releases: Ask, language: str, title: str) -> None:
    answer = releases("GET", "/releases/", params={"lang": language}, headers={"accept": "text/html"})
    assert f"<h1>{title}</h1>" in answer.text
    assert f'href="/releases/2026.11?lang={language}"' in answer.text


def test_no_release_is_published_yet(ask: Ask) -> None:
    assert ask("GET", "/releases/", headers={"accept": "application/json"}).json() == []
    assert "None is published yet." in ask("GET", "/releases/?lang=en", headers={"accept": "text/html"}).text


@pytest.mark.parametrize("path", ["/releases/2026.11", "/releases/2026.11/"])
def test_a_release_in_three_forms(releases: Ask, path: str) -> None:
    told = releases("GET", path, headers={"accept": "application/json"})
    assert (told.json()["version"], told.headers["content-type"]) == ("2026.11", "application/json")
    turtle = releases("GET", path, headers={"accept": "text/turtle"})
    assert (turtle.content, turtle.headers["content-type"]) == (TURTLE, "text/turtle; charset=utf-8")
    assert len(list(parse(turtle.content, format=RdfFormat.TURTLE))) == 1
    page = releases("GET", path + "?lang=en", headers={"accept": "text/html"})
    assert 'href="/releases/2026.11/dumps/seisaku.nq"' in page.text
    assert 'href="/releases/2026.10?lang=en"' in page.text
    for answer in (told, turtle, page):
        assert {"Accept", "Accept-Encoding"} & {word.strip() for word in answer.headers["vary"].split(",")}
        assert answer.headers["etag"].startswith('"')
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("dumps/seisaku.nq", "application/n-quads"),
        ("dumps/seisaku.nq.gz", "application/gzip"),
        ("README.ja.md", "text/markdown; charset=utf-8"),
        ("manifest.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_that_never_changes(releases: Ask, path: str, media_type: str) -> None:
    address = f"/releases/2026.11/{path}"
    answer = releases("GET", address, headers={"accept-encoding": "zstd, br, gzip", "x-request-id": "same"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["cache-control"] == IMMUTABLE
    assert "content-encoding" not in answer.headers
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "last-modified" in answer.headers
    head = releases("HEAD", address, headers={"x-request-id": "same"})
    assert (head.status_code, head.content, head.headers) == (200, b"", answer.headers)
    kept = releases("GET", address, headers={"if-none-match": answer.headers["etag"]})
    assert (kept.status_code, kept.content, kept.headers["cache-control"]) == (304, b"", IMMUTABLE)


def test_parts_of_a_file(releases: Ask) -> None:
    address = "/releases/2026.11/dumps/seisaku.nq"
    part = releases("GET", address, headers={"range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, CONTENT[5:10])
    beyond = releases("GET", address, headers={"range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/releases/2026.12", ["2026.11", "2026.10"]),
        ("/releases/2026.9", None),
        ("/releases/%3Cscript%3E", []),
        ("/releases/2026.12/manifest.json", ["2026.11", "2026.10"]),
        ("/releases/2026.11/dumps/seisaku.nt", ["dumps/seisaku.nq", "dumps/seisaku.nq.gz"]),
        ("/releases/2026.11/%2e%2e/2026.10/manifest.json", None),
        ("/releases/2026.11/" + "x" * 4000, []),
        ("/releases/2026.11/dumps/", None),
        ("/releases/2026.11/%00", []),
    ],
)
def test_what_is_not_there(releases: Ask, path: str, near: list[str] | None) -> None:
    answer = releases("GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    found: dict[str, Any] = answer.json()
    assert found["detail_ja"]
    assert near is None or found["near"] == near
    page = releases("GET", path, headers={"accept": "text/html"})
    assert (page.status_code, "<script>" in page.text) == (404, False)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/releases/?format=xyz", "*/*", 406),
        ("/releases/", "image/png", 406),
        ("/releases/2026.11?format=csv", "*/*", 406),
        ("/releases/?lang=fr", "text/html", 400),
        ("/releases/2026.11?lang=fr", "text/html", 400),
    ],
)
def test_what_is_refused(releases: Ask, path: str, accept: str, status: int) -> None:
    assert releases("GET", path, headers={"accept": accept}).status_code == status
    assert releases("POST", "/releases/").status_code == 405


def test_a_file_that_was_taken_away_and_a_set_that_does_not_read(
    tmp_path: Path,
    release: Callable[..., None],
    settings: Settings,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    ask: Ask,
) -> None:
    directory = tmp_path / "store"
    release(directory, "r1")
    folder = make(directory, "2026.11", None)
    app = create_app(replace(settings, store=directory))
    with running(app):
        (folder / "README.ja.md").unlink()
        assert ask("GET", "/releases/2026.11/README.ja.md", to=app).status_code == 404
        (folder / "manifest.json").write_text("{")
        answer = ask("GET", "/releases/", to=app, headers={"accept": "application/json"})
    assert (answer.status_code, "--check" in answer.json()["detail"]) == (503, True)


def test_sets_are_in_the_order_of_their_versions(tmp_path: Path) -> None:
    for version in ("2026.11", "2026.11.10", "2026.11.2", "2027.01", "2026.13", ".2026.12.part"):
        make(tmp_path, version, None)
    assert [one.version for one in published(tmp_path)] == ["2027.01", "2026.11.10", "2026.11.2", "2026.11"]
    assert published(tmp_path / "nowhere") == ()


def test_where_the_graph_is_elsewhere(settings: Settings, ask: Ask) -> None:
    app = create_app(replace(settings, store=location("https://sparql.example/sparql")))
    answer = ask("GET", "/releases/", to=app, headers={"accept": "application/json"})
    assert (answer.status_code, "where it was built" in answer.json()["detail"]) == (404, True)
