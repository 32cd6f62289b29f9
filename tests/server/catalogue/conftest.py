"""A release as `seisaku build` makes it, the application that serves it, and its catalogue read back."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse

from loaders import holdings
from server import Settings, create_app
from tests.conftest import once, shrink

PUBLIC = "https://data.example.org/budgets"
SEISAKU = str(Path(sys.executable).parent / "seisaku")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the graph of a few programs, built with the real vocabulary, and a release to cite."""

    def make(folder: Path) -> None:
        tables = tmp_path_factory.mktemp("tables") / "data"
        shrink(Path(shutil.copytree(holdings.DATA, tables)))
        command = [SEISAKU, "build", "--data", str(tables), "--store", str(folder)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"})
        _cite(folder, "2025.09", None)
        _cite(folder, "2025.11", "2025.09")

    return once(tmp_path_factory, "catalogued", make)


def _cite(store: Path, version: str, previous: str | None) -> None:
    file = {"path": "dumps/seisaku.nq.gz", "media_type": "application/n-quads", "compression": "gzip"}
    other = {"path": "dumps/graphs/facts.nt", "media_type": "application/n-triples", "compression": None}
    sizes = {"bytes": 7, "sha256": "a" * 64}
    said = {"version": version, "previous": previous, "issued": f"{version.replace('.', '-')}-01"}
    said |= {"issued": f"{said['issued']}T00:00:00Z", "release": f"r-{version}"}
    folder = store / "published" / version
    folder.mkdir(parents=True)
    manifest: dict[str, object] = {
        **said,
        "triples": 7,
        "graphs": {},
        "classes": {},
        "files": [{**file, **sizes}, {**other, **sizes}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")


@pytest.fixture(scope="package")
def published(built: Path) -> Settings:
    """Settings behind a public address with a path."""
    return Settings(built, PUBLIC + "/")


@pytest.fixture(scope="package")
def site(published: Settings, running: Callable[[FastAPI], AbstractContextManager[None]]) -> Iterator[FastAPI]:
    """The application that serves the release."""
    app = create_app(published)
    with running(app):
        yield app


@pytest.fixture(scope="package")
def get(site: FastAPI, ask: Callable[..., httpx.Response]) -> Callable[..., httpx.Response]:
    """A sender of GET requests: a path, and details as httpx names them."""

    def send(path: str, **details: object) -> httpx.Response:
        return ask("GET", path, to=site, **details)

    return send


def graph_of(answer: httpx.Response) -> Store:
    """The triples of an answer in any format of RDF."""
    assert answer.status_code == 200, answer.text
    form = RdfFormat.from_media_type(answer.headers["content-type"])
    assert form is not None
    store = Store()
    for quad in parse(answer.content, format=form):
        store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))
    return store


@pytest.fixture(scope="package")
def catalog(get: Callable[..., httpx.Response]) -> Store:
    """The catalogue as a store."""
    return graph_of(get("/catalog.ttl"))


def values(store: Store, query: str) -> list[tuple[str, ...]]:
    """The values of a SELECT, an unbound one as the empty string."""
    prefixes = {
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "prov": "http://www.w3.org/ns/prov#",
        "spdx": "http://spdx.org/rdf/terms#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "void": "http://rdfs.org/ns/void#",
    }
    return [tuple(getattr(term, "value", "") for term in row) for row in store.query(query, prefixes=prefixes)]  # type: ignore[union-attr]
