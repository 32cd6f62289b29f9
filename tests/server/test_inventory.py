"""The list of things beside a release: found by halves, and the same as what the graph says."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from server import Settings, create_app
from server.inventory import NAME, Listing

SPACE = "https://example.org/id/"


@pytest.fixture
def listing(tmp_path: Path) -> Listing:
    names = [*(f"a/{number:04}" for number in range(2000)), "a-b/x", "c/é", "c/東京", "c/東京都", "c/z"]
    path = tmp_path / NAME
    path.write_text("".join(f"{SPACE}{name}\n" for name in sorted(names)), encoding="utf-8")
    return Listing(path)


def test_kinds(listing: Listing) -> None:
    assert list(listing.kinds(SPACE).items()) == [("a", 2000), ("a-b", 1), ("c", 4)]
    assert listing.kinds("https://elsewhere.org/") == {}


@pytest.mark.parametrize(
    ("start", "found"),
    [("a-b/", ["a-b/x"]), ("c/東", ["c/東京", "c/東京都"]), ("a/199", [f"a/199{n}" for n in range(10)]), ("b/", [])],
)
def test_beginning(listing: Listing, start: str, found: list[str]) -> None:
    assert listing.beginning(SPACE + start) == [SPACE + name for name in found]
    assert listing.beginning(SPACE + "a/") == [f"{SPACE}a/{number:04}" for number in range(2000)]


@pytest.mark.parametrize("name", ["", "0000", "1000x", "zzz", "\udc80", "東"])
def test_near_ones_are_few_and_whole(listing: Listing, name: str) -> None:
    found = listing.near(SPACE + "a/", name)
    assert 100 < len(found) < 1500
    assert set(found) <= set(listing.beginning(SPACE + "a/"))


def test_near_ones_are_on_both_sides(listing: Listing) -> None:
    assert {f"{SPACE}a/1000", f"{SPACE}a/1001"} <= set(listing.near(SPACE + "a/", "1000x"))
    assert listing.near(SPACE + "c/", "y") == listing.beginning(SPACE + "c/")
    assert listing.near(SPACE + "none/", "y") == []


@pytest.fixture
def listed_app(
    release: Callable[..., None], tmp_path: Path, running: Callable[[FastAPI], AbstractContextManager[None]]
) -> Iterator[FastAPI]:
    """An application on a release with a list that says otherwise than its graph."""
    release(tmp_path, "r1")
    space = "https://w3id.org/seisaku/id/"
    listed = "".join(f"{space}{name}\n" for name in ("policy/listed", "program/listed"))
    (tmp_path / "current" / NAME).write_text(listed, encoding="utf-8")
    app = create_app(Settings(tmp_path))
    with running(app):
        yield app


def test_the_list_is_read_where_there_is_one(listed_app: FastAPI, ask: Callable[..., httpx.Response]) -> None:
    assert "/sitemap/policy-1.xml" in ask("GET", "/sitemap.xml", listed_app).text
    assert "/doc/program/listed<" in ask("GET", "/sitemap/program-1.xml", listed_app).text
    assert ask("GET", "/doc/program/lisded", listed_app).json()["near"] == [
        "https://w3id.org/seisaku/id/program/listed"
    ]
    assert ask("GET", "/doc/progam/listed", listed_app).json()["near"] == ["https://w3id.org/seisaku/id/program/listed"]
    # Without one the graph is asked.
    assert "listed" not in ask("GET", "/sitemap.xml").text
    assert ask("GET", "/sitemap/program-1.xml").status_code in {200, 404}
