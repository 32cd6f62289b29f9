"""What the description of the API says of `/embed/...` and `/oembed`."""

from collections.abc import Mapping, Sequence

from server.operations import ANY, LANGUAGE, TEXT, WORD, Object, chosen, get, like, parameter, place

_STATUSES = (304, 400, 404, 413, 429, 503)
_THEME = parameter("theme", "of an embed", {**TEXT, "enum": ["auto", "light", "dark"]})
_PAGE: Mapping[str, Object] = {"text/html": TEXT}


def _oembed() -> Object:
    address = {**parameter("url", "of a page of ours", {**WORD, "format": "uri"}), "required": True}
    most = [parameter(name, "in pixels", {"type": "integer", "minimum": 1}) for name in ("maxwidth", "maxheight")]
    asked = [address, *most, {**chosen(("json", "xml")), "description": "json where there is none"}]
    return get("How a page is embedded", {"application/json": ANY, "text/xml": TEXT}, (*_STATUSES, 501), asked)


def _frame(summary: str, name: str, example: str, parameters: Sequence[Object] = ()) -> Object:
    given = [place(name, like(example)), LANGUAGE, _THEME, chosen(("html", "json")), *parameters]
    return get(summary, {**_PAGE, "application/json": ANY}, (*_STATUSES, 406), given)


_SHOWN = [LANGUAGE, _THEME, parameter("kind", "of what is shown", TEXT), parameter("name", "of it", TEXT)]
_AMOUNTS = [parameter(name, "of the amounts", TEXT) for name in ("fiscalYear", "phase")]
PATHS: Object = {
    "/oembed": _oembed(),
    "/embed/": get("How to embed", _PAGE, _STATUSES, _SHOWN),
    "/embed/seisaku-program.js": get("The web components", {"text/javascript": TEXT}, (304,)),
    "/embed/program/{slug}": _frame("The budget of a program, for a frame", "slug", "bbj"),
    "/embed/policy/{slug}": _frame("The money behind a policy, for a frame", "slug", "honebuto-2023", _AMOUNTS),
    "/embed/query/{name}": _frame("The answer to a question, for a frame", "name", "growth"),
}
