"""A small store, two questions, and a client of the application that serves them."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from pyoxigraph import RdfFormat, Store

import ontology
import queries
from server import Settings, create_app
from server.wire import Protocol

BASE = "https://w3id.org/seisaku/"
GRAPH = """
@prefix sk: <https://w3id.org/seisaku/ontology#> .
@prefix id: <https://w3id.org/seisaku/id/> .
@prefix g: <https://w3id.org/seisaku/graph/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/seisaku/id/program/> .
g:registry {
  <kakenhi> a sk:Program ; skos:prefLabel "科学研究費助成事業"@ja , "KAKENHI"@en .
  <sip> a sk:Program ; skos:prefLabel "<b>SIP</b> & co"@en .
}
g:facts {
  <kakenhi> sk:amount 237900000000 .
  <sip> sk:amount 55500000000 ; sk:partOf <kakenhi> ; sk:share 0.5 .
}
g:ontology { sk:amount rdfs:label "金額"@ja , "amount"@en . }
"""
PREFIXES = {
    "sk": BASE + "ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONTEXT = {"@context": {"sk": PREFIXES["sk"], "amount": "sk:amount", "id": "@id"}}

AMOUNTS = queries.Question(
    name="amounts",
    number=1,
    summary=queries.Text("事業の金額", "Amounts of a program"),
    description=queries.Text("事業の金額を示す。", "The amounts of a program."),
    tags=("budget",),
    parameters=(
        queries.Parameter("program", "program", "kakenhi", queries.Text("事業", "Program")),
        queries.Parameter("least", "decimal", "0", queries.Text("最小額", "Least amount")),
    ),
    text="""#+ summary: Amounts
