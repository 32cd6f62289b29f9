"""What the server and a worker say to each other over their socket: frames, of which the last proves that all came.

A frame is one letter, the length of its body in four bytes, and the body. The server sends one `S` (what to open) and
gets `R` (ready); then any number of times `Q` (a task: the length of its conditions in four bytes, these, and the text
of the query). Tasks may be sent ahead; they are answered one after another. A short answer is one `W`: the length of
its header in four bytes, the header, its bytes. A long one is `H` (the header), any number of `D` (its bytes), and `E`
(how many bytes those were). Or there is `X` (why there is no answer), which may still come after some `D`. Before a
task may come `O`, another database to open from then on.

The process that writes gets `U` (a write) in place of `Q` and answers `K` (it is done) or `X`.
"""

import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import Enum
from functools import lru_cache
from typing import Any, BinaryIO, TypeVar, cast

from server.coding import IDENTITY, coder
from server.errors import Member

LARGEST = 256 * 1024
# With a header before the bytes.
_LONGEST = 2 * LARGEST
_HEAD = struct.Struct(">cI")
_Record = TypeVar("_Record", bound="Setup | Task | Header | Problem | Post | Write | Done")


class Kind(Enum):
    """What a frame is."""

    SETUP = b"S"
    READY = b"R"
    TASK = b"Q"
    WHOLE = b"W"
    OPEN = b"O"
    WRITE = b"U"
    DONE = b"K"
    HEADER = b"H"
    DATA = b"D"
    END = b"E"
    PROBLEM = b"X"


_KINDS = {kind.value: kind for kind in Kind}
_LENGTH = struct.Struct(">I")
Frame = tuple[Kind, bytes]


@dataclass(frozen=True)
class Setup:
    """What a worker opens and holds: the database, bytes of memory for queries, prefixes, JSON-LD context.

    The database is a directory, or the address of an endpoint that wants to see the authorization. `services` are the
    beginnings of the IRIs that SERVICE may call, each call taking so many seconds and bytes. `in_memory` says that the
    directory is copied into memory.
    """

    database: str
    memory: int
    prefixes: Mapping[str, str]
    context: Mapping[str, object]
    authorization: str = ""
    services: tuple[str, ...] = ()
    service_seconds: float = 10.0
    service_size: int = 10 * 1024**2
    in_memory: bool = False

    @property
    def is_directory(self) -> bool:
        """Whether the database is a directory here."""
        return "://" not in self.database


@dataclass(frozen=True)
class Task:
    """A query, and in which formats its client would have the answer.

    `default` is None where the request names no dataset. `question` is the name of the question that the query
    belongs to, which has formats of its own. `rows` is the most rows a page shows, `most` those that any other table
    has, of which the header says whether there are more; `some` says that an empty graph is no
    answer; `parse_only` that the header is enough; `seconds` is when the worker ends itself at the latest. `coding` is
    the content coding that the bytes leave in. `union` says that the default graph is the union of the graphs. `graph`
    asks for a graph as it is, whose IRI it is, or empty for the default graph; the text is then the query for that.
    `focus` is the IRI of the thing that a JSON-LD document is a tree from.
    """

    text: str
    base_iri: str
    accept: str = ""
    name: str | None = None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] = ()
    question: str | None = None
    rows: int | None = None
    some: bool = False
    parse_only: bool = False
    seconds: float = 60.0
    coding: str = IDENTITY
    union: bool = True
    graph: str | None = None
    most: int | None = None
    focus: str = ""

    def __hash__(self) -> int:
        """Made of what mostly tells tasks apart: a task is looked up several times on its way."""
        return hash((self.text, self.accept, self.coding, self.graph))


@dataclass(frozen=True)
class Post:
    """What the process that writes begins with: a database to start from, or none, and where its own copy is to be."""

    database: str
    live: str
    memory: int


@dataclass(frozen=True)
class Write:
    """A change: `update`, or `put`, `post` and `delete` of a graph; `begin` changes nothing.

    `upload` is the file of its body, `media_type` what that is. An empty `graph` is the default graph. `using` and
    `using_named` are the dataset of the protocol, None where it names none. `condition` is `present` or `absent`, if
    the graph must be so, or `never`. The next snapshot goes to `snapshot`.
    """

    action: str
    snapshot: str = ""
    upload: str = ""
    media_type: str = ""
    graph: str = ""
    base_iri: str = ""
    using: tuple[str, ...] | None = None
    using_named: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True)
class Done:
    """What a write came to: whether its graph was there before. Its snapshot is there."""

    existed: bool = True


@dataclass(frozen=True)
class Header:
    """What the bytes of an answer are: media type, name of the format, form of the query (SELECT, ASK...).

    With `text/html` they are SPARQL JSON, from which the server makes the page. `lasting` says that the same query gets
    the same bytes as long as the graph stays the same, `more` that the table was cut after the rows asked for.
    """

    media_type: str
    format: str
    form: str
    lasting: bool = True
    more: bool = False

    @property
    def is_page(self) -> bool:
        """Whether the bytes are rows for a page, which the server must have whole."""
        return self.media_type == "text/html"


