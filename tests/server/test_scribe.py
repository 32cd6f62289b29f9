"""What the process that writes does, here without its process."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from server import limits, scribe
from server.frames import Done, Frame, Kind, Post, Problem, Write, heard, said, taken

BASE = "http://example.org/"


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "limit_memory", lambda more: None)


def done(folder: Path, *writes: Write, database: str = "", confined: bool = False) -> list[Frame]:
    """The frames that answer the writes, after the first, which says that the process is ready."""
    post = Post(database, str(folder / "live"), 10**9)
    frames = said(Kind.SETUP, post) + b"".join(said(Kind.WRITE, write) for write in writes)
    sent = bytearray()
    scribe.begin(BytesIO(frames), sent.extend, confined=confined)
    ready, *answers = taken(sent)
    assert ready == (Kind.READY, b"")
    return answers


def error(frame: Frame) -> str:
    assert frame[0] is Kind.PROBLEM
    return heard(Problem, frame[1]).error


def body(folder: Path, name: str, content: str) -> str:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return str(path)


def snapshot(folder: Path, number: int) -> str:
    (folder / str(number)).mkdir()
    return str(folder / str(number) / "db")


def size(database: str) -> int:
    return len(Store.read_only(database))


def test_each_write_leaves_a_snapshot(tmp_path: Path) -> None:
    first, second, third = (snapshot(tmp_path, number) for number in range(3))
    insert = body(tmp_path, "insert", "INSERT DATA { <http://a/s> <http://a/p> 1 }")
    turtle = body(tmp_path, "turtle", "<> <http://a/p> 1, 2 .")
    answers = done(
        tmp_path,
        Write("begin", first),
        Write("update", second, insert, base_iri=BASE),
        Write("put", third, turtle, "text/turtle", "http://a/g", "http://a/g"),
    )
    assert [heard(Done, content) for _, content in answers] == [Done(), Done(), Done(existed=False)]
    assert [size(database) for database in (first, second, third)] == [0, 1, 3]
    again = snapshot(tmp_path, 3)
    assert done(tmp_path, Write("delete", again, graph="http://a/g"), database=third)[0][0] is Kind.DONE
    assert (size(again), size(third)) == (1, 3)


def test_what_fails_is_taken_back(tmp_path: Path) -> None:
    first, second, third, fourth = (snapshot(tmp_path, number) for number in range(4))
    turtle, broken = body(tmp_path, "turtle", "<> <http://a/p> 1 ."), body(tmp_path, "broken", "<> <http://a/p> 2 . oh")
    graph = ("text/turtle", "http://a/g", "http://a/g")
    answers = done(
        tmp_path,
        Write("put", first, turtle, *graph),
        Write("put", second, broken, *graph),
        Write("post", third, str(tmp_path / "none"), *graph),
        Write("begin", fourth),
    )
    assert [kind for kind, _ in answers] == [Kind.DONE, Kind.PROBLEM, Kind.PROBLEM, Kind.DONE]
    assert [error(answer) for answer in answers[1:3]] == ["BadData", "NotStored"]
    assert [Path(one).exists() for one in (second, third)] == [False, False]
    assert size(fourth) == size(first) == 1


@pytest.mark.parametrize(
    ("text", "confined", "name"),
    [
        ("LOAD <http://127.0.0.1:9/>", False, "LoadRefused"),
        ("LOAD 1", False, "LoadRefused"),
        ("LOAD 1", True, "QuerySyntax"),
        ("CREATE GRAPH <a:g> ; CREATE GRAPH <a:g> ; LOAD <http://127.0.0.1:9/>", True, "LoadRefused"),
        ("CLEAR", False, "QuerySyntax"),
        ("CREATE GRAPH <a:g> ; CREATE GRAPH <a:g>", False, "BadRequest"),
    ],
)
def test_refused_updates(tmp_path: Path, text: str, confined: bool, name: str) -> None:
    write = Write("update", snapshot(tmp_path, 1), body(tmp_path, "update", text), base_iri=BASE)
    assert error(done(tmp_path, write, confined=confined)[0]) == name


def test_no_utf_8(tmp_path: Path) -> None:
    (tmp_path / "update").write_bytes(b"\xff")
    assert error(done(tmp_path, Write("update", snapshot(tmp_path, 1), str(tmp_path / "update")))[0]) == "BadRequest"


def test_the_dataset(tmp_path: Path) -> None:
    first, second = snapshot(tmp_path, 1), snapshot(tmp_path, 2)
    before = "INSERT DATA { GRAPH <http://a/g> { <http://a/s> <http://a/p> 1 } }"
    text = "INSERT { ?s <http://a/q> ?o } WHERE { ?s ?p ?o }"
    done(
        tmp_path,
        Write("update", first, body(tmp_path, "before", before), base_iri=BASE),
        Write("update", second, body(tmp_path, "update", text), base_iri=BASE, using=("http://a/g",)),
    )
    assert (size(first), size(second)) == (1, 2)


@pytest.mark.parametrize(("condition", "name"), [("present", "PreconditionFailed"), ("never", "PreconditionFailed")])
def test_conditions(tmp_path: Path, condition: str, name: str) -> None:
    write = Write("delete", snapshot(tmp_path, 1), graph="http://a/g", condition=condition)
    assert error(done(tmp_path, write)[0]) == name


def test_deleting(tmp_path: Path) -> None:
    first, second = snapshot(tmp_path, 1), snapshot(tmp_path, 2)
    answers = done(tmp_path, Write("delete", first, graph="http://a/g"), Write("delete", second))
    assert error(answers[0]) == "NotFound"
    assert answers[1][0] is Kind.DONE


def test_several_documents(tmp_path: Path) -> None:
    lines = "\r\n".join(["--x", "Content-Type: text/turtle", "", "<> <http://a/p> 1 .", "--x", "", RDF, "--x--", ""])
    write = Write(
        "post",
        snapshot(tmp_path, 1),
        body(tmp_path, "form", lines),
        "multipart/form-data; boundary=x",
        "http://a/g",
        "http://a/g",
    )
    assert heard(Done, done(tmp_path, write)[0][1]) == Done(existed=False)
    assert size(write.snapshot) == 2
    half = Write("post", snapshot(tmp_path, 2), body(tmp_path, "half", lines[:-9]), write.media_type, "http://a/g")
    none = Write("post", snapshot(tmp_path, 3), write.upload, "multipart/form-data", "http://a/g")
    odd = Write("post", snapshot(tmp_path, 4), body(tmp_path, "odd", "nothing"), write.media_type, "http://a/g")
    assert [error(answer) for answer in done(tmp_path, half, none, odd)] == ["BadRequest"] * 3


RDF = (
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<r:Description r:about="#a"><r:value>1</r:value></r:Description></r:RDF>'
)


@pytest.mark.parametrize(
    ("failure", "name"),
    [(MemoryError(), "WorkerFailed"), (ValueError("secret"), "ServerError"), (OSError(28, "full"), "NotStored")],
)
def test_failures(
    tmp_path: Path, failure: Exception, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise failure

    monkeypatch.setattr(scribe, "_update", fail)
    (answer,) = done(tmp_path, Write("update", snapshot(tmp_path, 1)))
    assert error(answer) == name
    assert "secret" not in heard(Problem, answer[1]).detail
    assert ("secret" in capfd.readouterr().err) is (name == "ServerError")


@pytest.mark.parametrize(("live", "name"), [("live", "StoreMissing"), ("file/live", "StoreMissing")])
def test_what_does_not_open(tmp_path: Path, live: str, name: str) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    sent = bytearray()
    post = Post(str(tmp_path / "nowhere"), str(tmp_path / live), 10**9)
    scribe.begin(BytesIO(said(Kind.SETUP, post)), sent.extend, confined=False)
    assert [error(frame) for frame in taken(sent)] == [name]
    scribe.begin(BytesIO(), sent.extend, confined=False)


def test_a_large_graph_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "_LARGE", 5)
    monkeypatch.setattr(scribe, "_BULK", 10)
    before = "".join(f"<http://a/{number}> <http://a/p> _:b ." for number in range(10))
    large, small = (
        Write("put", "", body(tmp_path, name, text), "text/turtle", f"http://a/{name}", "http://a/")
        for name, text in (("large", before), ("small", "<http://a/s> <http://a/p> 1 ."))
    )
    empty = Write("put", "", body(tmp_path, "empty", ""), "application/trig", "http://a/empty", "http://a/")
    changes = [small, empty, large, large, replace(small, graph=large.graph), large, replace(large, action="delete")]
    writes = [replace(write, snapshot=snapshot(tmp_path, number)) for number, write in enumerate(changes)]
    answers = done(tmp_path, *writes)
    assert [kind for kind, _ in answers] == [Kind.DONE] * 7
    assert [size(write.snapshot) for write in writes] == [1, 1, 11, 11, 2, 11, 1]
    assert Store.read_only(writes[-1].snapshot).contains_named_graph(NamedNode("http://a/empty"))
    assert not Store.read_only(writes[-1].snapshot).contains_named_graph(NamedNode("http://a/large"))
