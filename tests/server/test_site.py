"""The front page, files, and what holds for every response."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, HTTPException

import ontology
from server import Settings, create_app
from server.fleet import Fleet

Ask = Callable[..., httpx.Response]
Running = Callable[[FastAPI], AbstractContextManager[None]]


def test_home(ask: Ask) -> None:
    text = ask("GET", "/", headers={"accept-language": "en"}).text
    assert '<a href="/queries/amounts?lang=en">Amounts of a program</a>' in text
    assert '<td class="number" data-label="Triples">11</td>' in text
    for link in ("/sparql", "/health", "/dumps/"):
        assert f'href="{link}' in text
    assert '<a class="site" href="/?lang=en" aria-current="page">' in text
    assert '<a rel="license" href="https://spdx.org/licenses/MIT">MIT</a>' in text
    # Data in JSON-LD is no script.
    assert text.count("<script") == text.count('<script type="application/ld+json">') == 1
    assert "style=" not in text


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/queries/", '<a href="/queries/?lang=en" aria-current="page">'),
        ("/queries/amounts", '<a href="/queries/?lang=en" aria-current="true">'),
        ("/embed/", '<a href="/embed/?lang=en" aria-current="page">'),
        ("/limits", '<a href="/ontology?lang=en">'),
    ],
)
def test_navigation(ask: Ask, path: str, current: str) -> None:
    text = ask("GET", f"{path}?lang=en", headers={"accept": "text/html"}).text
    header = text[text.index("<header>") : text.index("</header>")]
    assert current in header
    assert header.count("aria-current") == ("aria-current" in current)
    assert f'href="{path}?lang=ja" lang="ja" hreflang="ja"' in header


def test_stylesheet(ask: Ask) -> None:
    answer = ask("GET", "/static/style.css")
    assert answer.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in answer.text


def test_dump(ask: Ask, store: Path) -> None:
    answer = ask("GET", "/dumps/seisaku.nq")
    assert answer.headers["content-type"] == "application/n-quads"
    assert answer.content == (store / "current/dumps/seisaku.nq").read_bytes()


def test_release_without_dump(tmp_path: Path, ask: Ask, running: Running, release: Callable[..., None]) -> None:
    release(tmp_path, "r1")
    (tmp_path / "current/dumps/seisaku.nq").unlink()
    app = create_app(Settings(tmp_path))
    with running(app):
        assert ask("GET", "/dumps/seisaku.nq", app).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/health", "/queries/amounts", "/doc/program/sip", "/static/style.css", "/nowhere"]
)
def test_every_response(ask: Ask, path: str) -> None:
    answer = ask("GET", path)
    head = ask("HEAD", path)
    assert head.content == b""
    assert (head.status_code, head.headers["content-type"]) == (
        answer.status_code,
        answer.headers["content-type"],
    )
    for headers in (answer.headers, head.headers, ask("OPTIONS", path).headers):
        assert headers["access-control-allow-origin"] == "*"
        assert headers["vary"].startswith("Accept")
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_methods(ask: Ask) -> None:
    answer = ask("POST", "/health")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert ask("OPTIONS", "/health").headers["allow"] == "GET, HEAD, OPTIONS"


def test_unforeseen_error(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(self: object) -> None:
        raise RuntimeError("secret path /srv")

    # Asked with each request, whatever else the application does at the time.
    monkeypatch.setattr(Fleet, "current", fail)
    answer = ask("GET", "/health")
    assert answer.status_code == 500
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "secret" not in answer.text


def test_other_refusals_of_the_framework(app: FastAPI, ask: Ask) -> None:
    @app.get("/teapot")
    def teapot() -> None:
        raise HTTPException(418, "short and stout")

    answer = ask("GET", "/teapot")
    assert (answer.status_code, answer.json()["detail"]) == (418, "short and stout")


def test_a_context_that_must_be_fetched_is_an_error(
    settings: Settings, ask: Ask, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ontology, "context", lambda: {"@context": "http://127.0.0.1:1/context"})
    app = create_app(settings)
    with running(app):
        assert ask("GET", "/doc/program/sip?format=jsonld", app).status_code == 500