@dataclass(frozen=True)
class Problem:
    """Why there is no answer: the name of an error of `errors.py` and what it says."""

    error: str
    detail: str
    detail_ja: str = ""
    members: Mapping[str, Member] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def packed(kind: Kind, body: bytes = b"") -> bytes:
    """The frame as bytes."""
    return _HEAD.pack(kind.value, len(body)) + body


def said(kind: Kind, what: Setup | Task | Header | Problem | Post | Write | Done) -> bytes:
    """A frame whose body is a record."""
    return packed(kind, written(what))


def written(what: Setup | Task | Header | Problem | Post | Write | Done) -> bytes:
    """A record as bytes, without what has its default value."""
    return _task_written(what) if isinstance(what, Task) else _json(what)


def _json(what: Setup | Task | Header | Problem | Post | Write | Done) -> bytes:
    usual = _USUAL[type(what)]
    return json.dumps({name: one for name, one in vars(what).items() if one != usual[name]}).encode()


def _defaults(record: type[_Record]) -> Mapping[str, object]:
    return {one.name: None if one.default is MISSING else one.default for one in fields(record)}


_USUAL = {record: _defaults(record) for record in (Setup, Task, Header, Problem, Post, Write, Done)}


def heard(record: type[_Record], body: bytes) -> _Record:
    """The record that a frame's body is."""
    return cast(_Record, _task_heard(body)) if record is Task else _from_json(record, body)


def _from_json(record: type[_Record], body: bytes) -> _Record:
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(body).items()
    }
    return record(**found)


# Tasks differ in their text, and in little else.
def _task_written(task: Task) -> bytes:
    text, *conditions = vars(task).values()
    return _with_length(_conditions_written(tuple(conditions)), text.encode())


def _task_heard(body: bytes) -> Task:
    conditions, text = _parted(body)
    return Task(text.decode(), *_conditions_heard(conditions))


@lru_cache(256)
def _conditions_written(conditions: tuple[Any, ...]) -> bytes:
    return _json(Task("", *conditions))


@lru_cache(256)
def _conditions_heard(body: bytes) -> tuple[Any, ...]:
    return tuple(vars(_from_json(Task, body)).values())[1:]


def _with_length(first: bytes, rest: bytes) -> bytes:
    return b"".join((_LENGTH.pack(len(first)), first, rest))


def _parted(body: bytes) -> tuple[bytes, bytes]:
    start = _LENGTH.size + _LENGTH.unpack_from(body)[0]
    return body[_LENGTH.size : start], body[start:]


def taken(buffer: bytearray) -> Iterator[Frame]:
    """The whole frames at the start of the buffer, which loses them; raises ValueError for what is no frame."""
    while len(buffer) >= _HEAD.size:
        letter, length = _HEAD.unpack_from(buffer)
        if letter not in _KINDS or length > _LONGEST:
            raise ValueError(f"a frame {letter!r} of {length} bytes")
        end = _HEAD.size + length
        if len(buffer) < end:
            return
        body = bytes(memoryview(buffer)[_HEAD.size : end])
        del buffer[:end]
        yield _KINDS[letter], body


def read(stream: BinaryIO) -> Frame | None:
    """The next frame of a stream, None at its end."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    letter, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (_KINDS[letter], body) if len(body) == length else None


def whole(body: bytes) -> tuple[Header, bytes]:
    """The header and the bytes of a short answer."""
    header, rest = _parted(body)
    return _header(header), rest


# There are few different headers, and JSON takes a tenth of the time of a small query.
@lru_cache(256)
def _written(header: Header) -> bytes:
    return written(header)


@lru_cache(256)
def _header(body: bytes) -> Header:
    return heard(Header, body)


class Reply:
    """A file to write an answer to, which leaves coded and as frames; a short answer leaves as one."""

    def __init__(self, send: Callable[[bytes], object], header: Header, coding: str = IDENTITY) -> None:
        self._send = send
        self._header = header
        self._held = bytearray()
        self._coder = coder(coding)
        self._begun = False
        self._total = 0

    def write(self, data: bytes) -> int:
        """Takes the bytes; sends frames whenever there are enough for one."""
        self._held += data
        while len(self._held) >= LARGEST:
            self._send(self._beginning() + self._frames(self._coder.code(bytes(self._held[:LARGEST]))))
            del self._held[:LARGEST]
        return len(data)

    def flush(self) -> None:
        """Nothing: the end sends what is held."""

    def end(self) -> None:
        """Sends what is held, and the proof that it is all."""
        last = (self._coder.code(bytes(self._held)) if self._held else b"") + self._coder.end()
        if self._begun:
            self._send(self._frames(last) + packed(Kind.END, str(self._total).encode()))
        else:
            self._send(packed(Kind.WHOLE, _with_length(_written(self._header), last)))

    def _beginning(self) -> bytes:
        begun, self._begun = self._begun, True
        return b"" if begun else packed(Kind.HEADER, _written(self._header))

    def _frames(self, coded: bytes) -> bytes:
        self._total += len(coded)
        return b"".join(packed(Kind.DATA, coded[at : at + LARGEST]) for at in range(0, len(coded), LARGEST))
