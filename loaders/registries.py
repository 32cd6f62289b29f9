"""What each registry must say by itself: keys in order, and slugs, dates and addresses of the right form."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode

from loaders import iris
from loaders.errors import Defect, Place
from loaders.holdings import Registries
from loaders.records import DocumentRow, PolicyRow, Record, key

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SHA256 = re.compile(r"[0-9a-f]{64}")
PARTIAL_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
KEYS = MappingProxyType(
    {
        "names": ("printed_name", "kind", "slug", "document"),
        "successions": ("before", "after", "document"),
        "corrections": ("document", "line", "column", "printed"),
    }
)
"""The key columns of the registries whose key is not their first column alone."""
NAMED = MappingProxyType({"program": "programs", "organization": "organizations", "policy": "policies"})


def known_slugs(registries: Registries) -> dict[str, frozenset[str]]:
    """The slugs of each registry by its name, and of policies and passages together."""
    slugs = {name: frozenset(key(row) for row in getattr(registries, name)) for name in iris.KINDS}
    return slugs | {"policies or passages": slugs["policies"] | slugs["passages"]}


def defects(registries: Registries) -> Iterator[Defect]:
    """Every defect of the registries that needs no other table to see."""
    for name, rows in vars(registries).items():
        yield from _keys(rows, KEYS.get(name, ()))
    for name in iris.KINDS:
        yield from _slugs(getattr(registries, name))
    if not registries.documents:
        yield Defect(Place(Path("documents.csv"), 1), "row", "no document is registered, so there is nothing to build")
    yield from _english(registries)
    yield from _names(registries)
    for document in registries.documents:
        yield from _document(document)
    for policy in registries.policies:
        yield from _decided(policy)


def _keys(rows: Sequence[Record], columns: tuple[str, ...]) -> Iterator[Defect]:
    for before, row in pairwise(rows):
        if order(before, columns) >= order(row, columns):
            yield Defect(row.place, ", ".join(columns) or "slug", "the row stands twice or out of order")


def order(row: Record, columns: tuple[str, ...]) -> tuple[str | int, ...]:
    """What a registry with these key columns is sorted by; without columns its first one is the key."""
    return tuple(getattr(row, column) or "" for column in columns) or (key(row),)


def _slugs(rows: Sequence[Record]) -> Iterator[Defect]:
    for row in rows:
        if not SLUG.fullmatch(key(row)):
            yield Defect(row.place, "slug", f"{key(row)!r} is no slug: lower case, digits and hyphens")


def _english(registries: Registries) -> Iterator[Defect]:
    labels = [
        (row.place, row.label_en, row.label_en_origin)
        for rows in (registries.programs, registries.organizations, registries.series)
        for row in rows
    ]
    labels += [(row.place, row.title_en, row.title_en_origin) for row in registries.policies]
    for place, label, origin in labels:
        if (label is None) != (origin is None):
            yield Defect(place, "origin", "an English label and its origin go together")


def _names(registries: Registries) -> Iterator[Defect]:
    slugs = known_slugs(registries)
    for row in registries.names:
        if row.kind not in NAMED:
            yield Defect(row.place, "kind", f"{row.kind!r} is none of {', '.join(NAMED)}")
        elif row.slug not in slugs[NAMED[row.kind]]:
            yield Defect(row.place, "slug", f"{row.slug!r} is in none of the {NAMED[row.kind]}")


def _document(row: DocumentRow) -> Iterator[Defect]:
    if not SHA256.fullmatch(row.sha256):
        yield Defect(row.place, "sha256", "is not 64 hexadecimal digits in lower case")
    for column, day in (("published_on", row.published_on), ("retrieved", row.retrieved)):
        if day and not (PARTIAL_DATE.fullmatch(day) and len(day) == 10 and is_date(day)):
            yield Defect(row.place, column, f"{day!r} is no date such as 2023-06-16")
    for column, address in (("url", row.url), ("licence", row.licence)):
        if address and not _is_iri(address):
            yield Defect(row.place, column, f"{address!r} is no address such as https://www.mext.go.jp/")


def _decided(row: PolicyRow) -> Iterator[Defect]:
    day = row.decided_on
    if day and not (PARTIAL_DATE.fullmatch(day) and is_date(day)):
        yield Defect(row.place, "decided_on", f"{day!r} is no 2023-06-16, 2023-06 or 2023")


def is_date(partial: str) -> bool:
    """Whether a date, year-month or year is in the calendar."""
    try:
        date.fromisoformat(f"{partial}-01-01"[:10])
    except ValueError:
        return False
    return True


def _is_iri(address: str) -> bool:
    try:
        NamedNode(address)
    except ValueError:
        return False
    return address.startswith(("http://", "https://"))
