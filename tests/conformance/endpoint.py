"""A running server and the releases it is given, through nothing but its public interface."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import httpx
import uvicorn
from pyoxigraph import NamedNode, RdfFormat, Store

from server import Settings, create_app
from tests.conformance.cases import GraphFile

_PATIENCE = 10.0


class Endpoint:
    """The SPARQL endpoint of a server whose store may be exchanged."""

    def __init__(self, store: Path, root: str, client: httpx.Client) -> None:
        self._store, self._root, self._client = store, root, client
        self._releases: dict[tuple[GraphFile, ...], str] = {}

    @property
    def address(self) -> str:
        """The address of the endpoint, which is the base IRI of queries as well."""
        return self._root + "/sparql"

    def iri(self, graph: GraphFile) -> str:
        """The absolute name of a graph."""
        return urljoin(self.address, graph.name)

    def publish(self, graphs: Sequence[GraphFile]) -> None:
        """Make a release of these graphs the current one, and wait until the server has seen it."""
        wanted = tuple(sorted(set(graphs), key=lambda graph: graph.name))
        if wanted not in self._releases:
            self._releases[wanted] = f"r{len(self._releases)}"
            self._write(self._releases[wanted], wanted)
        self._link(self._releases[wanted])

    def ask(self, query: bytes, accept: str, dataset: tuple[tuple[str, str], ...] = ()) -> httpx.Response:
        """The response to a query posted as it stands, with the parameters of a dataset."""
        headers = {"content-type": "application/sparql-query", "accept": accept}
        return self._client.post(self.address, params=dataset or None, content=query, headers=headers)

    def send(self, method: str, address: str, headers: Sequence[tuple[str, str]], body: bytes) -> httpx.Response:
        """The response to any request; `address` follows that of the endpoint."""
        return self._client.request(method, self.address + address, headers=list(headers), content=body or None)

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


def _size(store: Store, graph: str) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(graph)))


@contextmanager
def running(store: Path) -> Iterator[Endpoint]:
    """An endpoint on a free port of 127.0.0.1, over a store directory without a release."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        root = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(Settings(store, public_url=root))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            with httpx.Client(trust_env=False, timeout=30) as client:
                yield Endpoint(store, root, client)
        finally:
            server.should_exit = True
            thread.join()
