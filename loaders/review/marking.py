"""Which registered rows a program reads as they stand: their `method`."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loaders.errors import NotAccepted
from loaders.holdings import DocumentTables
from loaders.review.acceptance import texts
from loaders.review.reviews import TABLES, Review, shared


@dataclass(frozen=True)
class Marked:
    """The registered tables with each method as it is."""

    files: dict[Path, str]
    """Each file that changes, with its new text."""
    methods: dict[str, Counter[str]]
    """How many rows of each table are parsed, transcribed and restored."""


def mark(review: Review) -> Marked:
    """The registered rows: `parsed` where the extraction gives all cells, else `transcribed`; `restored` stays."""
    registered = review.held.tables.get(review.document)
    if registered is None:
        raise NotAccepted(f"{review.document} is not registered: accept its draft first")
    rows: dict[str, Any] = {}
    for table in TABLES:
        before = getattr(registered, table)
        read = shared(before, getattr(review.extraction, table))
        marks = ["parsed" if one else "transcribed" for one in read]
        rows[table] = tuple(
            row if row.method == "restored" else replace(row, method=method)
            for row, method in zip(before, marks, strict=True)
        )
    methods = {table: Counter(row.method for row in rows[table]) for table in TABLES}
    return Marked(texts(review, review.held.registries, DocumentTables(**rows)), methods)
