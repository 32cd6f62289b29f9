"""A process that answers one query at a time: `python -m server.worker <number of its socket>`.

It opens one release, limits what it may use, says that it is ready, and then answers tasks (`frames.py`) until the
socket closes. A query that breaks it costs nobody else anything.
"""

import os
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import BinaryIO, cast

from pyoxigraph import NamedNode, QuerySolutions, QueryTriples, Store

from server import confinement, extracts, limits, records, results
from server.coding import IDENTITY
from server.errors import BackendFailed, NotFound, ServerError, StoreMissing, WorkerFailed, retry_after
from server.extracts import Extract
from server.federation import NOBODY, Conditions, Services
from server.formats import GRAPHS, HTML, OFFERS, QUERY_TEXT, QUESTION_OFFERS, Choice, Form, Wish
from server.frames import Header, Kind, Problem, Reply, Setup, Task, heard, packed, read, said
from server.graphs import GraphWriter
from server.limits import files_allowed
from server.results import Dataset, Graph, Query
from server.rows import Result, Triples, rows_document
from server.tokens import is_volatile

STACK = 256 * 1024**2
# The server kills at the limit; this is for when it cannot.
_GRACE = 2.0
Send = Callable[[bytes], object]


def main(descriptor: int) -> None:
    """Serves the socket until it closes."""
    limits.end_with_parent()
    limits.preempt_nobody()
    # A low number leaves no hole below it that a limit on files would let a query fill.
    low = os.dup(descriptor)
    os.close(descriptor)
    # Deep nesting overflows the stack of the main thread and kills the process.
    threading.stack_size(STACK)
    with socket.socket(fileno=low) as connection, connection.makefile("rb") as stream:
        thread = threading.Thread(target=_begin, args=(cast(BinaryIO, stream), connection.sendall))
        thread.start()
        thread.join()


def _begin(stream: BinaryIO, send: Send) -> None:
    first = read(stream)
    if first is None:
        return
    setup = heard(Setup, first[1])
    writer = GraphWriter(setup.prefixes, setup.context)
    # The database may open its files as late as it needs them, so it is sockets that are limited; unless some queries
    # may call, or the kernel knows no such limit.
    confined = setup.is_directory and not setup.services and confinement.refuse_sockets()
    try:
        desk = Desk(_opened(setup), writer, _services(setup), setup.memory)
        # The other server has no part in what this process has to import.
        (desk if setup.is_directory else Desk(Store(), writer)).warm_up()
    except (OSError, ValueError, RuntimeError) as error:
        send(problem(StoreMissing(f"The release does not open ({type(error).__name__}).")))
        return
    limits.limit_memory(setup.memory)
    if not confined:
        limits.limit_files()
    send(packed(Kind.READY))
    serve(stream, send, desk)


def _opened(setup: Setup) -> Graph:
    if setup.is_directory:
        store = Store.read_only(setup.database)
        return _copied(store) if setup.in_memory else store
    # HTTP and TLS take as long to import as all the rest, and most workers never need them.
    from server.remote import Access, Remote  # noqa: PLC0415

    # A connection is the one thing that a worker opens later, and no query of the embedded engine runs then.
    return Remote(Access(setup.database, setup.authorization), files_allowed)


def _copied(store: Store) -> Store:
    # The same engine looks things up three times as fast in memory.
    copy = Store()
    copy.bulk_extend(store)
    return copy


def _services(setup: Setup) -> Services:
    if not setup.is_directory:
        # The other server would call, from where it stands and by its own rules.
        return NOBODY
    return Services(setup.services, Conditions(setup.service_seconds, setup.service_size))


def serve(stream: BinaryIO, send: Send, desk: "Desk") -> None:
    """Answers the tasks of a stream, to its end or until there is no memory left."""
    while (frame := read(stream)) is not None:
        if frame[0] is Kind.OPEN:
            desk.reopen(frame[1].decode())
            continue
        task = heard(Task, frame[1])
        limits.end_after(task.seconds + _GRACE)
        try:
            desk.answer(task, send)
        except ServerError as error:
            send(problem(error))
        except SyntaxError as error:
            # Queries that do not parse are told apart before; this is the answer of another server.
            send(problem(BackendFailed(f"The answer of the server that holds the graph does not parse: {error}.")))
        except MemoryError:
            send(problem(WorkerFailed("The query needs more memory than it may have.", extras=retry_after(1))))
            return
        except ConnectionError:
            return
        except Exception:  # noqa: BLE001 (whatever a query brings about, its client gets an answer)
            traceback.print_exc()
            send(problem(ServerError("The query failed; the operator's log says why.")))
        limits.end_after(0)


