"""What a worker does, here without its process."""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest
from pyoxigraph import RdfFormat, Store

from server import confinement, limits, worker
from server.errands import error_of
from server.errors import BadQuestion, Extras, NotFound, ServerError, TooLarge, named
from server.frames import LARGEST, Frame, Header, Kind, Problem, Setup, Task, heard, packed, said, taken, whole
from server.graphs import GraphWriter
from server.worker import Desk, serve

BASE = "http://example.org/"
DATA = """<http://a/s> <http://a/p> "x"@ja , "y"@en--ltr , 1 , _:b , <<( <http://a/s> <http://a/p> 2 )>> ."""


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "end_after", lambda seconds: None)


@pytest.fixture
def desk() -> Desk:
    store = Store()
    store.load(DATA, format=RdfFormat.TURTLE)
    return Desk(store, GraphWriter({"a": "http://a/"}, {"@context": {"a": "http://a/"}}))


def done(desk: Desk, *tasks: Task) -> list[Frame]:
    sent = bytearray()
    serve(BytesIO(b"".join(said(Kind.TASK, task) for task in tasks)), sent.extend, desk)
    return list(taken(sent))


def content(frames: list[Frame]) -> bytes:
    ((kind, body),) = frames
    assert kind is Kind.WHOLE
    return whole(body)[1]


def trouble(frames: list[Frame]) -> Problem:
    (found,) = frames
    assert found[0] is Kind.PROBLEM
    return heard(Problem, found[1])


def test_an_answer(desk: Desk) -> None:
    ((kind, body),) = done(desk, Task("SELECT (1 AS ?x) {}", BASE, "text/csv"))
    assert (kind, *whole(body)) == (Kind.WHOLE, Header("text/csv", "csv", "SOLUTIONS"), b"x\r\n1\r\n")


def test_a_long_answer(desk: Desk) -> None:
    header, *data, end = done(desk, Task(f"SELECT ?x {{ VALUES ?x {{ '{'a' * LARGEST}' 'b' }} }}", BASE, "text/csv"))
    assert heard(Header, header[1]) == Header("text/csv", "csv", "SOLUTIONS")
    assert b"".join(body for _, body in data) == b"x\r\n" + b"a" * LARGEST + b"\r\nb\r\n"
    assert end == (Kind.END, str(LARGEST + 8).encode())


def test_head(desk: Desk) -> None:
    ((_, answer),) = done(desk, Task("CONSTRUCT WHERE { ?s ?p ?o }", BASE, parse_only=True))
    assert whole(answer) == (Header("text/turtle", "ttl", "GRAPH"), b"")


@pytest.mark.parametrize(
    ("task", "error"),
    [
        (Task("SELECT", BASE), "QuerySyntax"),
        (Task("SELECT * {", BASE), "QuerySyntax"),
        (Task("CLEAR ALL", BASE), "UpdateRefused"),
        (Task("ASK { SERVICE <http://a/> {} }", BASE), "ServiceRefused"),
        (Task("ASK {}", BASE, "image/png"), "NotAcceptable"),
        (Task("CONSTRUCT { ?s ?p 1 } { ?s ?p 'none' }", BASE, some=True), "NotFound"),
    ],
)
def test_problems(desk: Desk, task: Task, error: str) -> None:
    assert trouble(done(desk, task)).error == error


@pytest.mark.parametrize(
    ("accept", "start"),
    [
        ("text/turtle", b"@prefix a: <http://a/> .\na:s a:p "),
        ("application/trig", b"@prefix a: "),
        ("application/n-triples", b"<http://a/s> "),
        ("application/rdf+xml", b"<?xml"),
    ],
)
def test_graphs(desk: Desk, accept: str, start: bytes) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(isLiteral(?o)) }"
    for some in (False, True):
        assert content(done(desk, Task(query, BASE, accept, some=some))).startswith(start)


def test_json_ld(desk: Desk) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?o = 1) }"
    assert json.loads(content(done(desk, Task(query, BASE, "application/ld+json"))))["@graph"][0]["@id"] == "a:s"


def test_rows(desk: Desk) -> None:
    found = json.loads(content(done(desk, Task("SELECT ?o ?u { ?s ?p ?o }", BASE, "text/html", rows=9))))
    assert found["head"]["vars"] == ["o", "u"]
    terms = [row["o"] for row in found["results"]["bindings"]]
    assert {"type": "literal", "value": "x", "xml:lang": "ja"} in terms
    assert {"type": "literal", "value": "y", "xml:lang": "en", "its:dir": "ltr"} in terms
    assert {"uri", "bnode", "literal", "triple"} >= {term["type"] for term in terms} >= {"bnode", "literal", "triple"}
    few = json.loads(content(done(desk, Task("CONSTRUCT WHERE { ?s ?p ?o }", BASE, "text/html", rows=2))))
    assert (few["head"]["vars"], len(few["results"]["bindings"])) == (["subject", "predicate", "object"], 2)
    asked = json.loads(content(done(desk, Task("ASK {}", BASE, "text/html"))))
    assert asked["results"]["bindings"][0]["answer"]["value"] == "true"


def test_the_text_of_a_question(desk: Desk) -> None:
    ((_, answer),) = done(desk, Task("ASK {}", BASE, name="rq", question="q"))
    header, body = whole(answer)
    assert (header.media_type, body) == ("application/sparql-query", b"ASK {}")


def test_dataset_and_columns(desk: Desk) -> None:
    task = Task("SELECT * { ?z ?a 1 }", BASE, "text/csv", default=("http://a/none",), named=("http://a/g",))
    assert content(done(desk, task)) == b"z,a\r\n"
    inner = "CONSTRUCT { ?s ?p 1 } { SELECT * { ?s ?p 1 } }"
    assert content(done(desk, Task(inner, BASE, "application/n-triples"))).count(b"\n") == 1


