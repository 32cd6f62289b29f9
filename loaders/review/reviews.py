"""A draft held against the registered tables of its document."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from loaders import holdings
from loaders.errors import DraftUnusable
from loaders.holdings import DocumentTables, Holdings, Printed
from loaders.reading.folder import NOTE
from loaders.records import CorrectionRow, DocumentRow, SuggestionRow
from loaders.registries import SLUG
from loaders.review import changes, context, decisions, differences, drafts
from loaders.review.context import Context
from loaders.review.corrections import corrected, is_restored
from loaders.review.decisions import Decisions
from loaders.review.differences import Pair, content
from loaders.review.drafts import Draft

TABLES = tuple(field.name for field in fields(DocumentTables))
NOTHING = DocumentTables((), (), (), (), ())


@dataclass(frozen=True)
class TableReview:
    """One table of a draft beside the registered one."""

    name: str
    pairs: tuple[Pair, ...]
    extracted: int
    """The rows of the draft that are as extracted."""
    read: int
    """The registered rows that the extraction gives as they stand."""

    @property
    def drafted(self) -> int:
        """The rows of the draft."""
        return sum(pair.drafted is not None for pair in self.pairs)

    @property
    def registered(self) -> int:
        """The registered rows."""
        return sum(pair.registered is not None for pair in self.pairs)

    def counts(self) -> Counter[str]:
        """How many rows are same, changed, added and removed."""
        return Counter(pair.change for pair in self.pairs)


@dataclass(frozen=True)
class Review:
    """What differs between a draft and what is registered."""

    draft: Draft
    document: str
    data: Path
    seen: str
    """The digest of `data` as it was read."""
    held: Holdings
    context: Context
    decisions: Decisions
    extraction: DocumentTables
    """The rows as extracted, once corrections are applied and names decided."""
    tables: tuple[TableReview, ...]

    @property
    def registered(self) -> DocumentRow | None:
        """The document's row of documents.csv, if it has one."""
        rows = self.held.registries.documents
        return next((row for row in rows if row.document == self.document), None)

    def broken(self) -> tuple[Pair, ...]:
        """The registered rows marked `parsed` that the draft does not give as they stand."""
        pairs = [pair for table in self.tables for pair in table.pairs if pair.change != "same"]
        return tuple(pair for pair in pairs if pair.registered and pair.registered.method == "parsed")

    def agrees(self) -> bool:
        """Whether the document is registered and nothing differs for its rows marked `parsed`."""
        return self.registered is not None and not self.broken()

    def undecided(self) -> tuple[SuggestionRow, ...]:
        """The suggestions for names that have a provisional slug still."""
        left = decisions.remaining(self.draft.tables) - set(self.decisions.slugs)
        return tuple(row for row in self.draft.suggestions if row.slug in left)


def review(folder: Path, data: Path, document: str | None) -> Review:
    """The review of a draft; `document` goes before the id that extract was given.

    Raises `DraftUnusable`, or `TableDefects` with every broken cell of the draft or of `data`.
    """
    changes.finish(data)
    seen = changes.digest(data)
    held = holdings.load(data)
    draft = drafts.read(folder)
    name = _document(draft, document)
    _require_version(draft, name, held)
    corrections = [row for row in held.registries.corrections if row.document == name]
    draft = _mended(draft, corrections)
    found = decisions.decided(draft, name, held.registries.names)
    extraction = decisions.mapped(draft.extracted, lambda row: decisions.applied(row, found.slugs))
    drafted = decisions.mapped(draft.tables, lambda row: _restored(decisions.applied(row, found.slugs), corrections))
    registered = held.tables.get(name, NOTHING)
    reviews = [_table(table, *(getattr(rows, table) for rows in (drafted, registered, extraction))) for table in TABLES]
    return Review(draft, name, data, seen, held, context.read(draft), found, extraction, tuple(reviews))


def shared(rows: Sequence[Printed], others: Sequence[Printed]) -> tuple[bool, ...]:
    """Of each row whether one of the others, each counted once, says the same."""
    left = Counter(map(content, others))
    found = []
    for said in map(content, rows):
        found.append(left[said] > 0)
        left[said] -= 1
    return tuple(found)


def _document(draft: Draft, document: str | None) -> str:
    name = document or draft.source.document
    if name is None:
        raise DraftUnusable(f"{draft.folder / NOTE} names no document: say which it is by --id ID")
    if not SLUG.fullmatch(name):
        raise DraftUnusable(f"{name!r} is no id of a document: lower case, digits and hyphens")
    return name


def _require_version(draft: Draft, name: str, held: Holdings) -> None:
    for row in held.registries.documents:
        if row.document == name and row.sha256 != draft.source.sha256:
            message = f"its sha256 is {draft.source.sha256}, not {row.sha256}; another version has an id of its own"
            raise DraftUnusable(f"{draft.folder} was read from another file than the registered {name}: {message}")


def _mended(draft: Draft, corrections: Sequence[CorrectionRow]) -> Draft:
    both = [decisions.mapped(held, lambda row: corrected(row, corrections)) for held in (draft.tables, draft.extracted)]
    return replace(draft, tables=both[0], extracted=both[1])


def _restored(row: Printed, corrections: Sequence[CorrectionRow]) -> Printed:
    return replace(row, method="restored") if is_restored(row, corrections) else row


def _table(
    name: str, drafted: Sequence[Printed], registered: Sequence[Printed], extraction: Sequence[Printed]
) -> TableReview:
    extracted = shared(drafted, extraction)
    marked = [_marked(row, parsed) for row, parsed in zip(drafted, extracted, strict=True)]
    read = sum(shared(registered, extraction))
    return TableReview(name, differences.pairs(marked, registered), sum(extracted), read)


def _marked(row: Printed, extracted: bool) -> Printed:
    method = "restored" if row.method == "restored" else "parsed" if extracted else "transcribed"
    return replace(row, method=method)
