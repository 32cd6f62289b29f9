"""What a request brings: parameters in its address, a form or a JSON document, each read within bounds."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import Request

from server.errors import AddressTooLong, BadData, BadQuestion, Extras, TooLarge, UnsupportedType
from server.negotiation import best_language
from server.pages import LANGUAGES
from server.protocol import FORM, fields_of
from server.service import service_of

JSON = "application/json"
_DIGITS_MOST = 9


class Fields:
    """The parameters of a request, each given once."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._given = dict(pairs)
        if len(self._given) != len(pairs):
            names = [name for name, _ in pairs]
            name = next(one for one in names if names.count(one) > 1)
            raise refused(name[:60], "it is given more than once", "複数回指定されています")

    def text(self, name: str) -> str | None:
        """The value of a parameter, None if it is not given."""
        return self._given.get(name)

    def number(self, name: str, default: int, most: int) -> int:
        """The value of a parameter as a whole number, no more than the most; raises BadQuestion."""
        text = self._given.get(name)
        if text is None or not text.strip():
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MOST):
            raise refused(
                name, f"it is a whole number from 0 to {most}, not {text[:40]!r}", f"0 から {most} までの整数です"
            )
        return min(int(text), most)


def refused(parameter: str, wrong: str, wrong_ja: str, **members: str | Sequence[str]) -> BadQuestion:
    """The problem that a parameter, or a member of a document, cannot be as it is."""
    extras = Extras({"parameter": parameter, **members})
    return BadQuestion(f"{parameter}: {wrong}.", f"{parameter}: {wrong_ja}。", extras)


def fields_in_address(request: Request) -> Fields:
    """The parameters in the address; raises AddressTooLong or BadRequest."""
    most = service_of(request).settings.address_limit
    raw = request.scope["query_string"]
    if len(raw) > most:
        raise AddressTooLong(
            f"The address is longer than {most} bytes; send it by POST.",
            f"URL は {most} バイトまでです。POST で送ってください。",
        )
    return Fields(fields_of(raw))


async def fields_in_form(request: Request) -> Fields:
    """The parameters in a posted form, with those in the address; raises TooLarge, UnsupportedType or BadRequest."""
    _require(request, FORM)
    posted = fields_of(await _body(request))
    return Fields([*fields_of(request.scope["query_string"]), *posted])


async def posted_document(request: Request) -> object:
    """The JSON document that is posted; raises TooLarge, UnsupportedType or BadData."""
    _require(request, JSON)
    try:
        return document((await _body(request)).decode("utf-8-sig"), "body")
    except UnicodeDecodeError as error:
        raise BadData(f"The body is not in UTF-8 (byte {error.start}).", "本文が UTF-8 ではありません。") from error


def _require(request: Request, wanted: str) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise UnsupportedType(
            f"What is posted here is {wanted}, not {kind or 'of no type'}.",
            f"ここに送れるのは {wanted} です。",
            Extras(headers={"Accept-Post": wanted}),
        )


async def _body(request: Request) -> bytes:
    settings = service_of(request).settings
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > settings.body_limit:
            raise TooLarge(
                f"The body is longer than {settings.body_limit} bytes; a batch has {settings.reconcile_batch} queries "
                "at most.",
                f"本文は {settings.body_limit} バイト、一度に送れる照合は {settings.reconcile_batch} 件までです。",
                Extras({"limit_bytes": settings.body_limit, "limit_queries": settings.reconcile_batch}),
            )
    return bytes(body)


def document(text: str, name: str) -> object:
    """The value of a JSON text; raises BadData with line and column."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise BadData(
            f"{name} is no JSON: {error.msg} (line {error.lineno}, column {error.colno}).",
            f"{name} は JSON として読めません（{error.lineno} 行 {error.colno} 文字目）。",
            Extras({"line": error.lineno, "column": error.colno}),
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadData(
            f"{name} is JSON that goes too deep, or with a number that is none.",
            f"{name} の入れ子が深すぎるか、数でないものが数として書かれています。",
        ) from error


def _no_number(text: str) -> object:
    raise ValueError(text)


def members(found: object, name: str) -> Mapping[str, Any]:
    """The value as a JSON object; raises BadQuestion."""
    if not isinstance(found, dict):
        raise refused(name, "it is an object", "オブジェクトで指定します")
    return found


def items(found: object, name: str) -> Sequence[object]:
    """The value as a JSON array; raises BadQuestion."""
    if not isinstance(found, list):
        raise refused(name, "it is an array", "配列で指定します")
    return found


def word(found: object, name: str, most: int) -> str:
    """The value as a text that is not empty, nor longer than so many characters; raises BadQuestion or TooLarge."""
    if not isinstance(found, str) or not found.strip():
        raise refused(name, "it is a text that is not empty", "空でない文字列で指定します")
    return bounded(found, name, most)


def bounded(text: str, name: str, most: int) -> str:
    """The text; raises TooLarge where it has more characters than that."""
    if len(text) > most:
        raise TooLarge(
            f"{name}: a text has {most} characters at most, and this one {len(text)}.",
            f"{name}: 文字列は {most} 文字までです（{len(text)} 文字ありました）。",
            Extras({"parameter": name, "limit_characters": most}),
        )
    # Half a surrogate pair has no UTF-8, which all that is to come needs.
    return text.encode("utf-8", "replace").decode()


def language_of(request: Request, given: Fields) -> str:
    """The language of labels: `user_lang`, `lang`, or what the client prefers."""
    asked = given.text("user_lang") or given.text("lang")
    if asked is None:
        return best_language(request.headers.get("accept-language"), LANGUAGES)
    short = asked.partition("-")[0].lower()
    if short not in LANGUAGES:
        raise refused("user_lang", f"it is one of {', '.join(LANGUAGES)}", f"{', '.join(LANGUAGES)} のいずれかです")
    return short


def flattened(found: object) -> Iterator[object]:
    """The value, or the values of the array that it is."""
    if isinstance(found, list):
        yield from found
    else:
        yield found
