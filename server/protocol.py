"""The query operation of the SPARQL 1.1 Protocol (section 2.1): the query, its dataset and a format."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import Request
from pyoxigraph import NamedNode
from starlette.types import Receive, Scope

from server.errors import AddressTooLong, BadRequest, Extras, TooLarge, UnsupportedType, UpdateRefused
from server.formats import Wish
from server.headers import ACCEPTED
from server.settings import Settings

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
_ACCEPTED = Extras(headers=ACCEPTED)
_BODIED = frozenset({"POST", "QUERY"})
_FIELDS_MOST = 200
_ABOUT_THE_PAGE = frozenset({"format", "lang"})
# Oxigraph reads all of them alike, so the parameter changes nothing (SPARQL 1.2 Protocol, section 2.2).
_VERSIONS = frozenset({"1.1", "1.2", "1.2-basic"})
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


async def read_request(scope: Scope, receive: Receive, settings: Settings) -> QueryRequest:
    """The query that a GET, HEAD, POST or QUERY request carries.

    Raises BadRequest, TooLarge, AddressTooLong or UnsupportedType.
    """
    if len(scope["query_string"]) > settings.address_limit:
        raise AddressTooLong(
            f"The address is longer than {settings.address_limit} bytes; send the query by POST.",
            f"URL は {settings.address_limit} バイトまでです。POST で送ってください。",
        )
    fields = _fields(scope["query_string"])
    if scope["method"] in _BODIED:
        fields = await _posted(scope, receive, fields, settings.body_limit)
    text = _query_text(fields, scope["method"])
    if text is not None and len(text.encode()) > settings.query_limit:
        most = settings.query_limit
        raise TooLarge(f"The query is longer than {most} bytes.", f"クエリは {most} バイトまでです。")
    _check_version(fields)
    default, named = _graphs(fields, "default-graph-uri"), _graphs(fields, "named-graph-uri")
    name = next((value for name, value in fields if name == "format" and value), None)
    wish = Wish(header(scope, b"accept"), name)
    return QueryRequest(text, default if default or named else None, named, wish)


def header(scope: Scope, name: bytes) -> str:
    """The values of a request header, a comma between them; empty if there is none."""
    values = [value for found, value in scope["headers"] if found == name]
    return b", ".join(values).decode("latin-1") if values else ""


async def _posted(scope: Scope, receive: Receive, in_url: Fields, body_limit: int) -> Fields:
    kind = _content_type(scope)
    body = await _body(scope, receive, body_limit)
    posted = (("query", _utf8(body)),) if kind == QUERY else _fields(body)
    if clash := {name for name, _ in posted} & {name for name, _ in in_url}:
        raise BadRequest(f"{', '.join(sorted(clash))} stands both in the address and in the body.")
    return in_url + posted


def _content_type(scope: Scope) -> str:
    kind, _, parameters = header(scope, b"content-type").partition(";")
    kind, charset = kind.strip().lower(), parameters.lower().partition("charset=")[2].strip('" ')
    if kind not in {FORM, QUERY}:
        given = f"not {kind}" if kind else "but none is given"
        raise UnsupportedType(f"A posted query is {FORM} or {QUERY}, {given}.", extras=_ACCEPTED)
    if charset not in {"", "utf-8", "utf8"}:
        raise UnsupportedType(f"A posted query is in UTF-8, not {charset}.", extras=_ACCEPTED)
    return kind


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes:
    body = b""
    async for chunk in Request(scope, receive).stream():
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
    if not texts and method not in _BODIED and {name for name, _ in fields} <= _ABOUT_THE_PAGE:
        return None
    if not texts or not texts[0].strip():
        raise BadRequest("The query parameter is missing or empty.", "query パラメータがありません。")
    return texts[0]


def _check_version(fields: Fields) -> None:
    for name, value in fields:
        if name == "version" and value not in _VERSIONS:
            raise BadRequest(f"version is one of {', '.join(sorted(_VERSIONS))}, not {value!r}.")


def _graphs(fields: Fields, parameter: str) -> tuple[str, ...]:
    values = dict.fromkeys(value for name, value in fields if name == parameter)
    try:
        return tuple(NamedNode(value).value for value in values)
    except ValueError as error:
        raise BadRequest(f"{parameter} must be an absolute IRI: {error}.") from error


def wish_of(request: Request, name: str | None) -> Wish:
    """The format that a request asks for, by name or by its Accept headers."""
    return Wish(header(request.scope, b"accept"), name)
