"""A running server and the releases it is given, through nothing but its public interface."""

import json
import re
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin

import httpx
import uvicorn
from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize

from server import Settings, create_app
from tests.conformance.cases import GraphFile, Graphs

_PATIENCE = 10.0
_TOKEN = "a-token-of-the-tests"  # noqa: S105 (of a server that lives as long as they do)
_FROM = re.compile(rb"\bFROM\b", re.IGNORECASE)
_Parameters = tuple[tuple[str, str], ...]


class Endpoint(ABC):
    """The SPARQL endpoint of a server whose store may be exchanged."""

    def __init__(self, store: Path, root: str, client: httpx.Client) -> None:
        self._store, self._root, self._client = store, root, client

    @property
    def address(self) -> str:
        """The address of the endpoint, which is the base IRI of queries as well."""
        return self._root + "/sparql"

    @property
    def graph_store(self) -> str:
        """The address of the graph store."""
        return self._root + "/data"

    def iri(self, graph: GraphFile) -> str:
        """The absolute name of a graph."""
        return urljoin(self.address, graph.name)

    @abstractmethod
    def publish(self, default: Sequence[GraphFile], named: Sequence[GraphFile], query: bytes) -> _Parameters:
        """Serve these graphs; yields the parameters with which the query sees them as its dataset."""

    def ask(self, query: bytes, accept: str, dataset: _Parameters = ()) -> httpx.Response:
        """The response to a query posted as it stands, with the parameters of a dataset."""
        headers = {"content-type": "application/sparql-query", "accept": accept}
        return self._client.post(self.address, params=dataset or None, content=query, headers=headers)

    def send(self, method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes) -> httpx.Response:
        """The response to any request; `address` follows that of the endpoint."""
        return self._client.request(method, self.address + address, headers=list(headers), content=body or None)

    def store(self, method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes) -> httpx.Response:
        """The response to any request of the graph store; `address` follows its own."""
        return self._client.request(method, self.graph_store + address, headers=list(headers), content=body or None)


class ReadOnly(Endpoint):
    """A server of releases; its default graph is the union of the named ones."""

    def __init__(self, store: Path, root: str, client: httpx.Client) -> None:
        super().__init__(store, root, client)
        self._releases: dict[tuple[GraphFile, ...], str] = {}
        self.publish((), (), b"")

    def publish(self, default: Sequence[GraphFile], named: Sequence[GraphFile], query: bytes) -> _Parameters:
        """Makes a release of these graphs the current one, and waits until the server has seen it."""
        wanted = tuple(sorted({*default, *named}, key=lambda graph: graph.name))
        if wanted not in self._releases:
            self._releases[wanted] = f"r{len(self._releases)}"
            self._write(self._releases[wanted], wanted)
        self._link(self._releases[wanted])
        # A query that says FROM must be taken at its word, and the protocol goes before FROM.
        if _FROM.search(query):
            return ()
        by_default = (("default-graph-uri", self.iri(graph)) for graph in default)
        return (*by_default, *(("named-graph-uri", self.iri(graph)) for graph in named))

    def _write(self, name: str, graphs: tuple[GraphFile, ...]) -> None:
        directory = self._store / "releases" / name
        (directory / "dumps").mkdir(parents=True)
        store = Store(str(directory / "db"))
        for graph in graphs:
            store.load(path=str(graph.path), base_iri=self.iri(graph), to_graph=NamedNode(self.iri(graph)))
        store.dump(str(directory / "dumps" / "seisaku.nq"), format=RdfFormat.N_QUADS)
        sizes = {self.iri(graph): _size(store, self.iri(graph)) for graph in graphs}
        store.flush()
        manifest = {
            "release": name,
            "triples": len(store),
            "graphs": sizes,
        }
        (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    def _link(self, name: str) -> None:
        fresh = self._store / "next"
        fresh.symlink_to(Path("releases") / name)
        fresh.replace(self._store / "current")
        deadline = time.monotonic() + _PATIENCE
        while self._served() != name:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{_PATIENCE} s after {name} became current /health names {self._served()}")
            time.sleep(0.01)

    def _served(self) -> object:
        found = self._client.get(self._root + "/health")
        return found.json().get("release") if found.is_success else None


class Writable(Endpoint):
    """A server in write mode; its default graph is one of its own."""

    _held: Graphs | None = None

    def send(self, method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes) -> httpx.Response:
        """The response to any request, which may be an update."""
        self._held = None
        return super().send(method, address, headers, body)

    def store(self, method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes) -> httpx.Response:
        """The response to any request of the graph store, which may be a write."""
        self._held = None
        return super().store(method, address, headers, body)

    def publish(self, default: Sequence[GraphFile], named: Sequence[GraphFile], query: bytes) -> _Parameters:
        """Puts the graphs into the graph store, and what FROM may name as well."""
        also = tuple(default) if _FROM.search(query) else ()
        wanted = Graphs(tuple(graph.path for graph in default), (*named, *also))
        if wanted != self._held:
            self.fill(wanted)
        return ()

    def fill(self, graphs: Graphs) -> None:
        """Makes the graph store hold these graphs and no other."""
        self.update(b"DROP ALL").raise_for_status()
        for path in graphs.default:
            self._post(path, urljoin(self.address, path.name), {"default": ""})
        for graph in graphs.named:
            self._post(graph.path, self.iri(graph), {"graph": self.iri(graph)})
        self._held = graphs

    def _post(self, path: Path, base: str, parameters: dict[str, str]) -> None:
        # The IRIs in the files are relative to their own addresses, which the graph store cannot know.
        content = serialize(parse(path=str(path), base_iri=base), format=RdfFormat.N_TRIPLES) or b""
        headers = {"content-type": "application/n-triples"}
        self._client.post(self.graph_store, params=parameters, content=content, headers=headers).raise_for_status()

    def update(self, update: bytes) -> httpx.Response:
        """The response to an update posted as it stands."""
        self._held = None
        return self._client.post(self.address, content=update, headers={"content-type": "application/sparql-update"})


def _size(store: Store, graph: str) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(graph)))


@contextmanager
def read_only(store: Path) -> Iterator[ReadOnly]:
    """An endpoint over a store directory without a release."""
    with _running(Settings(store)) as (root, client):
        yield ReadOnly(store, root, client)


@contextmanager
def writable(store: Path) -> Iterator[Writable]:
    """An endpoint in write mode over an empty store directory."""
    with _running(Settings(store, writable=True, token=_TOKEN)) as (root, client):
        client.headers["authorization"] = f"Bearer {_TOKEN}"
        yield Writable(store, root, client)


@contextmanager
def _running(settings: Settings) -> Iterator[tuple[str, httpx.Client]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        root = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(replace(settings, public_url=root, budget_seconds=1e6))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            with httpx.Client(trust_env=False, timeout=30) as client:
                yield root, client
        finally:
            server.should_exit = True
            thread.join()
