"""What is answered as JSON: candidates, suggestions, types and properties, in a language; each version its own form."""

import json
import re
from collections.abc import Mapping, Sequence

from fastapi import Response

import queries
from queries import Text
from server.reconciliation.clerk import Thing
from server.reconciliation.payload import Fields, refused
from server.reconciliation.scores import Candidate
from server.reconciliation.words import class_name

Object = Mapping[str, object]
FEATURES = {
    "nameLikeness": Text("名称の近さ（0–100）", "Likeness of the name (0-100)"),
    "sameName": Text("表記の揺れを除いて同じ名称", "The same name after folding"),
    "typeAgrees": Text("求められた型である", "Of the type asked for"),
    "propertiesAgree": Text("一致したプロパティの割合（0–100）", "Share of properties that agree (0-100)"),
    "identifierAgrees": Text("識別子が一致", "An identifier agrees"),
}
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,3}")
_ESCAPED = {ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029", ord("<"): "\\u003c"}


def in_language(text: Text, language: str) -> str:
    """The text in Japanese or in English."""
    return text.ja if language == "ja" else text.en


def json_response(content: object, language: str, given: Fields | None = None) -> Response:
    """The content as JSON, or as a call of the function that `callback` names (JSONP, as 0.2 allows)."""
    headers = {"Vary": "Accept, Accept-Language, Accept-Encoding", "Content-Language": language}
    text = json.dumps(content, ensure_ascii=False)
    if given is None or (callback := given.text("callback")) is None:
        return Response(text, headers=headers, media_type="application/json")
    if not _CALLBACK.fullmatch(callback):
        raise refused("callback", "it is the name of a function", "関数名で指定します")
    # The comment keeps the beginning of the body out of the hands of whoever chose the name.
    return Response(f"/**/{callback}({text.translate(_ESCAPED)});", headers=headers, media_type="text/javascript")


def types(names: Sequence[str], language: str) -> Sequence[Object]:
    """Types by their identifiers, with their names."""
    return [{"id": name, "name": class_name(name, language)} for name in names]


def candidate(one: Candidate, language: str, *, draft: bool) -> Object:
    """A candidate as a version writes it."""
    values: dict[str, float | bool] = {
        "nameLikeness": round(one.likeness, 1),
        "sameName": one.is_same,
        "typeAgrees": one.is_of_type,
        "identifierAgrees": one.is_identified,
    }
    if one.agreement is not None:
        values["propertiesAgree"] = round(one.agreement, 1)
    return {
        **_described(one.thing, language),
        "type": types(one.thing.types, language),
        "score": one.score,
        "match": one.match,
        "features": [_feature(name, value, language, draft=draft) for name, value in values.items()],
    }


def _feature(name: str, value: float | bool, language: str, *, draft: bool) -> Object:
    named = {"name": in_language(FEATURES[name], language)} if draft else {}
    return {"id": name, **named, "value": value}


def _described(thing: Thing, language: str) -> Object:
    about = thing.description(language)
    return {"id": thing.id, "name": thing.label(language), **({"description": about} if about else {})}


def suggestion(thing: Thing, language: str) -> Object:
    """A thing as suggestions list it."""
    return {**_described(thing, language), "notable": types(thing.types, language)}


def property_entry(one: queries.Property, language: str) -> Object:
    """A property with its name and what it means."""
    return {
        "id": one.id,
        "name": in_language(one.label, language),
        "description": in_language(one.description, language),
    }
