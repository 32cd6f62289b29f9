"""An application on the shipped graph with a published set, asked as a client asks."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from loaders.releasing import sets
from server import Settings, create_app
from tests.conftest import quiet

Ask = Callable[..., httpx.Response]
PUBLIC = "https://example.org"


def _linked(source: str, target: str) -> None:
    os.link(source, target)


@pytest.fixture(scope="package")
def published(tmp_path_factory: pytest.TempPathFactory, store: Path) -> Path:
    """A copy of the store with the shipped graph, in which that is published as 2026.11."""
    folder = tmp_path_factory.mktemp("routes") / "store"
    shutil.copytree(store, folder, symlinks=True, copy_function=_linked)
    sets.publish(sets.Order(folder, "2026.11", None, None), quiet)
    return folder


@pytest.fixture(scope="package")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="package")
def app(published: Path, portal: BlockingPortal) -> Iterator[FastAPI]:
    app = create_app(Settings(published, PUBLIC, page_seconds=20.0, budget_seconds=100_000.0))
    with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
        yield app


async def _send(app: FastAPI, request: httpx.Request) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False)) as client:
        return await client.send(request)


@pytest.fixture(scope="package")
def ask(app: FastAPI, portal: BlockingPortal) -> Ask:
    """A sender of requests: method, path, headers, and details as httpx names them."""

    def send(method: str, path: str, headers: Any = None, **details: Any) -> httpx.Response:
        request = httpx.Request(method, "http://internal:1234" + path, headers=headers, **details)
        return portal.call(_send, app, request)

    return send
