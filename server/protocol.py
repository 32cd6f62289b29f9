"""The query operation of the SPARQL 1.1 Protocol (section 2.1): the query, its dataset and a format."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from pyoxigraph import NamedNode

from server.errors import BadRequest, Extras, TooLarge, UnsupportedType, UpdateRefused
from server.formats import Wish
from server.results import Dataset

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
_ACCEPT_POST = Extras(headers={"Accept-Post": f"{FORM}, {QUERY}"})
_FIELDS_MOST = 200
_ABOUT_THE_PAGE = frozenset({"format", "lang"})
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks; `text` is None if it asks nothing at all (the service description)."""

    text: str | None
    dataset: Dataset | None
    wish: Wish


async def read_request(request: Request, query_limit: int, body_limit: int) -> QueryRequest:
    """The query that a GET, HEAD or POST request carries; raises BadRequest, TooLarge or UnsupportedType."""
    fields = _fields(request.scope["query_string"])
    if request.method == "POST":
        fields = await _posted(request, fields, body_limit)
    text = _query_text(fields, request.method)
    if text is not None and len(text.encode()) > query_limit:
        raise TooLarge(f"The query is longer than {query_limit} bytes.", f"クエリは {query_limit} バイトまでです。")
    return QueryRequest(text, _dataset(fields), _wish(request, fields))


async def _posted(request: Request, in_url: Fields, body_limit: int) -> Fields:
    kind = _content_type(request)
    body = await _body(request, body_limit)
    posted = (("query", _utf8(body)),) if kind == QUERY else _fields(body)
    if clash := {name for name, _ in posted} & {name for name, _ in in_url}:
        raise BadRequest(f"{', '.join(sorted(clash))} stands both in the address and in the body.")
    return in_url + posted


def _content_type(request: Request) -> str:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind, charset = kind.strip().lower(), parameters.lower().partition("charset=")[2].strip('" ')
    if kind not in {FORM, QUERY}:
        given = f"not {kind}" if kind else "but none is given"
        raise UnsupportedType(f"A posted query is {FORM} or {QUERY}, {given}.", extras=_ACCEPT_POST)
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedType(f"A posted query is in UTF-8, not {charset}.", extras=_ACCEPT_POST)
    return kind


async def _body(request: Request, limit: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"The body is longer than {limit} bytes.", f"本文は {limit} バイトまでです。")
    return body


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"The request is not in UTF-8 (byte {error.start}).") from error


def _fields(raw: bytes) -> Fields:
    try:
        return tuple(parse_qsl(_utf8(raw), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MOST))
    except ValueError as error:
        raise BadRequest(f"The parameters cannot be read: {error}.") from error


def _query_text(fields: Fields, method: str) -> str | None:
    texts = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise UpdateRefused("This endpoint answers queries only.", "このエンドポイントは更新できません。")
    if len(texts) > 1:
        raise BadRequest("There is more than one query parameter.", "query パラメータが複数あります。")
    if method != "POST" and {name for name, _ in fields} <= _ABOUT_THE_PAGE:
        return None
    if not texts or not texts[0].strip():
        raise BadRequest("The query parameter is missing or empty.", "query パラメータがありません。")
    return texts[0]


def _dataset(fields: Fields) -> Dataset | None:
    default = _graphs(fields, "default-graph-uri")
    named = _graphs(fields, "named-graph-uri")
    return Dataset(default, named) if default or named else None


def _graphs(fields: Fields, parameter: str) -> tuple[NamedNode, ...]:
    values = dict.fromkeys(value for name, value in fields if name == parameter)
    try:
        return tuple(NamedNode(value) for value in values)
    except ValueError as error:
        raise BadRequest(f"{parameter} must be an absolute IRI: {error}.") from error


def _wish(request: Request, fields: Fields) -> Wish:
    named = next((value for name, value in fields if name == "format" and value), None)
    return wish_of(request, named)


def wish_of(request: Request, name: str | None) -> Wish:
    """The format that a request asks for, by name or by its Accept headers."""
    return Wish(", ".join(request.headers.getlist("accept")), name)