class Broken(Desk):
    """A desk at which everything fails in one way."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def answer(self, task: Task, send: worker.Send) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "name", "answers"), [(MemoryError(), "WorkerFailed", 1), (RuntimeError("secret"), "ServerError", 2)]
)
def test_failures(error: Exception, name: str, answers: int, capfd: pytest.CaptureFixture[str]) -> None:
    frames = done(Broken(error), Task("ASK {}", BASE), Task("ASK {}", BASE))
    assert len(frames) == answers
    found = heard(Problem, frames[0][1])
    assert found.error == name
    assert "secret" not in found.detail
    assert ("secret" in capfd.readouterr().err) is (name == "ServerError")


def test_a_closed_socket_ends_it() -> None:
    assert done(Broken(BrokenPipeError()), Task("ASK {}", BASE)) == []


def test_errors_survive_the_way() -> None:
    error = BadQuestion("a", "b", Extras({"near": ["x"], "line": 2}, {"Allow": "GET"}))
    (frame,) = taken(bytearray(worker.problem(error)))
    back = error_of(heard(Problem, frame[1]))
    assert (type(back), back.detail, back.detail_ja, back.extras) == (BadQuestion, "a", "b", error.extras)
    assert [named("TooLarge"), named("NotFound"), named("None")] == [TooLarge, NotFound, ServerError]


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, tuple[int, int]]]:
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    # It would hold for the process of the tests.
    monkeypatch.setattr(confinement, "refuse_sockets", lambda: False)
    yield found


def test_beginning(store: Path, unlimited: dict[int, tuple[int, int]]) -> None:
    def begun(stream: BinaryIO) -> list[Frame]:
        sent = bytearray()
        worker._begin(stream, sent.extend)
        return list(taken(sent))

    setup = Setup(str(store / "current" / "db"), 10**9, {}, {})
    frames = begun(BytesIO(said(Kind.SETUP, setup) + said(Kind.TASK, Task("ASK { ?s ?p ?o }", BASE))))
    assert [kind for kind, _ in frames] == [Kind.READY, Kind.WHOLE]
    assert unlimited[resource.RLIMIT_AS][0] > 10**9
    assert 3 <= unlimited[resource.RLIMIT_NOFILE][0] < 200
    assert begun(BytesIO()) == []
    missing = Setup(str(store / "nowhere"), 10**9, {}, {})
    assert trouble(begun(BytesIO(said(Kind.SETUP, missing)))).error == "StoreMissing"


def test_a_small_graph_is_copied_into_memory(store: Path) -> None:
    setup = Setup(str(store / "current" / "db"), 10**9, {}, {})
    directory, copy = worker._opened(setup), worker._opened(replace(setup, in_memory=True))
    assert isinstance(directory, Store)
    assert isinstance(copy, Store)
    assert set(copy) == set(directory)
    copy.clear()
    with pytest.raises(RuntimeError, match="read-write"):
        directory.clear()


def test_a_worker_can_open_no_socket(store: Path) -> None:
    """The token check apart: the process itself has no descriptor left."""
    program = (
        "import socket, sys; from server import limits, tokens, results; from pyoxigraph import Store;"
        "store = Store.read_only(sys.argv[1]); limits.limit_files()\n"
        "for attempt in (lambda: socket.socket(), lambda: open('/dev/null'),"
        " lambda: list(store.query('SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }'))):\n"
        "  try: attempt(); print('done')\n"
        "  except Exception as error: print(type(error).__name__, error)\n"
        "print(len(list(store.query('SELECT * { ?s ?p ?o }', use_default_graph_as_union=True))))\n"
        "with limits.files_allowed(): open('/dev/null').close()\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(store / "current" / "db")], capture_output=True, text=True, check=True
    )
    lines = found.stdout.splitlines()
    assert [("Too many open files" in line) for line in lines[:2]] == [True, True]
    assert not lines[2].startswith("done")
    assert lines[3] == "11"
    assert packed(Kind.READY)


def test_another_state_of_the_graph(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = str(tmp_path / "db")
    later = Store(database)
    later.update("INSERT DATA { <http://a/s> <http://a/p> 'later' }")
    later.flush()
    del later
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    sent = bytearray()
    query = Task("SELECT ?o { ?s ?p ?o }", BASE, "text/csv")
    frames = said(Kind.TASK, query) + packed(Kind.OPEN, database.encode()) + said(Kind.TASK, query)
    serve(BytesIO(frames), sent.extend, desk)
    before, after = (body for _, body in taken(sent))
    assert b"later" not in before
    assert after.endswith(b"o\r\nlater\r\n")


@pytest.mark.parametrize(("accept", "start"), [("text/turtle", b"@prefix a: "), ("application/ld+json", b"{")])
def test_a_graph_as_it_is(accept: str, start: bytes) -> None:
    store = Store()
    store.load("<http://a/s> <http://a/p> 1 .", format=RdfFormat.TURTLE)
    desk = Desk(store, GraphWriter({"a": "http://a/"}, {"@context": {"a": "http://a/"}}))
    whole, parsed = (Task("", BASE, accept, graph="", union=False, parse_only=only) for only in (False, True))
    assert content(done(desk, whole)).startswith(start)
    assert content(done(desk, parsed)) == b""
    union = Task("CONSTRUCT WHERE { ?s ?p ?o }", BASE, accept, graph="")
    assert content(done(desk, union)) == content(done(desk, whole))
    assert trouble(done(desk, Task("", BASE, graph="http://a/none"))).error == "NotFound"
