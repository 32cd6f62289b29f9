"""Provisional slugs -> the slugs that a person, or names.csv meanwhile, gave them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from loaders import consistency, tables
from loaders.errors import Defect, Place, TableDefects
from loaders.holdings import DocumentTables, Printed
from loaders.records import BudgetRow, NameRow, SuggestionRow
from loaders.registries import SLUG
from loaders.review import spellings
from loaders.review.drafts import Draft, is_provisional, provisional_cells
from loaders.review.spellings import Name
from loaders.values import folded

Slugs = Mapping[str, str]
Row = tuple[object, ...]


@dataclass(frozen=True)
class Decisions:
    """What is decided of the names of a draft."""

    slugs: Slugs
    """The slug that each provisional slug stands for."""
    kinds: Mapping[str, str]
    """The kind of a new body or policy, by its slug."""


def decided(draft: Draft, document: str, names: Sequence[NameRow]) -> Decisions:
    """The decisions of a draft; `TableDefects` where two contradict each other.

    What suggestions.csv says goes before slugs edited in the tables, and these before what names.csv says by now.
    """
    defects = list(_wrong(draft.suggestions))
    said = _agreed(((row.slug, row.decided_slug, row.place) for row in draft.suggestions if row.decided_slug), defects)
    edited = _agreed((vote for vote in _edits(draft) if vote[0] not in said), defects)
    if defects:
        raise TableDefects(defects)
    slugs = _known(draft.tables, spellings.slugs(names, document)) | edited | said
    kinds = {slugs.get(row.slug, row.slug): row.decided_kind for row in draft.suggestions if row.decided_kind}
    return Decisions(MappingProxyType(slugs), MappingProxyType(kinds))


def mapped(held: DocumentTables, change: Callable[[Printed], Printed]) -> DocumentTables:
    """The tables with each row changed."""
    rows: dict[str, Any] = {field.name: tuple(map(change, getattr(held, field.name))) for field in fields(held)}
    return DocumentTables(**rows)


def applied(row: Printed, slugs: Slugs) -> Printed:
    """The row with the decided slugs in the place of provisional ones."""
    cells: dict[str, Any] = {column: slugs[slug] for column, slug in provisional_cells(row) if slug in slugs}
    return replace(row, **cells)


def remaining(held: DocumentTables) -> frozenset[str]:
    """The provisional slugs that stand in the tables."""
    return frozenset(slug for row in held.rows() for _, slug in provisional_cells(row))


def _wrong(suggestions: Sequence[SuggestionRow]) -> Iterator[Defect]:
    for row in suggestions:
        slug = row.decided_slug
        if slug and (is_provisional(slug) or not SLUG.fullmatch(slug)):
            yield Defect(row.place, "decided_slug", f"{slug!r} is no slug of yours: lower case, digits and hyphens")


def _agreed(votes: Iterable[tuple[str, str | None, Place]], defects: list[Defect]) -> dict[str, str]:
    found: dict[str, tuple[str, Place]] = {}
    for provisional, slug, place in votes:
        before, there = found.setdefault(provisional, (slug or "", place))
        if before != slug:
            message = f"{provisional!r} is {slug!r} here and {before!r} at {there}: decide it in suggestions.csv"
            defects.append(Defect(place, "slug", message))
    return {provisional: slug for provisional, (slug, _) in found.items()}


def _edits(draft: Draft) -> Iterator[tuple[str, str, Place]]:
    """The provisional slugs that were edited away in every row, with what stands in their place."""
    left = remaining(draft.tables)
    for field in fields(draft.tables):
        edited = defaultdict(list)
        for row in getattr(draft.tables, field.name):
            edited[row.line_start].append(row)
        for row in getattr(draft.extracted, field.name):
            yield from _edit(row, edited[row.line_start], left)


def _edit(row: Printed, candidates: Sequence[Printed], left: frozenset[str]) -> Iterator[tuple[str, str, Place]]:
    cells = [(column, slug) for column, slug in provisional_cells(row) if slug not in left]
    columns = frozenset(column for column, _ in cells)
    alike = [other for other in candidates if _but(other, columns) == _but(row, columns)] if cells else []
    if len(alike) == 1:
        yield from ((slug, str(getattr(alike[0], column)), alike[0].place) for column, slug in cells)


def _but(row: Printed, left_out: frozenset[str]) -> Row:
    return tuple(getattr(row, column) for column in tables.columns(type(row)) if column not in left_out)


def _known(held: DocumentTables, spelled: Mapping[Name, str]) -> dict[str, str]:
    found = {}
    for row in held.rows():
        # The label of an amount (うちAMED) may be known as another program's.
        for _, kind, printed, slug in consistency.named(row) if not isinstance(row, BudgetRow) else ():
            if is_provisional(slug) and (kind, folded(printed)) in spelled:
                found[slug] = spelled[kind, folded(printed)]
    return found
