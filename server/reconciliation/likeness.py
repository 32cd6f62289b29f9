"""How alike two names are, from 0 to 100: what is the same after folding is 90 or more, all else less. Pure functions.

| likeness | what it says |
| --- | --- |
| 100 | an identifier, or the same name after folding of widths, case, old characters, spaces and dashes |
| 99 | the same letters and digits |
| 97 | the same but for the legal form of a body, or for brackets that hold another name of the same thing |
| 90 | the same but for what stands in brackets, which may tell two things apart |
| up to 89 | nearly the same, or one is a part or a shortening (理研) of the other |
| up to 70 | nearly the same, but the numbers in them differ: another year, another edition |
"""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from server.reconciliation.folding import Forms, bracketed, forms

_SAME = {"exact": 100.0, "plain": 99.0, "bare": 97.0, "core": 90.0}
_CORE = _SAME["core"]
_LIKE_MOST = 89.0
_OTHER_NUMBERS_MOST = 70.0
_HALF, _REST = 45.0, 40.0
_SHORTEST_PART = 2
_SHORT_MOST = 5
_LAST, _LAST_LEAST = 20.0, 4
_NUMBERS = re.compile(r"\d+")
# Between things of equal likeness: a label says more than a spelling once met.
_PREFERENCE = {"identifier": 0.03, "label": 0.02, "abbreviation": 0.01}


@dataclass(frozen=True, slots=True)
class Named:
    """A name: its forms, of which sort it is, and what stands in its brackets."""

    forms: Forms
    form: str
    bracketed: frozenset[str]


def named_by(text: str, form: str) -> Named:
    """A text as a name of a sort."""
    folded = forms(text)
    return Named(folded, form, frozenset(bracketed(folded.exact)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike (0 to 100), whether that is identity after folding, and which sort of name it is of."""

    degree: float
    is_same: bool
    name_form: str

    @property
    def is_core(self) -> bool:
        """Whether only what stands in brackets keeps the names apart."""
        return self.degree == _CORE

    @property
    def rank(self) -> float:
        """The degree, with the sort of name deciding between equals."""
        return self.degree + _PREFERENCE.get(self.name_form, 0.0)

    @classmethod
    def identified(cls) -> "Likeness":
        """The likeness of a thing that was asked for by its identifier."""
        return cls(_SAME["exact"], is_same=True, name_form="identifier")


def likeness_of_forms(form: str, name_form: str) -> Likeness:
    """The likeness of names that are the same in a form; only up to `bare` are they the same name."""
    return Likeness(_SAME[form], form != "core", name_form)


def likeness(asked: Named, known: Named) -> Likeness:
    """The likeness of a name asked for to a known one."""
    for form in _SAME:
        if (text := getattr(asked.forms, form)) and text == getattr(known.forms, form):
            return likeness_of_forms(form, known.form)
    if known.forms.exact in asked.bracketed:
        return likeness_of_forms("core", known.form)
    return Likeness(nearness(asked.forms, known.forms), is_same=False, name_form=known.form)


def nearness(asked: Forms, known: Forms) -> float:
    """How nearly two names are the same, or one a part or a shortening of the other; less than what is the same."""
    pairs = {(asked.core, known.core), (asked.bare, known.bare)}
    near = min(_LIKE_MOST, max(_near(*pair) for pair in pairs))
    return min(near, _OTHER_NUMBERS_MOST) if _numbers_differ(asked.bare, known.bare) else near


def _near(asked: str, known: str) -> float:
    return max(fuzz.ratio(asked, known), _of_part(asked, known), _of_short(asked, known))


def _of_part(asked: str, known: str) -> float:
    shorter, longer = sorted((asked, known), key=len)
    if len(shorter) < _SHORTEST_PART or shorter not in longer:
        return 0.0
    # A body is named after the one that it belongs to: what comes last is what is meant.
    last = _LAST if len(known) >= _LAST_LEAST and asked.endswith(known) else 0.0
    return _HALF + _REST * len(shorter) / len(longer) + last


def _of_short(asked: str, known: str) -> float:
    return _HALF + _REST * len(asked) / len(known) if is_short(asked) and is_shortened(asked, known) else 0.0


def is_short(text: str) -> bool:
    """Whether a text may be a name of which only some characters are left, as is usual in Japanese."""
    return _SHORTEST_PART <= len(text) <= _SHORT_MOST and all(map(_is_wide, text))


def is_shortened(short: str, name: str) -> bool:
    """Whether a text has the first character of a name and others of it, in their order."""
    rest = iter(name)
    return short[0] == name[:1] and all(one in rest for one in short)


def _is_wide(character: str) -> bool:
    return not character.isascii() and character.isalpha()


def _numbers_differ(asked: str, known: str) -> bool:
    ours, theirs = set(_NUMBERS.findall(asked)), set(_NUMBERS.findall(known))
    return bool(ours and theirs) and ours != theirs
