"""A client that asks for every IRI of ours in every format, and compares what it gets."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import cached_property
from html import unescape
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from tests.conftest import ROOT

BASE = "https://w3id.org/seisaku/"
FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_FEW = 8
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_HREF = re.compile(r'(?:href|src)="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"')
T = TypeVar("T")
R = TypeVar("R")


@contextmanager
def served(store: Path, folder: Path, *more: str) -> Iterator[str]:
    """The address of a `seisaku serve` of its own process, with more settings as `name=value`."""
    command = [sys.executable, "-c", "import seisaku; seisaku.main()", "serve", "--store", str(store), "--port", "0"]
    settings = ("page_slots=2", "budget_seconds=1000000", "budget_refill=1000", f"control_folder={folder}")
    command += [word for setting in (*settings, *more) for word in ("--set", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, cwd=ROOT)
    try:
        yield _address(process, folder / "log")
    finally:
        process.terminate()
        process.wait(30)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    while True:
        said = log.read_text(encoding="utf-8")
        if found := re.search(r"http://127\.0\.0\.1:\d+", said):
            return found[0]
        assert process.poll() is None, said


@dataclass(frozen=True)
class Held:
    """The IRIs of ours that a store holds in any place of a quad."""

    store: Store

    @cached_property
    def iris(self) -> Sequence[str]:
        """All of them."""
        terms = {term for quad in self.store for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
        iris = (term.value for term in terms if isinstance(term, NamedNode))
        return sorted(iri for iri in iris if iri.startswith(BASE))

    @cached_property
    def documents(self) -> Sequence[str]:
        """Those that a client can ask for: without their fragments."""
        return list(dict.fromkeys(iri.partition("#")[0] for iri in self.iris))

    @cached_property
    def things(self) -> Sequence[str]:
        """Those of them that are things."""
        return [iri for iri in self.documents if iri.startswith(BASE + "id/")]

    def of_each_class(self, most: int) -> Sequence[str]:
        """The first things of each class, and of each kind that the IRIs speak of."""
        by_class: dict[str, list[str]] = {}
        for iri in self.things:
            by_class.setdefault(iri.removeprefix(BASE).split("/")[1], []).append(iri)
            for quad in self.store.quads_for_pattern(NamedNode(iri), _TYPE, None, None):
                by_class.setdefault(str(quad.object), []).append(iri)
        return sorted({iri for found in by_class.values() for iri in found[:most]})

    def classes(self) -> Mapping[NamedNode, str]:
        """A thing of each class; that the most points at, of the first hundred and up to a few."""
        found: dict[NamedNode, list[str]] = {}
        for iri in self.things:
            for quad in self.store.quads_for_pattern(NamedNode(iri), _TYPE, None, None):
                assert isinstance(quad.object, NamedNode)
                found.setdefault(quad.object, []).append(iri)
        return {one: max(iris[:100], key=lambda iri: min(_FEW, self._pointing(iri))) for one, iris in found.items()}

    def _pointing(self, iri: str) -> int:
        return sum(1 for _ in self.store.quads_for_pattern(None, None, NamedNode(iri), None))


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status_code: int
    headers: Message
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode()

    def json(self) -> dict[str, object]:
        """The content as JSON."""
        found: dict[str, object] = json.loads(self.content)
        return found


def _asked(connection: HTTPConnection, method: str, path: str, accept: str) -> Answer:
    connection.request(method, quote(path, safe="/?=&%:;,"), headers={"Accept": accept})
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())


@dataclass
class Crawler:
    """Asks, several at a time, and keeps what it met."""

    address: str
    mentioned: set[str] = field(default_factory=set)
    asked: int = 0

    def __post_init__(self) -> None:
        self._own = threading.local()
        self._opened: list[HTTPConnection] = []
        self._pool = ThreadPoolExecutor(4)

    def close(self) -> None:
        """Let the server go."""
        self._pool.shutdown()
        for connection in self._opened:
            connection.close()

    def status(self, path: str) -> int:
        """The status of the answer, which itself is left; that costs less of a graph."""
        return self.get(path, "text/html, */*;q=0.1", "HEAD").status_code

    def get(self, path: str, accept: str = "*/*", method: str = "GET") -> Answer:
        """The answer, without following where it leads."""
        self.asked += 1
        # A crawl asks ten thousand times, which takes a client with comforts as long as it takes the server.
        connection = self._connection()
        try:
            return _asked(connection, method, path, accept)
        except RemoteDisconnected:
            connection.close()
            return _asked(connection, method, path, accept)

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self.address.removeprefix("http://"), timeout=60)
            self._opened.append(self._own.connection)
        return cast(HTTPConnection, self._own.connection)

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Sequence[R]:
        """The work done on all items, four at a time."""
        return list(self._pool.map(work, items))

    def document(self, path: str, suffix: str) -> set[Triple]:
        """The triples of a document in a format."""
        answer = self.get(f"{path}.{suffix}")
        assert answer.status_code == 200, (path, suffix, answer.text[:500])
        found = triples(answer.content, suffix)
        assert found, path
        return found

    def remember(self, found: Iterable[Triple]) -> None:
        """Keep the IRIs of ours that the triples speak of."""
        terms = {term for triple in found for term in (triple.subject, triple.predicate, triple.object)}
        self.mentioned |= {one.value for one in terms if isinstance(one, NamedNode) and one.value.startswith(BASE)}


def triples(content: bytes, suffix: str) -> set[Triple]:
    """The triples of a document in a format."""
    return {quad.triple for quad in parse(content, format=FORMATS[suffix])}


def path_of(iri: str) -> str:
    """Where a local server has the document of an IRI."""
    path = iri.removeprefix(BASE)
    return "/" + (path.replace("id/", "doc/", 1) if path.startswith("id/") else path)


def canonical(of: Iterable[Triple]) -> frozenset[str]:
    """The triples, with blank nodes named by what is said of them."""
    found = set(of)
    if any(isinstance(term, BlankNode) for triple in found for term in (triple.subject, triple.object)):
        dataset = Dataset(Quad(one.subject, one.predicate, one.object) for one in found)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        found = {quad.triple for quad in dataset}
    return frozenset(map(str, found))


def hrefs(page: str) -> set[str]:
    """Where a page leads on this server."""
    return {unescape(found) for found in _HREF.findall(page) if not found.startswith(("http:", "https:"))}


def anchors(page: str) -> set[str]:
    """The places of a page that a link can name."""
    return {unescape(found) for found in _ID.findall(page)}


def linked(answer: Answer) -> Mapping[str, str]:
    """Each target of the Link header and its relation."""
    return dict(_LINK.findall(str(answer.headers.get("link", ""))))
