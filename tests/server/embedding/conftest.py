"""A graph with a program, a hostile one and a policy, and an application that asks it the real questions."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app
from tests.server.words import real_words

PUBLIC = "https://example.org/seisaku"


@pytest.fixture(scope="package", autouse=True)
def _real_words(app: FastAPI) -> Iterator[None]:
    # The application that all tests share is there before, so that it has the words of the others.
    assert app
    with real_words():
        yield


@pytest.fixture(scope="package")
def embed_settings(tmp_path_factory: pytest.TempPathFactory, release: Callable[..., None]) -> Settings:
    """Settings for a store of the graph beside this file, behind a public address."""
    store = tmp_path_factory.mktemp("embeds")
    release(store, "r7", (Path(__file__).parent / "graph.trig").read_text(encoding="utf-8"))
    return Settings(store, PUBLIC + "/")


@pytest.fixture(scope="package")
def embeds(
    embed_settings: Settings,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    ask: Callable[..., httpx.Response],
) -> Iterator[Callable[..., httpx.Response]]:
    """A sender of GET requests to the application: path, and details as httpx names them."""
    app = create_app(embed_settings)
    with running(app):
        yield partial(_get, ask, app)


def _get(ask: Callable[..., httpx.Response], app: FastAPI, path: str, **details: object) -> httpx.Response:
    return ask(str(details.pop("method", "GET")), path, to=app, **details)
