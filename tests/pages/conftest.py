"""A server of the shipped graph with a release to cite, and a browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from loaders.releasing import sets
from server import Settings
from tests import browser
from tests.conftest import once, quiet
from tests.server.conftest import serving

__all__ = ["serving"]


@pytest.fixture(scope="session")
def cited(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory with the shipped graph, published for good."""

    def make(folder: Path) -> None:
        shutil.copytree(store, folder, symlinks=True)
        sets.publish(sets.Order(folder, "2026.11"), quiet)

    return once(tmp_path_factory, "cited", make)


@pytest.fixture(scope="module")
def address(cited: Path, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[str]:
    with serving(Settings(cited)) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    with browser.running() as found:
        yield found
