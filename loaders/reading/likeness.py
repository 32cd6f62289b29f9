"""Slides without a title -> the program of which other slides say the same words."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from loaders import values
from loaders.reading import anchors, scopes
from loaders.reading.anchors import Anchored
from loaders.reading.figures import Figure

_LENGTH = 7
_LEAST = 10
_NAMED = 40
_STEM = 4
_OFTEN = 2


def subjects(found: Sequence[Anchored], names: Mapping[str, str]) -> Mapping[int, str]:
    """The index of each slide without a title -> the program whose description elsewhere it repeats most."""
    lost = {index: _text(one) for index, one in enumerate(found) if one.title is None}
    if not lost:
        return {}
    described = _described(found, names)
    known = _Known(described)
    priced, listed, told = _priced(found, names), _listed(found, names), _told(found, names)
    chosen = {
        index: _of_amounts(found[index], priced)
        or known.best(text, _inside(found[index], names))
        or _named(text, listed - _inside(found[index], names), told)
        for index, text in lost.items()
    }
    return {index: program for index, program in chosen.items() if program}


def _slot(figure: Figure) -> tuple[int | None, str | None, values.Money]:
    return figure.fiscal_year, figure.phase, figure.token.money


def _priced(
    found: Sequence[Anchored], names: Mapping[str, str]
) -> Mapping[tuple[int | None, str | None, values.Money], set[str]]:
    """Each amount of a document and the programs that have it."""
    priced: dict[tuple[int | None, str | None, values.Money], set[str]] = {}
    for owned in (owned for one in found for owned in one.owned):
        if owned.anchor and owned.anchor.key in names:
            priced.setdefault(_slot(owned.figure), set()).add(names[owned.anchor.key])
    return priced


def _of_amounts(one: Anchored, priced: Mapping[tuple[int | None, str | None, values.Money], set[str]]) -> str | None:
    """The only program that has all the amounts which the slide prints without a name."""
    own = [priced.get(_slot(owned.figure), set()) for owned in one.owned if owned.anchor is None]
    fitting = set.intersection(*own) if own else set()
    return next(iter(fitting)) if len(fitting) == 1 else None


def _listed(found: Sequence[Anchored], names: Mapping[str, str]) -> frozenset[str]:
    """The programs that the document lists with an amount and has no slide of."""
    titled = {names.get(one.title.key) for one in found if one.title}
    listed = {names[owned.anchor.key] for one in found if one.title for owned in one.owned if owned.anchor}
    return frozenset(listed - titled)


def _named(text: Sequence[str], listed: frozenset[str], told: Mapping[str, str]) -> str | None:
    """The listed program of whose name the slide repeats most often what is said of no other."""
    whole = "\n".join(text)
    scores = Counter({program: _repeated(whole, program, told) for program in listed})
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < _OFTEN:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > ranked[1][1] else None


def _repeated(text: str, program: str, told: Mapping[str, str]) -> int:
    others = [words for other, words in told.items() if other != program]
    counts = (text.count(piece) for piece in _pieces(anchors.key(program)) if not any(piece in one for one in others))
    own = [count for count in counts if count]
    return max([*own, len(own) - 1], default=0)


def _told(found: Sequence[Anchored], names: Mapping[str, str]) -> Mapping[str, str]:
    """What the slides that have a title say of each program."""
    told: dict[str, list[str]] = {name: [anchors.key(name)] for name in names.values()}
    for one in found:
        if one.title is not None:
            owned = dict(scopes.owners(one, names.get(one.title.key), names))
            for line, text in zip(one.slide.lines, _text(one), strict=True):
                if (program := owned.get(line.number)) and not any(name in text for name in names):
                    told.setdefault(program, []).append(text)
    return {program: "\n".join(words) for program, words in told.items()}


def _text(one: Anchored) -> Sequence[str]:
    return [values.folded(values.plain(line.text)) for line in one.slide.lines]


def _inside(one: Anchored, names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(names[anchor.key] for anchor in one.anchors)


def _described(found: Sequence[Anchored], names: Mapping[str, str]) -> Mapping[str, set[str]]:
    """The words of each program's lines on the slides that have a title, in pieces."""
    described: dict[str, set[str]] = {}
    for one in found:
        if one.title is None:
            continue
        owned = dict(scopes.owners(one, None, names))
        for line in one.slide.lines:
            if program := owned.get(line.number):
                described.setdefault(program, set()).update(_grams(values.folded(values.plain(line.text))))
    return described


def _grams(text: str) -> Iterator[str]:
    for phrase in re.split(r"[、。()「」・,【】]", text):
        for start in range(len(phrase) - _LENGTH + 1):
            yield phrase[start : start + _LENGTH]


class _Known:
    """The programs of a document by what is said of them: their words and their names, in pieces."""

    def __init__(self, described: Mapping[str, set[str]]) -> None:
        self.described = described
        self.keys = {program: anchors.key(program) for program in described}
        self.names = {program: _pieces(key) for program, key in self.keys.items()}
        self.spread = Counter(gram for grams in described.values() for gram in grams)
        self.shared = Counter(piece for pieces in self.names.values() for piece in pieces)

    def best(self, text: Sequence[str], inside: frozenset[str]) -> str | None:
        """The program of which a text says most, if it is well ahead of the others."""
        grams = {gram for line in text for gram in _grams(line) if self.spread[gram] == 1}
        stems = {piece for line in text for piece in _pieces(line) if self.shared[piece] == 1}
        keys = {anchors.key(line) for line in text}
        scores: Counter[str] = Counter()
        for program, words in self.described.items():
            if program not in inside:
                said = len(grams & words)
                # Words of a name alone say little: any slide on the same field has some.
                scores[program] = said + min(_STEM * len(self.names[program] & stems), said)
                scores[program] += _NAMED * (self.keys[program] in keys)
        ranked = scores.most_common(2)
        if not ranked or ranked[0][1] < _LEAST:
            return None
        return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 1.5 * ranked[1][1] else None


def _pieces(text: str) -> set[str]:
    return {text[start : start + _STEM] for start in range(len(text) - _STEM + 1)}
