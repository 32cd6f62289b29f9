"""The current release put on a SPARQL 1.1 server: each graph by the Graph Store Protocol, the name of the release last.

As long as a publication goes on, the server says of no release that it holds it; one that was broken off is begun again
from the start, and one that is done already changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, serialize

import queries
from loaders import iris, release
from loaders.errors import PublishFailed, StoreUnusable
from loaders.graphstore import NOBODY, Credentials, GraphStore
from loaders.triples import about
from ontology import DCTERMS, RDF, VOID

RELEASE = iris.graph("release")
"""The graph that says which release a server holds."""
CHUNK = 16 * 1024**2
_BATCH = 2000
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """Where to publish: the query endpoint, the graph store if it is known, who asks, and the largest body in bytes."""

    endpoint: str
    graph_store: str | None = None
    credentials: Credentials = NOBODY
    chunk: int = CHUNK


@dataclass(frozen=True)
class Published:
    """What a server holds now, which graphs were taken away there, and whether anything had to be done."""

    release: str
    triples: int
    graphs: Mapping[str, int]
    removed: tuple[str, ...]
    changed: bool


def publish(store: Path, target: Target, progress: Progress) -> Published:
    """The current release of the store, put on a server and counted there; raises StoreUnusable or PublishFailed."""
    manifest = release.manifest(store)
    if manifest is None:
        raise StoreUnusable(f"{store} has no release; `seisaku build --store {store}` makes one")
    with GraphStore(target.endpoint, target.graph_store, target.credentials) as server:
        progress("look what is there")
        held = _sizes(server)
        if _is_held(server, manifest, held):
            return Published(manifest.release, manifest.triples, manifest.graphs, (), changed=False)
        if RELEASE.value in held:
            server.delete(RELEASE.value)
        _put_graphs(server, store, manifest, target.chunk, progress)
        removed = tuple(sorted(name for name in held if _is_ours(name) and name not in manifest.graphs))
        for name in removed:
            progress(f"remove {name}")
            server.delete(name)
        progress("count")
        _require_sizes(manifest.graphs, _sizes(server))
        server.put(RELEASE.value, _written(_description(manifest)))
    return Published(manifest.release, manifest.triples, manifest.graphs, removed, changed=True)


def _put_graphs(server: GraphStore, store: Path, manifest: release.Manifest, chunk: int, progress: Progress) -> None:
    database = Store.read_only(str(store / "current" / "db"))
    done = 0
    for name, triples in manifest.graphs.items():
        progress(f"{done / manifest.triples:.0%}: {name}")
        send = server.put
        for body in bodies(database, NamedNode(name), chunk):
            send(name, body)
            send = server.post
        done += triples


def bodies(database: Store, graph: NamedNode, chunk: int) -> Iterator[bytes]:
    """A graph as N-Triples in pieces of about `chunk` bytes; raises PublishFailed where a piece cannot be so small.

    A blank node means the same thing within one body only, so that all triples with one are in the first.
    """
    body = _written(triple for triple in _triples(database, graph) if _has_blank(triple))
    if len(body) > chunk:
        raise PublishFailed(
            f"{graph.value} holds {len(body):,} bytes of triples with blank nodes, which must travel together; "
            f"allow bodies of that size"
        )
    rest = (triple for triple in _triples(database, graph) if not _has_blank(triple))
    batches = iter(lambda: list(islice(rest, _BATCH)), [])
    yield from _packed(chain([body], map(_written, batches)), chunk)


def _packed(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    body = b""
    for piece in pieces:
        if body and len(body) + len(piece) > most:
            yield body
            body = b""
        body += piece
    yield body


def _triples(database: Store, graph: NamedNode) -> Iterator[Triple]:
    return (quad.triple for quad in database.quads_for_pattern(None, None, None, graph))


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _written(triples: Iterable[Triple]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _is_ours(name: str) -> bool:
    return name.startswith(iris.graph("").value) and name != RELEASE.value


def _is_held(server: GraphStore, manifest: release.Manifest, held: Mapping[str, int]) -> bool:
    said = {row["release"] for row in server.rows(queries.backend("release"))}
    return said == {Literal(manifest.release)} and {
        name: size for name, size in held.items() if _is_ours(name)
    } == dict(manifest.graphs)


def _sizes(server: GraphStore) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in server.rows(queries.backend("sizes")):
        graph, size = row["graph"], row["size"]
        if isinstance(graph, NamedNode) and isinstance(size, Literal):
            found[graph.value] = int(size.value)
    return found


def _require_sizes(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    wrong = [
        f"{name}: {found.get(name, 0):,} triples are there and {size:,} were sent"
        for name, size in wanted.items()
        if found.get(name) != size
    ]
    if wrong:
        raise PublishFailed("\n".join(wrong))


def _description(manifest: release.Manifest) -> Iterator[Triple]:
    yield from about(
        RELEASE,
        (RDF.type, VOID.Dataset),
        (DCTERMS.identifier, Literal(manifest.release)),
        (VOID.triples, Literal(manifest.triples)),
    )
    for name, size in manifest.graphs.items():
        yield from about(NamedNode(name), (VOID.triples, Literal(size)))
