"""What names of the registries are spelled like: exact after folding, nothing by closeness."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from loaders.holdings import Registries
from loaders.records import NameRow, key

_OLD = MappingProxyType(
    str.maketrans(
        "國學澤廣髙﨑齋齊縣區會發經濟醫藥體獨團實應總藝濱邊鐵與萬寶關變續傳轉聯擇舊處號圓眞黑德榮氣",
        "国学沢広高崎斎斉県区会発経済医薬体独団実応総芸浜辺鉄与万宝関変続伝転連択旧処号円真黒徳栄気",
    )
)
_DROPPED = re.compile(r"[\s*\"'“”‘’「」『』]+")
_DASH = re.compile(r"[‐‑‒–—―−ｰ-]")
_ABBREVIATION = re.compile(r"\([a-z0-9][a-z0-9 .&+/・-]{0,24}\)$")
_LEGAL = re.compile(
    r"^(?:(?:特定)?国立研究開発法人|独立行政法人|国立大学法人|公立大学法人|大学共同利用機関法人|学校法人|"
    r"(?:公益|一般)?(?:財団|社団)法人|特殊法人|認可法人|株式会社|"
    r"\((?:国研|国|独|大|共|学|財|社|公財|公社|一財|一社|株)\))"
)


@dataclass(frozen=True)
class Spellings:
    """The names of one kind: what each spelling stands for."""

    own: Mapping[str, frozenset[str]]
    """Those of this document alone; they go before all others."""
    exact: Mapping[str, frozenset[str]]
    loose: Mapping[str, frozenset[str]]
    """The same without the abbreviation in brackets and the legal form before it."""

    def slugs(self, printed: str) -> frozenset[str]:
        """What a printed name may stand for: one slug if it is known, several if it is ambiguous."""
        strict = folded(printed)
        tried = [self.own.get(strict), self.exact.get(strict)]
        tried += [table.get(key) for key in loosened(printed) for table in (self.own, self.exact, self.loose)]
        return next(filter(None, tried), frozenset())

    def every(self) -> Mapping[str, frozenset[str]]:
        """Every spelling, whatever it holds for."""
        return {**self.loose, **self.exact, **self.own}


def folded(printed: str) -> str:
    """A name in the form in which names are compared.

    NFKC, lower case, no white space, asterisks or quotation marks, one form of dashes, today's forms of characters.
    """
    text = unicodedata.normalize("NFKC", printed).casefold().translate(_OLD)
    return _DASH.sub("-", _DROPPED.sub("", text))


def loosened(printed: str) -> Iterator[str]:
    """The name, without an abbreviation in brackets at its end, then without a legal form at its start, then both."""
    whole = folded(printed)
    short = _ABBREVIATION.sub("", whole)
    yield from dict.fromkeys(key for key in (whole, short, _LEGAL.sub("", whole), _LEGAL.sub("", short)) if key)


def spellings(registries: Registries, document: str | None) -> Mapping[str, Spellings]:
    """The spellings of each kind that `names.csv` and the registries hold, as they are read in a document."""
    return MappingProxyType(
        {kind: _spellings(registries, kind, document) for kind in ("program", "organization", "policy")}
    )


def _spellings(registries: Registries, kind: str, document: str | None) -> Spellings:
    names = [row for row in registries.names if row.kind == kind]
    own = _index((row.printed_name, row.slug) for row in names if document and row.document == document)
    known = [*_printed(names), *_labels(registries, kind)]
    loose = _index((form, slug) for spelling, slug in known for form in loosened(spelling))
    return Spellings(own, _index(known), loose)


def _printed(names: Iterable[NameRow]) -> Iterator[tuple[str, str]]:
    yield from ((row.printed_name, row.slug) for row in names if row.document is None)


def _labels(registries: Registries, kind: str) -> Iterator[tuple[str, str]]:
    """The labels and abbreviations of a registry, each with its slug."""
    if kind == "policy":
        yield from ((row.title_ja, row.policy) for row in registries.policies)
        return
    things = registries.programs if kind == "program" else registries.organizations
    for row in things:
        yield from ((label, key(row)) for label in (row.label_ja, row.label_en, *row.abbreviation) if label)


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for spelling, slug in pairs:
        found.setdefault(folded(spelling), set()).add(slug)
    return MappingProxyType({key: frozenset(slugs) for key, slugs in found.items() if key})
