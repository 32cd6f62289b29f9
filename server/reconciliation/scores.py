"""From likeness and facts to a score and a decision. Pure functions; `/reconcile` tells people what is here.

Score (0 to 100) = the likeness of the best name, where nothing else is known; else 70 % of it and 30 % of the share of
the conditions that hold. A condition on a property of which the graph knows no value of the thing counts for nothing.
An identifier that agrees makes 95 at the least. A thing of another type than the preferred one has 80 % of its score.
What has less than 30 is no candidate.

`match` is true for one candidate at the most: the only one whose name is the same after folding (or whose identifier
agrees), that is of the type asked for and contradicts no condition. Likeness alone is never a match.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pyoxigraph import NamedNode

from server.reconciliation.batches import Condition, Quantifier, Query, Strictness
from server.reconciliation.clerk import Match, Thing
from server.reconciliation.facts import Facts, Value
from server.reconciliation.folding import forms

IDENTIFIERS = frozenset({"corporateNumber", "rorId", "wikidataId", "funderId"})
_OF_NAME, _OF_CONDITIONS = 0.7, 0.3
_IDENTIFIED = 95.0
_OTHER_TYPE = 0.8
_LIKE_ENOUGH = 60.0
_SHORTEST = 2
_LEAST = 30.0
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2})?")


@dataclass(frozen=True)
class Candidate:
    """A thing that a query may mean, with what speaks for it."""

    thing: Thing
    score: float
    match: bool
    likeness: float
    is_same: bool
    is_of_type: bool
    agreement: float | None
    is_identified: bool


@dataclass(frozen=True)
class Ground:
    """What the judgement of one query rests on: facts by property, and the things that each value names."""

    facts: Mapping[str, Facts]
    same: Mapping[str, frozenset[str]]
    space: str

    def verdict(self, condition: Condition, thing: str) -> bool | None:
        """Whether a condition holds of a thing; None where the graph does not know."""
        return holds(condition, self.facts.get(condition.property, {}).get(thing, ()), self)


def judged(query: Query, found: Iterable[tuple[Thing, Match | None]], ground: Ground) -> Sequence[Candidate]:
    """The candidates of a query in the order of their scores, at most as many as it wants."""
    made = [one for thing, match in found if (one := _candidate(query, thing, match, ground)) is not None]
    sure = [one for one in made if _is_sure(query, one)]
    if len(sure) == 1:
        made = [replace(one, match=one is sure[0]) for one in made]
    ranked = sorted(made, key=lambda one: (not one.match, -one.score, one.thing.id))
    # Whoever sorts by score finds the same order.
    return sorted(ranked, key=lambda one: -one.score)[: query.limit]


def _candidate(query: Query, thing: Thing, match: Match | None, ground: Ground) -> Candidate | None:
    verdicts = [(one, ground.verdict(one, thing.id)) for one in query.conditions]
    if any(one.is_required and not verdict for one, verdict in verdicts):
        return None
    known = [verdict for _, verdict in verdicts if verdict is not None]
    agreement = 100 * sum(known) / len(known) if known else None
    identified = any(verdict and one.property in IDENTIFIERS for one, verdict in verdicts)
    likeness = match.degree if match else 0.0
    is_of_type = _is_of_type(query, thing)
    score = _score(likeness if query.texts else None, agreement)
    if identified and (likeness >= _LIKE_ENOUGH or not query.texts):
        score = max(score, _IDENTIFIED)
    if score < _LEAST:
        return None
    score = round(score if is_of_type else score * _OTHER_TYPE, 1)
    is_same = match is not None and match.is_same and match.name_form != "slug"
    return Candidate(thing, score, False, likeness, is_same, is_of_type, agreement, identified)


def _score(likeness: float | None, agreement: float | None) -> float:
    if likeness is None:
        return agreement or 0.0
    return likeness if agreement is None else _OF_NAME * likeness + _OF_CONDITIONS * agreement


def _is_of_type(query: Query, thing: Thing) -> bool:
    if not query.types:
        return True
    wanted, has = set(query.types), set(thing.types)
    return wanted <= has if query.strictness is Strictness.ALL else bool(wanted & has)


def _is_sure(query: Query, one: Candidate) -> bool:
    named = one.is_same and all(len(_plain(text)) >= _SHORTEST for text in query.texts)
    by_identifier = one.is_identified and (not query.texts or one.likeness >= _LIKE_ENOUGH)
    return (named or by_identifier) and one.is_of_type and one.agreement in {None, 100.0}


def holds(condition: Condition, values: Sequence[Value], ground: Ground) -> bool | None:
    """Whether a condition holds of a thing with these values; None where the graph knows none."""
    if not values:
        return None
    found = [any(_is_meant(wanted, value, ground) for value in values) for wanted in condition.values]
    if condition.quantifier is Quantifier.NONE:
        return not any(found)
    return all(found) if condition.quantifier is Quantifier.ALL else any(found)


def _is_meant(wanted: str, value: Value, ground: Ground) -> bool:
    text = value.term.value
    if isinstance(value.term, NamedNode):
        thing = text.removeprefix(ground.space)
        if wanted in {text, thing} or thing in ground.same.get(wanted, ()):
            return True
    if _DATE.fullmatch(wanted) and text.startswith(wanted + "-"):
        return True
    return any(_plain(wanted) == _plain(one) for one in _said(value))


@lru_cache(1 << 14)
def _plain(text: str) -> str:
    found = forms(text)
    return found.plain or found.exact


def _said(value: Value) -> Iterable[str]:
    yield from (one.value for one in value.names)
    if not isinstance(value.term, NamedNode):
        yield value.term.value
