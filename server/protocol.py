"""The operations of the SPARQL 1.1 Protocol (section 2): the query or update, its dataset and a format."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from pyoxigraph import NamedNode
from starlette.types import Receive, Scope

from server.errors import AddressTooLong, BadRequest, Extras, TooLarge, UnsupportedType, UpdateRefused
from server.formats import Wish
from server.headers import ACCEPTED, ACCEPTED_IN_WRITE_MODE
from server.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_BODIED = frozenset({"POST", "QUERY"})
_FIELDS_MOST = 200
_ABOUT_THE_PAGE = frozenset({"format", "lang"})
# Oxigraph reads all of them alike, so the parameter changes nothing (SPARQL 1.2 Protocol, section 2.2).
VERSIONS = frozenset({"1.1", "1.2", "1.2-basic"})
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QueryRequest:
    """What a client asks; `text` is None if it asks nothing at all (the service description).

    `default` and `named` are the graphs of its dataset, `default` None if it names none of either.
    """

    text: str | None
    default: tuple[str, ...] | None
    named: tuple[str, ...]
    wish: Wish


@dataclass(frozen=True)
class UpdateRequest:
    """What a client changes; the text is None if it is the body, still to be read.

    The dataset is None and nothing where the request names none.
    """

    text: str | None
    default: tuple[str, ...] | None
    named: tuple[str, ...]


async def read_request(scope: Scope, receive: Receive, settings: Settings) -> QueryRequest | UpdateRequest:
    """The query or update that a GET, HEAD, POST or QUERY request carries.

    Raises BadRequest, TooLarge, AddressTooLong or UnsupportedType.
    """
    if len(scope["query_string"]) > settings.address_limit:
        raise AddressTooLong(
            f"The address is longer than {settings.address_limit} bytes; send the query by POST.",
            f"URL は {settings.address_limit} バイトまでです。POST で送ってください。",
        )
    fields = fields_of(scope["query_string"])
    if scope["method"] in _BODIED:
        kind = _content_type(scope, settings)
        if kind == UPDATE and scope["method"] == "POST":
            return _update(fields, direct=True)
        fields = await _posted(kind, Request(scope, receive), fields, settings.body_limit)
        if scope["method"] == "POST" and any(name == "update" for name, _ in fields):
            return _update(fields, direct=False)
    text = _query_text(fields, scope["method"])
    if text is not None and len(text.encode()) > settings.query_limit:
        most = settings.query_limit
        raise TooLarge(f"The query is longer than {most} bytes.", f"クエリは {most} バイトまでです。")
    wish = Wish(header(scope, b"accept"))
    if len(fields) < 2 and text is not None:
        return QueryRequest(text, None, (), wish)
    _check_version(fields)
    default, named = _graphs(fields, "default-graph-uri"), _graphs(fields, "named-graph-uri")
    name = next((value for name, value in fields if name == "format" and value), None)
    wish = Wish(header(scope, b"accept"), name)
    return QueryRequest(text, default if default or named else None, named, wish)


def header(scope: Scope, name: bytes) -> str:
    """The values of a request header, a comma between them; empty if there is none."""
    values = [value for found, value in scope["headers"] if found == name]
    return b", ".join(values).decode("latin-1") if values else ""


async def _posted(kind: str, request: Request, in_url: Fields, body_limit: int) -> Fields:
    if kind == UPDATE:
        raise _not_posted()
    body = await _body(request, body_limit)
    posted = (("query", _utf8(body)),) if kind == QUERY else fields_of(body)
    if clash := {name for name, _ in posted} & {name for name, _ in in_url}:
        names = ", ".join(sorted(clash))
        raise BadRequest(
            f"{names} stands both in the address and in the body.", f"{names} が URL と本文の両方にあります。"
        )
    return in_url + posted


def _content_type(scope: Scope, settings: Settings) -> str:
    kind, _, parameters = header(scope, b"content-type").partition(";")
    kind, charset = kind.strip().lower(), parameters.lower().partition("charset=")[2].strip('" ')
    accepted = Extras(headers=ACCEPTED_IN_WRITE_MODE if settings.writable else ACCEPTED)
    if kind not in {FORM, QUERY, UPDATE}:
        given = f"not {kind}" if kind else "but none is given"
        raise UnsupportedType(
            f"A posted query is {FORM} or {QUERY}, {given}.", f"POST できるのは {FORM} か {QUERY} です。", accepted
        )
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedType(
            f"A posted query is in UTF-8, not {charset}.", "POST するクエリは UTF-8 で書いてください。", accepted
        )
    return kind


async def _body(request: Request, limit: int) -> bytes:
    body = b""
    _check_length(int(request.headers.get("content-length", 0)), limit)
    async for chunk in request.stream():
        body += chunk
        _check_length(len(body), limit)
    return body


def _check_length(length: int, limit: int) -> None:
    if length > limit:
        raise TooLarge(f"The body is longer than {limit} bytes.", f"本文は {limit} バイトまでです。")


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(
            f"The request is not in UTF-8 (byte {error.start}).",
            f"要求が UTF-8 ではありません（{error.start} バイト目）。",
        ) from error


def fields_of(raw: bytes) -> Fields:
    """The parameters in a query string or form, decoded once; raises BadRequest."""
    with suppress(ValueError):
        return tuple(_decoded(raw))
    try:
        return tuple(parse_qsl(_utf8(raw), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MOST))
    except ValueError as error:
        raise BadRequest(f"The parameters cannot be read: {error}.", "パラメータを読めません。") from error


def _decoded(raw: bytes) -> Iterator[tuple[str, str]]:
    """What `parse_qsl` yields, in a tenth of the time; raises ValueError for what is better left to it."""
    if raw.count(b"&") >= _FIELDS_MOST:
        raise ValueError
    # The escapes of Python's strings are decoded at once, those of addresses one by one.
    escaped = raw.replace(b"\\", b"\\\\").replace(b"%", b"\\x").replace(b"+", b" ")
    for pair in filter(None, escaped.split(b"&")):
        name, _, value = pair.partition(b"=")
        yield _unescaped(name), _unescaped(value)


def _unescaped(raw: bytes) -> str:
    return raw.decode("unicode_escape").encode("latin-1").decode()


def _update(fields: Fields, *, direct: bool) -> UpdateRequest:
    texts = [value for name, value in fields if name == "update"]
    if any(name == "query" for name, _ in fields) or len(texts) > (0 if direct else 1):
        raise BadRequest("One request is one query or one update.", "1 回の要求に含められるのは 1 つの検索か更新です。")
    default, named = _graphs(fields, "using-graph-uri"), _graphs(fields, "using-named-graph-uri")
    return UpdateRequest(None if direct else texts[0], default if default or named else None, named)


def _not_posted() -> UpdateRefused:
    return UpdateRefused("An update is posted.", "更新は POST で送ってください。")


def _query_text(fields: Fields, method: str) -> str | None:
    texts = [value for name, value in fields if name == "query"]
    if any(name == "update" for name, _ in fields):
        raise _not_posted()
    if len(texts) > 1:
        raise BadRequest("There is more than one query parameter.", "query パラメータが複数あります。")
    if not texts and method not in _BODIED and {name for name, _ in fields} <= _ABOUT_THE_PAGE:
        return None
    if not texts or not texts[0].strip():
        raise BadRequest("The query parameter is missing or empty.", "query パラメータがありません。")
    return texts[0]


def _check_version(fields: Fields) -> None:
    for name, value in fields:
        if name == "version" and value not in VERSIONS:
            listed = ", ".join(sorted(VERSIONS))
            raise BadRequest(f"version is one of {listed}, not {value!r}.", f"version は {listed} のいずれかです。")


def _graphs(fields: Fields, parameter: str) -> tuple[str, ...]:
    values = dict.fromkeys(value for name, value in fields if name == parameter)
    try:
        return tuple(NamedNode(value).value for value in values)
    except ValueError as error:
        raise BadRequest(
            f"{parameter} must be an absolute IRI: {error}.", f"{parameter} は絶対 IRI で指定してください。"
        ) from error


def wish_of(request: Request, name: str | None) -> Wish:
    """The format that a request asks for, by name or by its Accept headers."""
    return Wish(header(request.scope, b"accept"), name)
