"""The process that writes: `python -m server.scribe <number of its socket>`; there is one at a time.

It works on a copy of the graph that nobody else opens, and leaves a snapshot after each write. The server makes the
snapshot the state of the graph, or forgets it; so a write that fails, or whose process is killed, has not happened.
"""

import gc
import shutil
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from pyoxigraph import DefaultGraph, NamedNode, Store

from server import confinement, documents, limits, updates
from server.errors import (
    BadRequest,
    LoadRefused,
    PreconditionFailed,
    QuerySyntax,
    ServerError,
    ServiceRefused,
    StoreMissing,
    WorkerFailed,
    not_stored,
    retry_after,
)
from server.extracts import no_graph
from server.frames import Done, Kind, Post, Write, heard, packed, read, said
from server.syntax import syntax_error
from server.worker import STACK, problem

# From here on triples go around the transaction, which would hold them all in memory.
_BULK = 1024**2
# To remove a triple takes about as long as to write so many; below some thousands nobody minds.
_REMOVAL = 10
_LARGE = 20_000
Send = Callable[[bytes], object]
_Graph = NamedNode | DefaultGraph


def main(descriptor: int) -> None:
    """Serves the socket until it closes."""
    limits.end_with_parent()
    confined = confinement.refuse_sockets()
    threading.stack_size(STACK)
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rb") as stream:
        thread = threading.Thread(
            target=begin, args=(cast(BinaryIO, stream), connection.sendall), kwargs={"confined": confined}
        )
        thread.start()
        thread.join()


def begin(stream: BinaryIO, send: Send, *, confined: bool) -> None:
    """Opens what the first frame says, and then does the writes of the stream, to its end."""
    first = read(stream)
    if first is None:
        return
    post = heard(Post, first[1])
    try:
        scribe = Scribe(post, confined=confined)
    except (OSError, ValueError, RuntimeError) as error:
        send(problem(_unopened(error)))
        return
    limits.limit_memory(post.memory)
    send(packed(Kind.READY))
    while (frame := read(stream)) is not None:
        send(_answer(scribe, heard(Write, frame[1])))


def _unopened(error: Exception) -> ServerError:
    if isinstance(error, OSError) and error.errno is not None:
        return not_stored(error)
    return StoreMissing(f"The working copy of the graph does not open ({type(error).__name__}).")


def _answer(scribe: "Scribe", write: Write) -> bytes:
    try:
        return said(Kind.DONE, scribe.do(write))
    except ServerError as error:
        return problem(error)
    except MemoryError:
        return problem(WorkerFailed("The write needs more memory than it may have.", extras=retry_after(1)))
    except OSError as error:
        return problem(not_stored(error))
    except Exception:  # noqa: BLE001 (whatever a write brings about, its client gets an answer)
        traceback.print_exc()
        return problem(ServerError("The write failed; the operator's log says why."))


class Scribe:
    """A copy of the graph, and what writes do to it."""

    def __init__(self, post: Post, *, confined: bool) -> None:
        self._live = Path(post.live)
        self._confined = confined
        self._latest = post.database
        self._store: Store | None = None
        self._open()

    def _open(self) -> Store:
        self._store = None
        # What failed may hold on to the copy that it worked on.
        gc.collect()
        shutil.rmtree(self._live, ignore_errors=True)
        if self._latest:
            Store.read_only(self._latest).backup(str(self._live))
        self._store = Store(str(self._live))
        return self._store

    def do(self, write: Write) -> Done:
        """Changes the graph and leaves a snapshot; raises ServerError or OSError, and then nothing is changed."""
        try:
            store, done = self._done(self._store or self._open(), write)
            store.backup(write.snapshot)
            self._store, self._latest = store, write.snapshot
        except BaseException:
            # Not all changes are transactions; the last snapshot is as it was.
            self._store = None
            raise
        return done

    def _done(self, store: Store, write: Write) -> tuple[Store, Done]:
        if write.action == "begin":
            return store, Done()
        if write.action == "update":
            _update(store, write, confined=self._confined)
            return store, Done()
        existed = _held(store, write)
        graph = _graph(write)
        if write.action in {"put", "delete"}:
            store = self._cleared(store, graph)
        if write.action == "delete":
            if isinstance(graph, NamedNode):
                store.remove_graph(graph)
            return store, Done()
        _add(store, graph, write)
        return store, Done(existed)

    def _cleared(self, store: Store, graph: _Graph) -> Store:
        """The copy without the triples of a graph; another copy if to write the rest anew is less work."""
        size = sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
        if size < _LARGE or size * _REMOVAL < len(store) - size:
            store.clear_graph(graph)
            return store
        old, self._live = self._live, self._live.with_name("other" if self._live.name != "other" else "one")
        fresh = Store(str(self._live))
        for name in store.named_graphs():
            fresh.add_graph(name)
        fresh.bulk_extend(quad for quad in store if quad.graph_name != graph)
        # Whoever still has files of it open keeps them.
        shutil.rmtree(old, ignore_errors=True)
        return fresh


def _update(store: Store, write: Write, *, confined: bool) -> None:
    try:
        text = Path(write.upload).read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The update is not in UTF-8 (byte {error.start}).") from error
    _check(text, write.base_iri, confined=confined)
    if write.using is not None:
        text = updates.with_dataset(text, write.using, write.using_named)
    _carry_out(store, text, write.base_iri)


def _check(text: str, base_iri: str, *, confined: bool) -> None:
    try:
        updates.check(text)
    except (LoadRefused, ServiceRefused):
        # What does not parse is called so; but nothing is tried where a socket could come of it.
        if confined:
            _parse(text, base_iri)
        raise


def _parse(text: str, base_iri: str) -> None:
    try:
        _carry_out(Store(), text, base_iri)
    except QuerySyntax:
        raise
    except (OSError, BadRequest):
        pass


def _carry_out(store: Store, text: str, base_iri: str) -> None:
    try:
        store.update(text, base_iri=base_iri)
    except SyntaxError as error:
        raise syntax_error(str(error), text) from error
    except RuntimeError as error:
        # What Oxigraph finds wrong with an update that parses, such as a graph to create that is there already.
        raise BadRequest(f"The update cannot be carried out: {error}.", "更新を実行できません。") from error


def _graph(write: Write) -> _Graph:
    return NamedNode(write.graph) if write.graph else DefaultGraph()


def _held(store: Store, write: Write) -> bool:
    """Whether the graph is there; raises PreconditionFailed or NotFound."""
    graph = _graph(write)
    held = isinstance(graph, DefaultGraph) or store.contains_named_graph(graph)
    if write.condition == "never" or (write.condition and (write.condition == "present") is not held):
        raise PreconditionFailed(
            f"The graph is {'there already' if held else 'not there'}; nothing was changed.",
            "グラフの有無が If-Match / If-None-Match の条件と異なります。",
        )
    if write.action == "delete" and not held:
        raise no_graph(write.graph)
    return held


def _add(store: Store, graph: _Graph, write: Write) -> None:
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    path = Path(write.upload)
    for document in documents.documents(path, write.media_type):
        if path.stat().st_size < _BULK:
            store.extend(document.quads(graph, write.base_iri))
        else:
            document.bulk_load(store, graph, write.base_iri)


if __name__ == "__main__":
    main(int(sys.argv[1]))
