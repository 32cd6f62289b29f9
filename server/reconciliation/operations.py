"""What the description of the API says of `/reconcile`; the routes of the draft stand under both roots."""

from server.operations import OBJECT, TEXT, WORD, Object, get, operation, parameter, place
from server.pages import LANGUAGES
from server.protocol import FORM
from server.reconciliation.manifest import DRAFT, ROOT

_STATUSES = (304, 400, 404, 406, 413, 414, 415, 429, 503)
_ANSWER = {"application/json": OBJECT, "text/javascript": TEXT}
_PAGE = {"text/html": TEXT}
_SPOKEN = parameter("user_lang", "of names, before Accept-Language", {**TEXT, "enum": list(LANGUAGES)})
_CALLED = parameter("callback", "the function that the answer calls (JSONP)", TEXT)
_GIVEN = [parameter(name, "a JSON text", TEXT) for name in ("queries", "extend")]
_FORM: Object = {"type": "object", "properties": dict.fromkeys(("queries", "extend", "user_lang"), TEXT)}
_KIND = place("kind", {"enum": ["entity", "property", "type"]})
_NUMBER: Object = {"type": "integer", "minimum": 0}
_ID, _TYPE = parameter("id", "an identifier", WORD), parameter("type", "a type", WORD)
_PREFIX = [
    parameter("prefix", "what was typed", TEXT),
    *(parameter(name, "", _NUMBER) for name in ("limit", "offset")),
]


def _root() -> Object:
    post = operation("Candidates, or values, for a posted batch", _ANSWER, _STATUSES)
    body = {"required": True, "content": {FORM: {"schema": _FORM}}}
    asked = [*_GIVEN, _SPOKEN, _CALLED]
    found = get("The reconciliation service", {**_ANSWER, **_PAGE}, _STATUSES, asked)
    return {**found, "post": {**post, "requestBody": body}}


def _posted() -> Object:
    body = {"required": True, "content": {"application/json": {"schema": OBJECT}}}
    return {
        "post": {"requestBody": body, **operation("Answers as the draft writes them", _ANSWER, _STATUSES, [_SPOKEN])}
    }


_SHARED = {
    "/match": _posted(),
    "/extend": _posted(),
    "/extend/propose": get("The properties of a type", _ANSWER, _STATUSES, [_TYPE, _SPOKEN, _CALLED]),
    "/suggest/{kind}": get("Suggestions", _ANSWER, _STATUSES, [_KIND, *_PREFIX, _TYPE, _SPOKEN, _CALLED]),
    "/suggest/{kind}/flyout": get("On a suggestion", _ANSWER, _STATUSES, [_KIND, _ID, _SPOKEN, _CALLED]),
    "/preview": get("A thing in little", _PAGE, _STATUSES, [_ID, _SPOKEN]),
}
PATHS: Object = {
    ROOT: _root(),
    DRAFT: get("The service by the draft of version 1.0", _ANSWER, _STATUSES, [_SPOKEN]),
    **{f"{root}{path}": described for root in (ROOT, DRAFT) for path, described in _SHARED.items()},
}
