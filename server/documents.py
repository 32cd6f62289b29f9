"""Bodies of writes as triples, in the formats of RDF; several documents may come as one multipart/form-data."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from server.errors import BadData, BadRequest, Extras, UnsupportedType
from server.formats import GRAPHS

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MULTIPART = "multipart/form-data"
# A body without a type is taken for RDF/XML (SPARQL 1.1 Graph Store HTTP Protocol, section 4.1).
_UNTYPED = "application/rdf+xml"
_TYPES = {name: one.engine for one in GRAPHS for name in one.media_types if isinstance(one.engine, RdfFormat)}
# Formats in which no named graph can be, so that nothing has to be looked for one by one.
_OF_TRIPLES = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)
READ = tuple(one.media_types[0] for one in GRAPHS)


@dataclass(frozen=True)
class Document:
    """Some bytes and what the sender says that they are."""

    content: IO[bytes]
    media_type: str

    def quads(self, graph: NamedNode | DefaultGraph, base_iri: str) -> Iterator[Quad]:
        """The triples in their graph, with blank nodes of their own; raises BadData or UnsupportedType."""
        form = form_of(self.media_type)
        with _understood():
            found = parse(self.content, form, base_iri=base_iri, without_named_graphs=True, rename_blank_nodes=True)
            for quad in found:
                yield Quad(quad.subject, quad.predicate, quad.object, graph)

    def bulk_load(self, store: Store, graph: NamedNode | DefaultGraph, base_iri: str) -> None:
        """Loads the triples into a graph, not as a transaction; raises BadData or UnsupportedType."""
        form = form_of(self.media_type)
        if form not in _OF_TRIPLES:
            store.bulk_extend(self.quads(graph, base_iri))
            return
        with _understood():
            store.bulk_load(self.content, form, base_iri=base_iri, to_graph=graph)


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise _bad_data(error) from error


def _bad_data(error: SyntaxError) -> BadData:
    place = {"line": error.lineno, "column": error.offset}
    members = {name: number for name, number in place.items() if number is not None}
    where = f" ({members['line']} 行 {members.get('column', 1)} 文字目)" if "line" in members else ""
    return BadData(f"The data does not parse: {error.msg}.", f"データを解釈できません{where}。", Extras(members))


def check(media_type: str) -> None:
    """Raises UnsupportedType for a type that cannot be the body of a graph."""
    if _essence(media_type) != MULTIPART:
        form_of(media_type)


def form_of(media_type: str) -> RdfFormat:
    """The format of a media type; raises UnsupportedType."""
    form = _TYPES.get(_essence(media_type))
    charset = _header(media_type).get_content_charset("utf-8")
    if form is None or charset not in {"utf-8", "utf8", "us-ascii"}:
        accepted = ", ".join((*READ, MULTIPART))
        raise UnsupportedType(
            f"A graph is read in UTF-8 as {accepted}, not {media_type}.",
            f"読み込める形式: {accepted}（UTF-8）",
            Extras(headers={"Accept-Post": accepted}),
        )
    return form


def _header(media_type: str) -> Message:
    message = Message()
    message["content-type"] = media_type or _UNTYPED
    return message


def _essence(media_type: str) -> str:
    return (media_type or _UNTYPED).partition(";")[0].strip().lower()


def documents(path: Path, media_type: str) -> Iterator[Document]:
    """The documents of an upload: its parts if it has several, else itself; raises BadRequest."""
    with path.open("rb") as file:
        if _essence(media_type) == MULTIPART:
            yield from _parts(file, media_type)
        else:
            yield Document(file, media_type)


@dataclass
class _Parts:
    """What a parser of multipart bodies has found."""

    found: list[Document] = field(default_factory=list)
    ended: bool = False
    _content: BytesIO = field(default_factory=BytesIO)
    _name: bytes = b""
    _value: bytes = b""
    _media_type: str = ""

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_begin": self._begin_header,
            "on_header_field": self._take_name,
            "on_header_value": self._take_value,
            "on_header_end": self._end_header,
            "on_part_data": self._take,
            "on_part_end": self._end,
            "on_end": self._end_all,
        }

    def _begin(self) -> None:
        self._content, self._media_type = BytesIO(), ""

    def _begin_header(self) -> None:
        self._name = self._value = b""

    def _take_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _take_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._name.lower() == b"content-type":
            self._media_type = self._value.decode("latin-1")

    def _take(self, data: bytes, start: int, end: int) -> None:
        self._content.write(data[start:end])

    def _end(self) -> None:
        self._content.seek(0)
        self.found.append(Document(self._content, self._media_type))

    def _end_all(self) -> None:
        self.ended = True


def _parts(file: IO[bytes], media_type: str) -> Iterator[Document]:
    # Only who sends several documents pays for this import.
    from python_multipart import MultipartParser  # noqa: PLC0415
    from python_multipart.exceptions import FormParserError  # noqa: PLC0415

    boundary = _header(media_type).get_boundary()
    if not boundary:
        raise BadRequest(f"{MULTIPART} needs a boundary.")
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        while block := file.read(1 << 16):
            parser.write(block)
        parser.finalize()
    except FormParserError as error:
        raise BadRequest(f"The body is no {MULTIPART}: {error}.") from error
    if not parts.ended or not parts.found:
        raise BadRequest(f"The body is no whole {MULTIPART}.")
    yield from parts.found
