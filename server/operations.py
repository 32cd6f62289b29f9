"""What descriptions of routes (OpenAPI 3.1) are made of: operations, parameters, media types and statuses.

Each part describes its own routes with it, as `PATHS` or `paths(...)`; `openapi.py` puts them together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from server.errors import BadRequest, ServerError
from server.formats import Format
from server.pages import LANGUAGES
from server.problems import PROBLEM_OFFERS

Object = Mapping[str, object]
ANY: Object = {}
TEXT: Object = {"type": "string"}
WORD: Object = {"type": "string", "minLength": 1}
OBJECT: Object = {"type": "object"}
LISTED: Mapping[str, Object] = {"application/json": {"type": "array", "items": OBJECT}, "text/html": TEXT}
"""A list as JSON or as a page."""
COMMON = (304, 400, 406, 429, 503)
"""The statuses of most routes, besides 200."""
WRITE = (204, 400, 401, 403, 412, 413, 415, 503, 507)
"""The statuses of what changes the graph."""
PROBLEM: Object = {
    "type": "object",
    "description": "RFC 9457, with title and detail in Japanese beside them.",
    "required": ["type", "title", "title_ja", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        **dict.fromkeys(("title", "title_ja", "detail", "detail_ja"), TEXT),
    },
}
_TITLES = {
    200: "The answer",
    201: "Done, and the graph is new",
    303: "The document about it is elsewhere",
    308: "The address without its last slash is right",
    204: "Done",
    206: "The parts asked for",
    304: "What the client has is still right",
    400: "A mistake in the request",
    416: "No such part",
    505: "An answer too long for HTTP/1.0",
}


def get(
    summary: str, content: Mapping[str, Object], statuses: Iterable[int], parameters: Sequence[Object] = ()
) -> dict[str, dict[str, Any]]:
    """A path that answers GET."""
    return {"get": operation(summary, content, statuses, parameters)}


def operation(
    summary: str, content: Mapping[str, Object], statuses: Iterable[int], parameters: Sequence[Object] = ()
) -> dict[str, Any]:
    """An operation that answers 200 with one of the media types of the content, or one of the other statuses."""
    given = schemas(content)
    responses: dict[str, object] = {"200": {"description": _TITLES[200], "content": given}}
    responses |= {str(status): _response(status, given) for status in sorted(statuses)}
    return {"summary": summary, "parameters": list(parameters), "responses": responses}


def _response(status: int, given: Mapping[str, Object]) -> dict[str, object]:
    if status < 206 or 300 <= status < 400:
        return {"description": _TITLES[status]}
    if status == 206:
        return {"description": _TITLES[status], "content": {**given, "multipart/byteranges": {"schema": TEXT}}}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    content = {offer: problem if "json" in offer else {"schema": TEXT} for offer in PROBLEM_OFFERS}
    return {"description": _TITLES.get(status) or _title(status), "content": content}


def _title(status: int) -> str:
    leaves = [*ServerError.__subclasses__(), *BadRequest.__subclasses__()]
    return " / ".join(leaf.title for leaf in leaves if leaf.status == status)


def schemas(content: Mapping[str, Object]) -> Mapping[str, Object]:
    """The content of a body: each media type with its schema."""
    return {media_type: {"schema": schema} for media_type, schema in content.items()}


def media(formats: Iterable[Format]) -> Mapping[str, Object]:
    """The media types of formats; of JSON anything may be said."""
    return {media_type: ANY if "json" in media_type else TEXT for one in formats for media_type in one.media_types}


def names(formats: Iterable[Format]) -> Sequence[str]:
    """The names of formats, each once."""
    return list(dict.fromkeys(name for one in formats for name in one.names))


def parameter(name: str, description: str, schema: Object) -> Object:
    """A parameter of the query of an address."""
    return {"name": name, "in": "query", "description": description, "schema": schema}


def chosen(names: Iterable[str]) -> Object:
    """The parameter that chooses the format."""
    return parameter("format", "goes before the Accept header", {**TEXT, "enum": list(names)})


def place(name: str, schema: Object, description: str = "") -> Object:
    """A parameter of the path of an address."""
    described = {"description": description} if description else {}
    return {"name": name, "in": "path", "required": True, **described, "schema": schema}


def like(*examples: str) -> Object:
    """The schema of a word, with examples."""
    return {**WORD, "examples": list(examples)}


LANGUAGE = parameter("lang", "of a page", {**TEXT, "enum": list(LANGUAGES)})
RANGE: Object = {"name": "Range", "in": "header", "schema": {"type": "string", "examples": ["bytes=0-99"]}}
