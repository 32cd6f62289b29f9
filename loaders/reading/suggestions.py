"""Names that no registry knows -> provisional slugs, and known names that are near."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from rapidfuzz import fuzz, process

from loaders.errors import Place
from loaders.reading.spellings import loosened
from loaders.records import SuggestionRow

MOST = 3
"""Suggestions for a name."""
LEAST_SCORE = 60
_STEMS = MappingProxyType({"program": "new", "organization": "new-organization", "policy": "new-policy"})
_TABLE = Path("suggestions.csv")


class Newcomers:
    """The names of one kind that a document has and no registry."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._rows: list[SuggestionRow] = []

    def mint(self, printed: str, line: int) -> str:
        """`new-12` for a program first met at line 12, `new-policy-12`, `new-organization-12`; then `new-12-2`."""
        stem = f"{_STEMS[self._kind]}-{line}"
        nth = sum(row.line == line for row in self._rows) + 1
        slug = stem if nth == 1 else f"{stem}-{nth}"
        self._rows.append(
            SuggestionRow(
                place=Place(_TABLE, line),
                printed_name=printed,
                kind=self._kind,
                slug=slug,
                suggested_slug=None,
                score=None,
                line=line,
            )
        )
        return slug

    def suggestions(self, known: Mapping[str, frozenset[str]]) -> Iterator[SuggestionRow]:
        """Each name with the nearest slugs, best first, or alone; `known`: what each spelling stands for."""
        for row in self._rows:
            found = [replace(row, suggested_slug=slug, score=score) for slug, score in _near(row.printed_name, known)]
            yield from found or [row]


def _near(printed: str, known: Mapping[str, frozenset[str]]) -> list[tuple[str, int]]:
    best: dict[str, int] = {}
    for key in loosened(printed):
        # Names share their endings (プログラム, 事業): no part is taken for the whole.
        for spelling, score, _ in process.extract(
            key, list(known), scorer=fuzz.ratio, limit=2 * MOST, score_cutoff=LEAST_SCORE
        ):
            for slug in sorted(known[spelling]):
                best[slug] = max(best.get(slug, 0), round(score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
