"""Names -> the things that bear them: exactly, nearly, or in part. Kept in the memory of one process, without a server.

A name is found by what it folds to, and else by its pairs of characters (`grams`): the rarest of them first, and no
more than so many entries are ever looked at, so that a name made of common words takes no longer than another.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from math import log

from server.reconciliation.folding import folded, forms
from server.reconciliation.likeness import (
    Likeness,
    Named,
    is_short,
    is_shortened,
    likeness,
    likeness_of_forms,
    named_by,
)

LABEL, ABBREVIATION, SPELLING, IDENTIFIER, SLUG, ABOUT = (
    "label",
    "abbreviation",
    "spelling",
    "identifier",
    "slug",
    "about",
)
_LOOKED_AT = 12_000
_WEIGHED = 80
_PREFIXED = 400


@dataclass(frozen=True, slots=True)
class Name:
    """A row of `queries/pages/names.rq`: a thing, its type, and one thing that it is called."""

    thing: str
    type: str
    form: str
    text: str
    language: str


@dataclass(slots=True)
class Thing:
    """Something with names: its types, its label and what is said of it, by language."""

    types: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, and how its best name is like what was asked for."""

    thing: str
    likeness: Likeness


class Index:
    """The names of a release."""

    def __init__(self, names: Iterable[Name], types: Mapping[str, Sequence[str]] | None = None) -> None:
        self._types = types or {}
        self.things: dict[str, Thing] = {}
        self._ids: dict[str, int] = {}
        self._named: list[Named] = []
        self._owner = array("I")
        self._exact: dict[str, list[int]] = {}
        self._grams: dict[str, array[int]] = {}
        self._initials: dict[str, array[int]] = {}
        for name in names:
            self._add(name)
        self._order = list(self.things)
        self._shown = sorted(self.things)
        self._prefixes = sorted((one.forms.exact, place) for place, one in enumerate(self._named))

    def __len__(self) -> int:
        return len(self._named)

    def _add(self, name: Name) -> None:
        thing = self.things.get(name.thing)
        if thing is None:
            thing = self.things[name.thing] = Thing(list(self._types.get(name.thing, ())))
            self._ids[name.thing] = len(self._ids)
        if name.type not in thing.types:
            thing.types.append(name.type)
        if name.form == ABOUT:
            _noted(thing.about.setdefault(name.language, []), name.text)
            return
        if name.form == LABEL:
            thing.labels.setdefault(name.language, name.text)
        self._enter(name)

    def _enter(self, name: Name) -> None:
        named = named_by(name.text, name.form)
        place = len(self._named)
        self._named.append(named)
        self._owner.append(self._ids[name.thing])
        for key in dict.fromkeys((named.forms.exact, named.forms.plain, named.forms.bare, named.forms.core)):
            if key:
                self._exact.setdefault(key, []).append(place)
        if name.form != IDENTIFIER:
            for gram in grams(named.forms.core):
                self._grams.setdefault(gram, array("I")).append(place)
            self._initials.setdefault(named.forms.core[:1], array("I")).append(place)

    def find(self, text: str, types: frozenset[str], most: int) -> Sequence[Found]:
        """The things of the types (none: all) whose names are most like a text, the best first."""
        if text in self.things and self._is_of(text, types):
            return [Found(text, Likeness.identified())]
        asked = named_by(text, "")
        best: dict[str, Likeness] = {}
        for place in self._candidates(asked, text):
            thing = self._thing(place)
            if self._is_of(thing, types):
                found = likeness(asked, self._named[place])
                if thing not in best or found.rank > best[thing].rank:
                    best[thing] = found
        self._corroborate(asked, best)
        return nlargest(most, (Found(*pair) for pair in best.items()), key=lambda one: (one.likeness.rank, one.thing))

    def _candidates(self, asked: Named, text: str) -> Iterable[int]:
        own = (asked.forms.exact, asked.forms.plain, asked.forms.bare, asked.forms.core, *asked.bracketed)
        same = [place for key in dict.fromkeys(own) if key for place in self._exact.get(key, ())]
        alike, short = self._alike(asked.forms.core or text), self._shortened(asked.forms.core)
        return dict.fromkeys([*same[: 4 * _WEIGHED], *alike, *short])

    def _shortened(self, core: str) -> Sequence[int]:
        """The places of the names that a few characters may be short for, the shortest names first."""
        if not is_short(core):
            return ()
        known = ((place, self._named[place].forms.core) for place in self._initials.get(core[0], ())[:_LOOKED_AT])
        found = [(len(name), place) for place, name in known if is_shortened(core, name)]
        return [place for _, place in sorted(found)[:_WEIGHED]]

    def _alike(self, core: str) -> Iterator[int]:
        """The places of the names that share most with a text, weighed by how rare that is."""
        total = len(self._named) + 1
        listed = sorted((found for gram in grams(core) if (found := self._grams.get(gram))), key=len)
        counts: Counter[int] = Counter()
        looked_at = 0
        for found in listed:
            if looked_at + len(found) > _LOOKED_AT and counts:
                break
            # A gram of few counts more; whole numbers, so that the counting is done by the interpreter.
            for _ in range(1 + int(log(total / len(found)))):
                counts.update(found[:_LOOKED_AT])
                looked_at += len(found)
                if looked_at > _LOOKED_AT:
                    break
        enough = max(counts.values(), default=0) // 4
        likely = [place for place, count in counts.items() if count > enough]
        yield from nlargest(_WEIGHED, likely, key=counts.__getitem__)

    def _corroborate(self, asked: Named, best: dict[str, Likeness]) -> None:
        """What stands in brackets is another name of the thing, or it may tell it from another thing."""
        if not asked.bracketed:
            return
        for thing, found in best.items():
            if found.is_core and all(self._is_named(thing, inner) for inner in asked.bracketed):
                best[thing] = likeness_of_forms("bare", found.name_form)

    def _is_named(self, thing: str, text: str) -> bool:
        return any(self._thing(place) == thing for place in self._exact.get(folded(text), ()))

    def same(self, text: str) -> Sequence[str]:
        """The things that a text names to the letter, after folding, or whose identifier it is."""
        if text in self.things:
            return [text]
        asked = forms(text)
        for key in (asked.exact, asked.plain, asked.bare):
            if found := self._exact.get(key):
                return list(dict.fromkeys(self._thing(place) for place in found))
        return []

    def beginning(self, prefix: str, types: frozenset[str], most: int) -> Sequence[str]:
        """The things with a name that begins so, the shortest names first; then those that are only like it."""
        if not prefix.strip():
            return [thing for thing in self._shown if self._is_of(thing, types)][:most]
        if prefix in self.things:
            return [prefix] if self._is_of(prefix, types) else []
        start = bisect_left(self._prefixes, (folded(prefix), 0))
        found = self._prefixes[start : start + _PREFIXED]
        begun = sorted((len(name), place) for name, place in found if name.startswith(folded(prefix)))
        like = (one.thing for one in self.find(prefix, types, most))
        every = [*(self._thing(place) for _, place in begun), *like]
        return [thing for thing in dict.fromkeys(every) if self._is_of(thing, types)][:most]

    def _thing(self, place: int) -> str:
        return self._order[self._owner[place]]

    def _is_of(self, thing: str, types: frozenset[str]) -> bool:
        return not types or not types.isdisjoint(self.things[thing].types)

    def described(self, thing: str) -> Mapping[str, object]:
        """The thing as JSON holds it."""
        one = self.things[thing]
        return {"types": one.types, "labels": one.labels, "about": one.about}


def _noted(known: list[str], text: str) -> None:
    if text not in known:
        known.append(text)


def grams(text: str) -> frozenset[str]:
    """The pairs of characters of a text, of which at least one is no Latin letter or digit; else threes."""
    pairs = (text[place : place + 2] for place in range(len(text) - 1))
    wide = {pair for pair in pairs if not pair.isascii()}
    padded = f"^{text}$"
    threes = {three for place in range(len(padded) - 2) if (three := padded[place : place + 3]).isascii()}
    return frozenset(wide | threes) or frozenset({text})
