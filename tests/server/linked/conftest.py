"""A graph of things of several sorts, some of them odd, and an application that serves it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app
from tests.server.words import real_words

LINKS = 250


@pytest.fixture(scope="package", autouse=True)
def _real_words(app: FastAPI) -> Iterator[None]:
    # The application that all tests share is there before, so that it has the words of the others.
    assert app
    with real_words():
        yield


def _text() -> str:
    text = (Path(__file__).parent / "graph.trig").read_text(encoding="utf-8")
    pointing = "".join(f"<statement/d/{number}-1> sk:fiscalYear <fiscal-year/2024> .\n" for number in range(LINKS))
    return f"{text}\ng:facts {{\n{pointing}}}\n"


@pytest.fixture(scope="package")
def linked_settings(tmp_path_factory: pytest.TempPathFactory, release: Callable[..., None]) -> Settings:
    """Settings for a store of the graph beside this file, behind a public address."""
    store = tmp_path_factory.mktemp("linked")
    release(store, "r7", _text())
    return Settings(store, "https://example.org/seisaku/")


@pytest.fixture(scope="package")
def get(
    linked_settings: Settings,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    ask: Callable[..., httpx.Response],
) -> Iterator[Callable[..., httpx.Response]]:
    """A sender of GET requests to the application: path, Accept header, and details as httpx names them."""
    app = create_app(linked_settings)
    with running(app):
        yield partial(_get, ask, app)


def _get(
    ask: Callable[..., httpx.Response], app: FastAPI, path: str, accept: str = "*/*", **details: str
) -> httpx.Response:
    headers = {"accept": accept} | {name.replace("_", "-"): value for name, value in details.items()}
    return ask(headers.pop("method", "GET"), path, to=app, headers=headers)
