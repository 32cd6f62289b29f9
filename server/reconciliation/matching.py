"""A process that knows the names of one release: `python -m server.reconciliation.matching <number of its socket>`.

It is told what it may use, then the things of each class and the names of each sort as results in TSV, and answers
questions (`Asked`) until the socket closes. Each message is the length of its body in four bytes, and the body.
"""

import gc
import json
import os
import socket
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import BinaryIO, cast

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from server import confinement, limits
from server.reconciliation.index import Found, Index, Name

_LENGTH = struct.Struct(">I")
_SAME_MOST = 50


@dataclass(frozen=True)
class Sought:
    """A name, of which any spelling will do, the types that the thing may have (none: all), and how many to find."""

    texts: tuple[str, ...]
    types: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Asked:
    """What is asked in one message: things by name, by the beginning of a name, by exact name, by identifier."""

    sought: tuple[Sought, ...] = ()
    begun: tuple[Sought, ...] = ()
    same: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


def packed(body: bytes) -> bytes:
    """The body as a message."""
    return _LENGTH.pack(len(body)) + body


def length(head: bytes) -> int:
    """The length of the body of a message, from its first four bytes."""
    found: tuple[int] = _LENGTH.unpack(head)
    return found[0]


def said(asked: Asked) -> bytes:
    """The question as the body of a message."""
    return json.dumps(asdict(asked)).encode()


def main(descriptor: int) -> None:
    """Serves the socket until it closes."""
    limits.end_with_parent()
    limits.preempt_nobody()
    confinement.refuse_sockets()
    with socket.socket(fileno=descriptor) as connection, connection.makefile("rb") as stream:
        _serve(cast(BinaryIO, stream), connection)


def _serve(stream: BinaryIO, connection: socket.socket) -> None:
    setup = json.loads(_read(stream) or b"{}")
    limits.limit_memory(setup["memory"])
    # A million objects that live as long as this does: to look through them again and again takes twice the time.
    gc.disable()
    types = members(((kind, _read(stream)) for kind in setup["types"]), setup["space"])
    index = Index(
        (name for form in setup["forms"] for name in names(_read(stream), form, setup["space"], types)), types
    )
    connection.sendall(packed(b"{}"))
    while body := _read(stream):
        connection.sendall(packed(answer(index, json.loads(body))))


def _read(stream: BinaryIO) -> bytes:
    head = stream.read(_LENGTH.size)
    return stream.read(length(head)) if len(head) == _LENGTH.size else b""


Types = dict[str, list[str]]


def members(documents: Iterable[tuple[str, bytes]], space: str) -> Types:
    """The classes of each thing, from a result of `queries/pages/members.rq` for each, without the space of IRIs."""
    found: Types = {}
    for kind, document in documents:
        for row in _rows(document):
            if isinstance(thing := row["thing"], NamedNode):
                known = found.setdefault(thing.value.removeprefix(space), [])
                known += [] if kind in known else [kind]
    return found


def names(document: bytes, form: str, space: str, types: Types) -> Iterator[Name]:
    """The names of a sort in a result of `queries/pages/names.rq`, each once, of the things that have a type."""
    met: set[tuple[str, str, str]] = set()
    for row in _rows(document):
        node, name = row["thing"], row["name"]
        if isinstance(node, NamedNode) and isinstance(name, Literal):
            thing, language = node.value.removeprefix(space), name.language or ""
            if thing in types and (thing, name.value, language) not in met:
                met.add((thing, name.value, language))
                yield Name(thing, types[thing][0], form, name.value, language)


def _rows(document: bytes) -> QuerySolutions:
    parsed = parse_query_results(document, format=QueryResultsFormat.TSV)
    assert isinstance(parsed, QuerySolutions)  # noqa: S101 (the query is a SELECT)
    return parsed


def answer(index: Index, asked: Mapping[str, Sequence[object]]) -> bytes:
    """The answer to a question as JSON holds it: what is found, in the order of the question, and what it is."""
    sought = [_found(index, one) for one in asked["sought"]]
    begun = [_begun(index, one) for one in asked["begun"]]
    same = [index.same(str(text))[:_SAME_MOST] for text in asked["same"]]
    named = {one.thing for found in sought for one in found} | {thing for found in begun for thing in found}
    named |= {thing for thing in map(str, asked["things"]) if thing in index.things}
    document = {
        "sought": [[(one.thing, *asdict(one.likeness).values()) for one in found] for found in sought],
        "begun": begun,
        "same": same,
        "things": {thing: index.described(thing) for thing in named},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _found(index: Index, one: object) -> Sequence[Found]:
    assert isinstance(one, dict)  # noqa: S101 (a Sought)
    best: dict[str, Found] = {}
    for text in one["texts"]:
        for found in index.find(text, frozenset(one["types"]), one["most"]):
            if found.thing not in best or found.likeness.rank > best[found.thing].likeness.rank:
                best[found.thing] = found
    ranked = sorted(best.values(), key=lambda found: (-found.likeness.rank, found.thing))
    return ranked[: one["most"]]


def _begun(index: Index, one: object) -> Sequence[str]:
    assert isinstance(one, dict)  # noqa: S101 (a Sought)
    return index.beginning(one["texts"][0], frozenset(one["types"]), one["most"])


if __name__ == "__main__":
    # A low number leaves no hole for another file.
    main(os.dup(int(sys.argv[1])))
