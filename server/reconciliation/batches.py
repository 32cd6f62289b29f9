"""Batches of reconciliation queries as they are sent, read into one form: version 0.2 and the draft of 1.0.

Of members that a version does not know nothing is made; what is known must have its form, or the batch is refused with
the place in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import ontology
import queries
from server.errors import Extras, TooLarge
from server.reconciliation.clerk import TYPES
from server.reconciliation.payload import bounded, flattened, items, members, refused, word

LONGEST = 500
CANDIDATES_MOST = 50
CANDIDATES = 10
_VALUES_MOST = 20
_CONDITIONS_MOST = 20
SCHEMA_SPACE = ontology.BASE + "ontology#"
ID_SPACE = ontology.BASE + "id/"


class Strictness(StrEnum):
    """What the types of a query ask of a candidate: `should` prefers things of them, the others allow no others."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


class Quantifier(StrEnum):
    """How many of the values of a condition must hold."""

    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True)
class Condition:
    """Values that a property should have: texts, or identifiers of things."""

    property: str
    values: tuple[str, ...]
    quantifier: Quantifier = Quantifier.ANY
    is_required: bool = False


@dataclass(frozen=True)
class Query:
    """What one row of somebody's table says: names or identifiers, types, properties."""

    key: str
    texts: tuple[str, ...]
    types: tuple[str, ...]
    strictness: Strictness
    limit: int
    conditions: tuple[Condition, ...]


def read_batch(found: object, most: int) -> tuple[Query, ...]:
    """The queries of a batch of version 0.2, an object with a query under each key; raises ServerError."""
    batch = members(found, "queries")
    _check_size(len(batch), most)
    return tuple(_query(key, members(query, f"queries.{key[:60]}")) for key, query in batch.items())


def read_draft_batch(found: object, most: int) -> tuple[Query, ...]:
    """The queries of a batch of the draft, an object with an array `queries`; raises ServerError."""
    batch = items(members(found, "body").get("queries"), "queries")
    _check_size(len(batch), most)
    return tuple(_draft_query(f"queries.{place}", query) for place, query in enumerate(batch))


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise TooLarge(
            f"The batch has {size} queries; {most} are the most (the manifest says so: batchSize).",
            f"一度に送れる照合は {most} 件までです（{size} 件ありました）。",
            Extras({"limit_queries": most}),
        )


def _query(key: str, query: Mapping[str, Any]) -> Query:
    place = f"queries.{key[:60]}"
    asked = query.get("query")
    texts = [] if asked in (None, "") else [word(asked, f"{place}.query", LONGEST).strip().removeprefix(ID_SPACE)]
    given = [members(one, f"{place}.properties") for one in items(query.get("properties") or [], f"{place}.properties")]
    conditions = [
        Condition(property_id(one.get("pid"), f"{place}.properties.pid"), values)
        for one in given
        if (values := _values(one.get("v"), f"{place}.properties.v"))
    ]
    if not texts and not conditions:
        raise refused(place, "it needs a query or properties", "query か properties が必要です")
    types = tuple(type_id(one, f"{place}.type") for one in flattened(query.get("type") or []))
    strictness = _choice(Strictness, query.get("type_strict") or "any", f"{place}.type_strict")
    return Query(key, tuple(texts), types, strictness, _limit(query, place), _few(conditions, place))


def _draft_query(place: str, found: object) -> Query:
    query = members(found, place)
    conditions = [members(one, f"{place}.conditions") for one in items(query.get("conditions"), f"{place}.conditions")]
    if not conditions:
        raise refused(f"{place}.conditions", "there is at least one", "一つ以上必要です")
    texts: list[str] = []
    rest: list[Condition] = []
    for one in conditions:
        values = _values(one.get("propertyValue"), f"{place}.conditions.propertyValue")
        if _match_type(one, place) == "property":
            rest.append(_condition(one, values, f"{place}.conditions"))
        else:
            texts += values
    if not texts and not any(one.values for one in rest):
        raise refused(f"{place}.conditions", "no condition has a value", "値のある条件がありません")
    types = (type_id(query["type"], f"{place}.type"),) if query.get("type") else ()
    return Query(place, _names(texts), types, Strictness.ANY, _limit(query, place), _few(rest, place))


