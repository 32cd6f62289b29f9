"""A batch of queries -> the candidates of each: names from the clerk, then facts from the graph, then judgement."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ParamSpec, TypeVar

import queries
from server.errors import TooLarge
from server.reconciliation.batches import Condition, Query, Strictness, texts_of
from server.reconciliation.clerk import Clerk, Match, Reply, Thing
from server.reconciliation.facts import Bearings, Facts, facts
from server.reconciliation.matching import Asked, Sought
from server.reconciliation.scores import IDENTIFIERS, Candidate, Ground, holds, judged

# Facts may bring forward what its name alone does not.
_MORE = 20
_OPEN_MOST = 5000
Matches = Mapping[str, Match | None]
P = ParamSpec("P")
T = TypeVar("T")


async def reconcile(clerk: Clerk, bearings: Bearings, batch: Sequence[Query]) -> Sequence[Sequence[Candidate]]:
    """The candidates of each query of a batch, in its order; raises ServerError."""
    values = tuple(dict.fromkeys(texts_of(batch)))
    asked = Asked(tuple(map(_sought, batch)), same=values)
    reply = await clerk.ask(bearings.visited, asked)
    same = {value: frozenset(things) for value, things in zip(values, reply.same, strict=True)}
    found = [_found(query, matches, same) for query, matches in zip(batch, reply.sought, strict=True)]
    known = await _facts(bearings, batch, found)
    ground = Ground(known, same, bearings.space)
    found = [await _turn(_borne, query, matches, ground) for query, matches in zip(batch, found, strict=True)]
    things = await _things(clerk, bearings, reply, found)
    return [await _turn(_judged, query, matches, ground, things) for query, matches in zip(batch, found, strict=True)]


async def _turn(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What the work yields, after others have had their turn: a batch is no reason to let them wait."""
    await asyncio.sleep(0)
    return work(*given, **named)


def _judged(query: Query, matches: Matches, ground: Ground, things: Mapping[str, Thing]) -> Sequence[Candidate]:
    borne = [(things[thing], match) for thing, match in matches.items() if _may(query, things[thing])]
    return judged(query, borne, ground)


def _sought(query: Query) -> Sought:
    types = () if query.strictness is Strictness.SHOULD else query.types
    return Sought(query.texts, types, query.limit + _MORE)


def _found(query: Query, matches: Iterable[Match], same: Mapping[str, frozenset[str]]) -> Matches:
    """What a name finds, with what an identifier among the conditions finds."""
    found: dict[str, Match | None] = {match.thing: match for match in matches}
    for condition in query.conditions:
        if condition.property in IDENTIFIERS:
            for value in condition.values:
                found |= {thing: None for thing in same.get(value, ()) if thing not in found}
    return found


def _is_open(query: Query, condition: Condition) -> bool:
    # Without a name whatever has the property is looked at, but for identifiers, which the clerk knows.
    return not query.texts and condition.property not in IDENTIFIERS


async def _facts(bearings: Bearings, batch: Sequence[Query], found: Sequence[Matches]) -> Mapping[str, Facts]:
    wanted: dict[str, set[str] | None] = {}
    for query, matches in zip(batch, found, strict=True):
        for condition in query.conditions:
            known = wanted.setdefault(condition.property, set())
            if _is_open(query, condition):
                wanted[condition.property] = None
            elif known is not None:
                known.update(matches)
    asked = queries.properties()
    return {name: await facts(bearings, asked[name], things) for name, things in wanted.items() if things != set()}


def _borne(query: Query, matches: Matches, ground: Ground) -> Matches:
    found = dict(matches)
    for condition in query.conditions:
        if _is_open(query, condition):
            known = ground.facts.get(condition.property, {})
            if len(known) > _OPEN_MOST:
                raise _too_open(query, condition)
            agreeing = (thing for thing, values in known.items() if holds(condition, values, ground))
            found |= {thing: None for thing in agreeing if thing not in found}
    return found


def _too_open(query: Query, condition: Condition) -> TooLarge:
    return TooLarge(
        f"{query.key[:60]}: {condition.property} alone is had by more than {_OPEN_MOST} things; give a name as well.",
        f"{query.key[:60]}: {condition.property} だけでは対象が {_OPEN_MOST} 件を超えます。名称も指定してください。",
    )


async def _things(clerk: Clerk, bearings: Bearings, reply: Reply, found: Sequence[Matches]) -> Mapping[str, Thing]:
    missing = {thing for matches in found for thing in matches} - set(reply.things)
    if not missing:
        return reply.things
    more = await clerk.ask(bearings.visited, Asked(things=tuple(sorted(missing))))
    # What has a property but no name among those known is nothing to offer.
    unknown = {thing: Thing(thing, (), {}, {}) for thing in missing}
    return {**unknown, **more.things, **reply.things}


def _may(query: Query, thing: Thing) -> bool:
    if not thing.types:
        return False
    if query.strictness is Strictness.SHOULD or not query.types:
        return True
    wanted = set(query.types)
    return wanted <= set(thing.types) if query.strictness is Strictness.ALL else bool(wanted & set(thing.types))