PREFIX sk: <https://w3id.org/seisaku/ontology#>
SELECT ?amount {
  VALUES ?program { <https://w3id.org/seisaku/id/program/kakenhi> }
  VALUES ?least { 0 }
  ?program sk:amount ?amount FILTER(?amount >= ?least)
}
""",
)
LABELS = queries.Question(
    name="labels",
    number=2,
    summary=queries.Text("名称", "Labels"),
    description=queries.Text("すべての名称。", "All labels."),
    tags=("names",),
    parameters=(),
    text="CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isLiteral(?o) && LANG(?o) != '') }",
)


def _make_release(store: Path, name: str, text: str = GRAPH) -> None:
    """Write a release as `seisaku build` does and link `current` to it."""
    directory = store / "releases" / name
    (directory / "dumps").mkdir(parents=True)
    built = Store(str(directory / "db"))
    built.load(text, format=RdfFormat.TRIG)
    built.dump(str(directory / "dumps" / "seisaku.nq"), format=RdfFormat.N_QUADS)
    graphs: dict[str, int] = {}
    for quad in built:
        iri = str(quad.graph_name).strip("<>")
        graphs[iri] = graphs.get(iri, 0) + 1
    built.flush()
    del built
    manifest = {
        "release": name,
        "triples": sum(graphs.values()),
        "graphs": graphs,
    }
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    fresh = store / "next"
    fresh.symlink_to(Path("releases") / name)
    fresh.replace(store / "current")


@pytest.fixture(scope="package", autouse=True)
def _words() -> Iterator[None]:
    def question(name: str) -> queries.Question:
        for one in (AMOUNTS, LABELS):
            if one.name == name:
                return one
        raise queries.UnknownQuery(name, ("amounts",) if name.startswith("am") else ())

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(ontology, "prefixes", lambda: PREFIXES)
        monkeypatch.setattr(ontology, "context", lambda: CONTEXT)
        monkeypatch.setattr(queries, "questions", lambda: (AMOUNTS, LABELS))
        monkeypatch.setattr(queries, "question", question)
        yield


@pytest.fixture(scope="session")
def release() -> Callable[..., None]:
    """A maker of releases: store directory, name and perhaps TriG text."""
    return _make_release


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store directory with one release that no test changes."""
    directory = tmp_path_factory.mktemp("store")
    _make_release(directory, "r1")
    return directory


@pytest.fixture(scope="package")
def settings(store: Path) -> Settings:
    """Settings for the shared store, behind a public address and with small limits."""
    return Settings(store, "https://example.org/seisaku/", query_limit=4000, body_limit=9000, rows_per_page=6)


@pytest.fixture(scope="package")
def portal() -> Iterator[BlockingPortal]:
    """The one event loop of all applications, in a thread of its own: workers belong to a loop."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="package")
def running(portal: BlockingPortal) -> Callable[[FastAPI], AbstractContextManager[None]]:
    """Runs the lifespan of an application around a block."""

    @contextmanager
    def run(app: FastAPI) -> Iterator[None]:
        with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
            yield

    return run


@pytest.fixture(scope="package")
def app(settings: Settings, running: Callable[[FastAPI], AbstractContextManager[None]]) -> Iterator[FastAPI]:
    """The application on the shared store, with its workers."""
    app = create_app(settings)
    with running(app):
        yield app


async def _send(app: FastAPI, request: httpx.Request) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport) as client:
        return await client.send(request)


@pytest.fixture(scope="package")
def ask(app: FastAPI, portal: BlockingPortal) -> Callable[..., httpx.Response]:
    """A sender of requests to the application: method, path, and details as httpx names them."""

    def send(method: str, path: str, to: FastAPI = app, **details: Any) -> httpx.Response:
        request = httpx.Request(method, "http://internal:1234" + path, **details)
        return portal.call(_send, to, request)

    return send


TOKEN = "a-token-of-the-tests"  # noqa: S105 (of servers that live as long as they do)


def _writable(directory: Path) -> Settings:
    _make_release(directory, "r1")
    public_url = "https://example.org/seisaku/"
    return Settings(directory, public_url, writable=True, token=TOKEN, write_limit=4 * 1024**2, drain_seconds=1.0)


@pytest.fixture
def writable(tmp_path: Path) -> Settings:
    """Settings of a server in write mode, on a store of its own with a release."""
    return _writable(tmp_path / "store")


@pytest.fixture(scope="package")
def _authorized(ask: Callable[..., httpx.Response]) -> Callable[[FastAPI], Callable[..., httpx.Response]]:
    def to(app: FastAPI) -> Callable[..., httpx.Response]:
        def send(method: str, path: str, **details: Any) -> httpx.Response:
            headers = {"authorization": f"Bearer {TOKEN}"} | details.pop("headers", {})
            return ask(method, path, to=app, headers=headers, **details)

        return send

    return to


@pytest.fixture
def write(
    writable: Settings,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    _authorized: Callable[[FastAPI], Callable[..., httpx.Response]],
) -> Iterator[Callable[..., httpx.Response]]:
    """A sender of requests, with the token, to an application in write mode."""
    app = create_app(writable)
    with running(app):
        yield _authorized(app)


@pytest.fixture(scope="package")
def rewrite(
    tmp_path_factory: pytest.TempPathFactory,
    running: Callable[[FastAPI], AbstractContextManager[None]],
    _authorized: Callable[[FastAPI], Callable[..., httpx.Response]],
) -> Iterator[Callable[..., httpx.Response]]:
    """As `write`, to an application that every test leaves as it was."""
    app = create_app(_writable(tmp_path_factory.mktemp("writable") / "store"))
    with running(app):
        yield _authorized(app)


@pytest.fixture(scope="session")
def serving() -> Callable[[Settings], AbstractContextManager[str]]:
    """Runs a real server, in a thread, and yields its address."""

    @contextmanager
    def serve(settings: Settings) -> Iterator[str]:
        app = create_app(settings)
        config = uvicorn.Config(app, "127.0.0.1", 0, http=Protocol, log_level="critical", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server does not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()

    return serve
