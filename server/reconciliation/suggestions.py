"""Suggestions for a field that somebody types in, of things, properties and types; and a few words on one of them."""

from collections.abc import Mapping, Sequence

from markupsafe import escape

import queries
from queries import Text
from server.neighbours import missing
from server.reconciliation.answers import in_language, property_entry, suggestion, types
from server.reconciliation.batches import ID_SPACE, LONGEST, property_id, type_id
from server.reconciliation.clerk import TYPES, Clerk, Thing
from server.reconciliation.folding import folded
from server.reconciliation.matching import Asked, Sought
from server.reconciliation.payload import Fields, bounded, refused, word
from server.reconciliation.words import class_name
from server.runs import Visit

_USUAL, _MOST, _FURTHEST = 10, 50, 1000
Object = Mapping[str, object]


async def suggested(clerk: Clerk, visited: Visit, kind: str, given: Fields, language: str) -> Sequence[Object]:
    """The suggestions of a kind for `prefix`, from `offset` (or `cursor`) on; raises ServerError."""
    prefix = given.text("prefix")
    if prefix is None:
        raise refused("prefix", "it is missing; it may be empty", "指定が必要です（空でも構いません）")
    prefix = bounded(prefix, "prefix", LONGEST).strip().removeprefix(ID_SPACE)
    limit = given.number("limit", _USUAL, _MOST) or _USUAL
    offset = given.number("offset", given.number("cursor", 0, _FURTHEST), _FURTHEST)
    if kind == "entity":
        found = await _things(clerk, visited, given, prefix, offset + limit)
        return [suggestion(one, language) for one in found[offset:]]
    if kind == "property":
        entries = [property_entry(one, language) for one in queries.properties().values() if _begins(one, prefix)]
    else:
        entries = [one for one in types(TYPES, language) if _is_like(prefix, str(one["id"]), str(one["name"]))]
    return entries[offset : offset + limit]


async def _things(clerk: Clerk, visited: Visit, given: Fields, prefix: str, most: int) -> Sequence[Thing]:
    kinds = () if not given.text("type") else (type_id(given.text("type"), "type"),)
    reply = await clerk.ask(visited, Asked(begun=(Sought((prefix,), kinds, most),)))
    return [reply.things[thing] for thing in reply.begun[0]]


def _begins(one: queries.Property, prefix: str) -> bool:
    return _is_like(prefix, one.id, one.label.ja, one.label.en)


def _is_like(prefix: str, *names: str) -> bool:
    # There are few of them, so that the word may stand anywhere in the name.
    return any(folded(prefix) in folded(name) for name in names)


async def flyout(clerk: Clerk, visited: Visit, kind: str, given: Fields, language: str) -> Object:
    """What version 0.2 shows beside a suggestion: `id` and `html`; raises ServerError."""
    asked = word(given.text("id"), "id", LONGEST)
    if kind == "type":
        name, about = class_name(type_id(asked, "id"), language), ""
    elif kind == "property":
        one = queries.properties()[property_id(asked, "id")]
        name, about = in_language(one.label, language), in_language(one.description, language)
    else:
        thing = await known_thing(clerk, visited, asked)
        kinds = [class_name(kind, language) for kind in thing.types]
        name, about = thing.label(language), " · ".join([*kinds, *filter(None, [thing.description(language)])])
    return {"id": asked, "html": f"<p><strong>{escape(name)}</strong></p><p>{escape(about)}</p>"}


async def known_thing(clerk: Clerk, visited: Visit, asked: str) -> Thing:
    """The thing of an identifier; raises NotFound with near ones."""
    thing = asked.removeprefix(ID_SPACE)
    slug = thing.rpartition("/")[2].replace("-", " ")
    reply = await clerk.ask(visited, Asked(sought=(Sought((slug,), (), 3),), things=(thing,)))
    if thing in reply.things and reply.things[thing].id == thing:
        return reply.things[thing]
    near = [match.thing for match in reply.sought[0]]
    raise missing(Text(f"{thing[:80]!r} はありません。", f"There is no {thing[:80]!r}."), near)