def _names(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _match_type(condition: Mapping[str, Any], place: str) -> str:
    found = condition.get("matchType")
    if found not in ("name", "id", "property"):
        raise refused(
            f"{place}.conditions.matchType", "it is name, id or property", "name、id、property のいずれかです"
        )
    return str(found)


def _condition(one: Mapping[str, Any], values: tuple[str, ...], place: str) -> Condition:
    if one.get("matchQualifier"):
        raise refused(f"{place}.matchQualifier", "there are none here", "ここでは使えません")
    quantifier = _choice(Quantifier, one.get("matchQuantifier") or "any", f"{place}.matchQuantifier")
    pid = property_id(one.get("propertyId"), f"{place}.propertyId")
    return Condition(pid, values, quantifier, one.get("required") is True)


def _few(conditions: list[Condition], place: str) -> tuple[Condition, ...]:
    if len(conditions) > _CONDITIONS_MOST:
        raise refused(place, f"it has more than {_CONDITIONS_MOST} conditions", f"条件は {_CONDITIONS_MOST} 個までです")
    return tuple(one for one in conditions if one.values)


def _choice(kinds: Any, found: object, place: str) -> Any:  # noqa: ANN401 (one of two enumerations)
    known = [str(one) for one in kinds]
    if found not in known:
        raise refused(place, f"it is one of {', '.join(known)}", f"{'、'.join(known)} のいずれかです")
    return kinds(found)


def _limit(query: Mapping[str, Any], place: str) -> int:
    found = query.get("limit")
    if found is None:
        return CANDIDATES
    if isinstance(found, bool) or not isinstance(found, int | float) or not found >= 1:
        raise refused(f"{place}.limit", "it is a whole number from 1 on", "1 以上の整数です")
    return int(min(found, CANDIDATES_MOST))


def _values(found: object, place: str) -> tuple[str, ...]:
    given = [text for one in flattened(found) if (text := _value(one, place))]
    if len(given) > _VALUES_MOST:
        raise refused(place, f"there are more than {_VALUES_MOST} values", f"値は {_VALUES_MOST} 個までです")
    return tuple(given)


def _value(found: object, place: str) -> str:
    if found is None:
        return ""
    if isinstance(found, dict):
        found = found.get("id")
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise refused(
            place, "it is a text, a number or a thing with an id", "文字列、数値、id を持つオブジェクトのいずれかです"
        )
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return bounded(str(found), place, LONGEST).strip().removeprefix(ID_SPACE)


def type_id(found: object, place: str) -> str:
    """The identifier of a type, also where it is given as an IRI or an object with an id; raises BadQuestion."""
    found = found.get("id") if isinstance(found, dict) else found
    name = word(found, place, LONGEST).removeprefix(SCHEMA_SPACE)
    if name not in TYPES:
        known = ", ".join(TYPES)
        raise refused(place, f"there is no type {name[:60]!r}; there are {known}", f"型は {known} です", near=TYPES)
    return name


def property_id(found: object, place: str) -> str:
    """The identifier of a property, also where it is given as an IRI; raises BadQuestion."""
    name = word(found, place, LONGEST).removeprefix(SCHEMA_SPACE)
    known = queries.properties()
    if name not in known:
        listed = ", ".join(known)
        wrong = f"there is no property {name[:60]!r}; there are {listed}"
        raise refused(place, wrong, f"プロパティは {listed} です", near=tuple(known))
    return name


def texts_of(batch: Iterable[Query]) -> Iterator[str]:
    """Every value of every condition of a batch."""
    for query in batch:
        for condition in query.conditions:
            yield from condition.values
