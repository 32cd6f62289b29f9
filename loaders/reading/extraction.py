"""A file -> the rows of its tables: all the steps of reading, one after the other."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

from loaders import holdings, pages
from loaders.errors import DocumentUnreadable
from loaders.holdings import DATA, DocumentTables, Registries
from loaders.pages import Document
from loaders.reading import budgets, citations, involvements, limits, names, outline, programs, residue, terms, tokens
from loaders.reading.outline import Outline
from loaders.records import Record, ResidueRow, SuggestionRow
from loaders.registries import SLUG

_LONGEST = 500
_TOGETHER = 40
"""Lines that are searched at once for what makes a budget document."""

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Extraction:
    """What was read of a document; its rows stand in the order of `data/FORMAT.md`."""

    document: Document
    slug: str | None
    """Its slug in `documents.csv`, if it is registered or was given one."""
    fiscal_year: int
    phase: str
    tables: DocumentTables
    residue: tuple[ResidueRow, ...]
    """What looks like a fact and is in no row."""
    suggestions: tuple[SuggestionRow, ...]
    """The names that no registry knows."""


def extract(path: Path, data: Path = DATA, slug: str | None = None) -> Extraction:
    """The rows of a PDF, text, Markdown or HTML file; every row is `parsed`.

    `data` is the folder of the registries. `slug` is that of the document; a registered one is known by its bytes.
    `DocumentUnreadable` says why a file is not read, and what to do; `TableDefects` what is wrong with the registries;
    `ValueError` that the slug is none.
    """
    if slug is not None and not SLUG.fullmatch(slug):
        raise ValueError(f"{slug!r} is no slug of a document: lower case, digits and hyphens")
    document = pages.document(path)
    return read(document, holdings.registries(data), slug)


def read(document: Document, registries: Registries, slug: str | None = None) -> Extraction:
    """The rows of a document whose lines are known."""
    _require_budget(document)
    slug = slug or _registered(document, registries)
    found = outline.outline(limits.shortened(document.lines))
    tables = _tables(found)
    left = [*residue.read(found, tuple(tables.rows())), *limits.unread(document.lines)]
    resolution = names.resolve(_cleaned(tables), registries, slug)
    return Extraction(
        document,
        slug,
        found.fiscal_year,
        found.phase,
        resolution.tables,
        _clean(sorted(left, key=lambda row: row.line)),
        resolution.suggestions,
    )


def _require_budget(document: Document) -> None:
    """Nothing, if the document has an amount or a fiscal year anywhere."""
    texts = [line.text for line in document.lines]
    for start in range(0, len(texts), _TOGETHER):
        text = "\n".join(texts[start : start + _TOGETHER])
        if tokens.money_tokens(text) or tokens.year_tokens(text):
            return
    raise DocumentUnreadable(
        document.path,
        "is no budget document (it has no amount such as 37億円 and no fiscal year such as 令和8年度)",
        "give a file of a ministry's budget, request or draft",
    )


def _registered(document: Document, registries: Registries) -> str | None:
    return next((row.document for row in registries.documents if row.sha256 == document.sha256), None)


def _tables(found: Outline) -> DocumentTables:
    return DocumentTables(
        programs.read(found), budgets.read(found), citations.read(found), involvements.read(found), terms.read(found)
    )


def _cleaned(tables: DocumentTables) -> DocumentTables:
    return DocumentTables(
        _clean(tables.programs),
        _clean(tables.budgets),
        _clean(tables.citations),
        _clean(tables.involvements),
        _clean(tables.terms),
    )


def _clean(rows: Iterable[R]) -> tuple[R, ...]:
    """The rows with cells in the form of `data/FORMAT.md`: one line, no invisible characters, not too long."""
    return tuple(replace(row, **cells) if (cells := _cells(row)) else row for row in rows)


def _cells(row: Record) -> dict[str, Any]:
    cells = ((field.name, getattr(row, field.name)) for field in fields(row))
    return {name: cell for name, text in cells if isinstance(text, str) and (cell := _cell(text)) != text}


def _cell(text: str) -> str:
    if text.isprintable() and "  " not in text and len(text) <= _LONGEST:
        return text.strip()
    plain = re.sub(r"\s+", " ", text)
    return "".join(one for one in plain if unicodedata.category(one) not in {"Cc", "Cf"}).strip()[:_LONGEST].strip()