def problem(error: ServerError) -> bytes:
    """The frame that says why there is no answer."""
    extras = error.extras
    why = Problem(type(error).__name__, error.detail, error.detail_ja, extras.members, extras.headers)
    return said(Kind.PROBLEM, why)


class Desk:
    """A store, and how answers from it are written."""

    def __init__(self, store: Graph, writer: GraphWriter, services: Services = NOBODY, memory: int = 0) -> None:
        self._store: Graph | None = store
        self._writer = writer
        self._services = services
        self._memory = memory

    def reopen(self, database: str) -> None:
        """Takes another state of the graph in place of the one it has."""
        self._store = None
        with limits.memory_allowed(self._memory):
            self._store = Store.read_only(database)

    def warm_up(self) -> None:
        """Imports and opens all that an answer may need, while that is allowed."""
        for text in ("SELECT * { ?s ?p 1 }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(false) }", "ASK {}"):
            self.answer(Task(text, "http://localhost/"), lambda frames: None)

    def answer(self, task: Task, send: Send) -> None:
        """Sends the frames of an answer; raises ServerError where there is none."""
        assert self._store is not None  # noqa: S101 (reopen has raised, which ends the process)
        wish = Wish(task.accept, task.name)
        if task.graph is not None:
            self._extract(task, extracts.extract(self._store, task), wish, send)
            return
        query = Query(task.text, task.base_iri, _dataset(task), task.union)
        checked = self._services.without_calls(query)
        if task.parse_only or checked is not query:
            form = results.parsed_form(checked)
        if task.parse_only:
            Reply(send, _header(task, _choice(wish, form, task.question), form)).end()
            return
        with self._services.called(query) as callable_query:
            result = results.evaluate(self._store, callable_query)
            form = results.form_of(result)
            choice = _choice(wish, form, task.question)
            header = _header(task, choice, form)
            if task.most is not None and isinstance(result, QuerySolutions) and choice.format is not HTML:
                result, more = records.cut(result, task.most)
                header = replace(header, more=more)
            # The server writes pages, and codes them itself.
            reply = Reply(send, header, IDENTITY if choice.format is HTML else task.coding)
            self._write(task, result, choice, reply)
        reply.end()

    def _extract(self, task: Task, found: Extract, wish: Wish, send: Send) -> None:
        choice = wish.choose(GRAPHS, "A graph")
        reply = Reply(send, _header(task, choice, Form.GRAPH), IDENTITY if task.parse_only else task.coding)
        if not task.parse_only:
            found.write(choice, self._writer, cast(BinaryIO, reply))
        reply.end()

    def _write(self, task: Task, result: Result, choice: Choice, reply: Reply) -> None:
        if choice.format is QUERY_TEXT:
            reply.write(task.text.encode())
        elif choice.format is HTML:
            reply.write(rows_document(result, task.rows))
        elif choice.format in records.WRITERS:
            records.WRITERS[choice.format](cast(BinaryIO, reply), result)
        elif task.some and isinstance(result, QueryTriples | Triples):
            first = next(result, None)
            if first is None:
                raise NotFound("The graph says nothing about it.")
            self._writer.write_to(cast(BinaryIO, reply), chain([first], result), choice)
        else:
            results.write(result, choice, self._writer.from_(task.focus), cast(BinaryIO, reply))


def _dataset(task: Task) -> Dataset | None:
    if task.default is None:
        return None
    return Dataset(tuple(map(NamedNode, task.default)), tuple(map(NamedNode, task.named)))


@lru_cache(256)
def _choice(wish: Wish, form: Form, question: str | None) -> Choice:
    if question is not None:
        return wish.choose(QUESTION_OFFERS[form], f"The answer to {question}")
    return wish.choose(OFFERS[form], f"The answer to {form.value}")


def _header(task: Task, choice: Choice, form: Form) -> Header:
    return Header(choice.media_type, choice.format.names[0], form.name, not is_volatile(task.text))


if __name__ == "__main__":
    main(int(sys.argv[1]))
