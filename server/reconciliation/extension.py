"""Data extension: the values of some properties of some things, and which properties a type has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

import ontology
import queries
from queries import Property
from server.errors import Extras, TooLarge
from server.reconciliation.answers import property_entry, types
from server.reconciliation.batches import ID_SPACE, LONGEST, property_id
from server.reconciliation.facts import Bearings, Facts, Value, facts
from server.reconciliation.manifest import DEFAULT_PHASE, FISCAL_YEAR, PHASE
from server.reconciliation.payload import items, members, refused, word

IDS_MOST = 500
PROPERTIES_MOST = 30
PROPOSALS_MOST = 100
_AMOUNT = "amount"
# The class of the things that a property leads to, where they are reconciled here.
_RANGES = {
    "partOf": "Program",
    "partOfBody": "Organization",
    "carriedBy": "Organization",
    "decidedBy": "Organization",
    "citesPolicy": "PolicyDocument",
}
Object = Mapping[str, object]


@dataclass(frozen=True)
class Column:
    """A property to fetch, and of which year and phase its amounts should be; 0 is the latest year."""

    property: Property
    year: int = 0
    phase: str = DEFAULT_PHASE


@dataclass(frozen=True)
class Extension:
    """Which values of which things are wanted."""

    things: tuple[str, ...]
    columns: tuple[Column, ...]


def read_extension(found: object, name: str) -> Extension:
    """What a data extension query asks for; raises ServerError."""
    asked = members(found, name)
    ids, wanted = items(asked.get("ids"), f"{name}.ids"), items(asked.get("properties"), f"{name}.properties")
    _check_size(len(ids), IDS_MOST, f"{name}.ids")
    _check_size(len(wanted), PROPERTIES_MOST, f"{name}.properties")
    things = dict.fromkeys(_thing_id(one, f"{name}.ids") for one in ids)
    columns = tuple(_column(members(one, f"{name}.properties"), name) for one in wanted)
    if len({column.property.id for column in columns}) < len(columns):
        raise refused(f"{name}.properties", "a property stands there more than once", "同じプロパティが複数あります")
    return Extension(tuple(things), columns)


def _check_size(size: int, most: int, place: str) -> None:
    if size > most:
        raise TooLarge(
            f"{place}: there are {size}; {most} are the most.",
            f"{place}: {most} 件までです（{size} 件ありました）。",
            Extras({"limit": most}),
        )


def _thing_id(found: object, place: str) -> str:
    return word(found, place, LONGEST).removeprefix(ID_SPACE)


def _column(found: Mapping[str, Any], name: str) -> Column:
    asked = queries.properties()[property_id(found.get("id"), f"{name}.properties.id")]
    chosen = members(found.get("settings") or {}, f"{name}.properties.settings")
    return Column(asked, _year(chosen.get(FISCAL_YEAR)), _phase(chosen.get(PHASE)))


def _year(found: object) -> int:
    if found is None or found == "":
        return 0
    try:
        year = int(str(found)[:10])
    except ValueError:
        year = -1
    if not 0 <= year <= 9999:
        raise refused(f"settings.{FISCAL_YEAR}", "it is a year such as 2025, or 0", "2025 のような年か 0 です")
    return year


def _phase(found: object) -> str:
    known = ontology.notations("phase")
    if found is None or found == "":
        return DEFAULT_PHASE
    if found not in known:
        raise refused(f"settings.{PHASE}", f"it is one of {', '.join(known)}", f"{'、'.join(known)} のいずれかです")
    return str(found)


async def extend(bearings: Bearings, asked: Extension, language: str, *, draft: bool) -> Object:
    """The answer to a data extension query as a version writes it; raises ServerError."""
    columns = [await values_of(bearings, column, asked.things) for column in asked.columns]
    names = [column.property.id for column in asked.columns]

    def cells(thing: str) -> Mapping[str, Sequence[Object]]:
        return {
            name: [_cell(value, language, bearings.space, draft=draft) for value in _ordered(found, thing, language)]
            for name, found in zip(names, columns, strict=True)
        }

    rows = {thing: cells(thing) for thing in asked.things}
    meta = [_meta(column.property, language) for column in asked.columns]
    return {"meta": meta, "rows": list(map(_draft_row, rows.items())) if draft else rows}


def _draft_row(row: tuple[str, Mapping[str, Sequence[Object]]]) -> Object:
    thing, cells = row
    return {"id": thing, "properties": [{"id": name, "values": values} for name, values in cells.items()]}


def _ordered(found: Facts, thing: str, language: str) -> Sequence[Value]:
    """The values of a thing, those in the language first."""
    return sorted(found.get(thing, ()), key=lambda value: getattr(value.term, "language", None) != language)


async def values_of(bearings: Bearings, column: Column, things: Sequence[str]) -> Facts:
    """The values of a column of each thing; raises ServerError. What is no identifier has none."""
    named = {one for one in things if _is_named(bearings.space + one)}
    if not named:
        return {}
    terms: dict[str, NamedNode | Literal] = {}
    if column.property.id == _AMOUNT:
        terms["phase"] = ontology.concept("phase", column.phase)
        if column.year:
            terms["startYear"] = Literal(column.year)
    found = await facts(bearings, column.property, named, **terms)
    return {thing: _latest(values) for thing, values in found.items()} if column.property.id == _AMOUNT else found


def _latest(values: tuple[Value, ...]) -> tuple[Value, ...]:
    last = max(value.year for value in values)
    return tuple(value for value in values if value.year == last)


def _is_named(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def _meta(one: Property, language: str) -> Object:
    kind = _RANGES.get(one.id)
    return {**property_entry(one, language), **({"type": types([kind], language)[0]} if kind else {})}


def _cell(value: Value, language: str, space: str, *, draft: bool) -> Object:
    term = value.term
    if isinstance(term, NamedNode):
        return _thing_cell(value, term.value.removeprefix(space), language)
    if term.datatype.value.endswith("#integer"):
        return {"int": int(term.value)}
    spoken = {"lang": term.language} if draft and term.language else {}
    return {"str": term.value, **spoken}


def _thing_cell(value: Value, thing: str, language: str) -> Object:
    kind = thing.partition("/")[0]
    if kind in {"program", "organization", "policy"}:
        return {"id": thing, "name": value.name(language)}
    return {"str": value.name(language)}


def proposals(kind: str, language: str, most: int) -> Object:
    """The properties that things of a type have."""
    found = [one for one in queries.properties().values() if kind in one.types]
    return {"properties": [property_entry(one, language) for one in found[:most]], "type": kind, "limit": most}
