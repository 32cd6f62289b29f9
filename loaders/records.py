"""The rows of the tables as records: one class a table, one field a column, in the order of `data/FORMAT.md`."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Annotated

from loaders.errors import Place


@dataclass(frozen=True)
class Scheme:
    """Marks a column that holds a notation of this code list."""

    name: str


@dataclass(frozen=True)
class Slug:
    """Marks a column that holds a slug of this registry."""

    registry: str


@dataclass(frozen=True)
class Between:
    """Marks a column that holds a number in this range, both ends included."""

    least: int
    most: int


# The eras that values.py reads begin in 1926; a program is not planned further ahead than a century.
Year = Annotated[int, Between(1926, 2125)]
MaybeYear = Annotated[int | None, Between(1926, 2125)]
Line = Annotated[int, Between(1, 10_000_000)]
Yen = Annotated[int | None, Between(0, 10**15)]
Program = Annotated[str, Slug("programs")]
Organization = Annotated[str, Slug("organizations")]
Document = Annotated[str, Slug("documents")]
Method = Annotated[str, Scheme("method")]


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row and where it stands."""

    place: Place


def key(row: Record) -> str:
    """The first column of a row: the slug, in a registry of things."""
    return str(getattr(row, fields(row)[1].name))


@dataclass(frozen=True, kw_only=True)
class DocumentRow(Record):
    """One version of a source document."""

    document: str
    title: str
    publisher: Organization
    fiscal_year: Year
    stage: Annotated[str, Scheme("phase")]
    family: str
    published_on: str | None
    url: str | None
    sha256: str
    retrieved: str | None
    licence: str | None
    path: str


@dataclass(frozen=True, kw_only=True)
class ProgramRow(Record):
    """A program (事業・プログラム), whatever its name and year."""

    program: str
    label_ja: str
    label_en: str | None
    label_en_origin: Annotated[str | None, Scheme("label-origin")]
    abbreviation: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrganizationRow(Record):
    """A body, a division of one, or a group of bodies named together."""

    organization: str
    label_ja: str
    label_en: str | None
    label_en_origin: Annotated[str | None, Scheme("label-origin")]
    abbreviation: tuple[str, ...]
    kind: Annotated[str, Scheme("organization-kind")]
    corporate_number: str | None
    ror: str | None
    wikidata: str | None
    funder_id: str | None
    part_of: Annotated[str | None, Slug("organizations")]


@dataclass(frozen=True, kw_only=True)
class SeriesRow(Record):
    """A series of policy documents, of which each edition is one."""

    series: str
    label_ja: str
    label_en: str | None
    label_en_origin: Annotated[str | None, Scheme("label-origin")]


@dataclass(frozen=True, kw_only=True)
class PolicyRow(Record):
    """A policy document."""

    policy: str
    series: Annotated[str | None, Slug("series")]
    edition: str | None
    title_ja: str
    title_en: str | None
    title_en_origin: Annotated[str | None, Scheme("label-origin")]
    decided_on: str | None
    decided_by: Annotated[str | None, Slug("organizations")]
    kind: Annotated[str, Scheme("decision-kind")]


@dataclass(frozen=True, kw_only=True)
class PassageRow(Record):
    """A section, paragraph or footnote of a policy document."""

    passage: str
    policy: Annotated[str, Slug("policies")]
    kind: Annotated[str, Scheme("passage-kind")]
    number: str
    label_ja: str
    label_en: str | None


@dataclass(frozen=True, kw_only=True)
class NameRow(Record):
    """A spelling and the slug it stands for, everywhere or in one document."""

    printed_name: str
    kind: str
    slug: str
    document: Annotated[str | None, Slug("documents")]


@dataclass(frozen=True, kw_only=True)
class SuccessionRow(Record):
    """A change of one program into another that a document states or implies."""

    before: Program
    after: Program
    kind: Annotated[str, Scheme("change-kind")]
    fiscal_year: Year
    basis: Annotated[str, Scheme("basis")]
    document: Document
    printed: str
    line_start: Line
    line_end: Line


@dataclass(frozen=True, kw_only=True)
class CorrectionRow(Record):
    """A cell that holds something other than its source prints, and why."""

    document: Document
    line: Line
    column: str
    printed: str | None
    corrected: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class WithdrawnRow(Record):
    """A thing that the graph speaks of no more, and why."""

    path: str
    """Its IRI without our base: `id/program/kakenhi`."""
    kind: str
    withdrawn_on: str
    replaced_by: tuple[str, ...]
    reason_ja: str
    reason_en: str


@dataclass(frozen=True, kw_only=True)
class EntryRow(Record):
    """A program as one document presents it."""

    program: Program
    printed_name: str
    part_of: Annotated[str | None, Slug("programs")]
    start_fiscal_year: MaybeYear
    end_fiscal_year: MaybeYear
    is_new: bool
    line_start: Line
    line_end: Line
    method: Method


@dataclass(frozen=True, kw_only=True)
class BudgetRow(Record):
    """One printing of an amount."""

    program: Program
    printed_name: str
    fiscal_year: Year
    phase: Annotated[str, Scheme("phase")]
    amount_yen: Yen
    container_amount_yen: Yen
    printed: str
    component_of: Annotated[str | None, Slug("programs")]
    qualifiers: Annotated[tuple[str, ...], Scheme("qualifier")]
    line_start: Line
    line_end: Line
    method: Method


@dataclass(frozen=True, kw_only=True)
class CitationRow(Record):
    """One printing of a policy's title for a program."""

    program: Program
    policy: Annotated[str, Slug("policies or passages")]
    printed_title: str
    printed_date: str | None
    decided_by: str | None
    relation: Annotated[str, Scheme("relation")]
    line_start: Line
    line_end: Line
    method: Method


@dataclass(frozen=True, kw_only=True)
class InvolvementRow(Record):
    """A body in a role for a program."""

    program: Program
    organization: Organization
    printed_name: str
    role: Annotated[str, Scheme("role")]
    line_start: Line
    line_end: Line
    method: Method


@dataclass(frozen=True, kw_only=True)
class TermRow(Record):
    """A term of support."""

    program: Program
    kind: Annotated[str, Scheme("term-kind")]
    value: Annotated[Decimal | None, Between(0, 10**15)]
    unit: str | None
    printed: str
    line_start: Line
    line_end: Line
    method: Method


@dataclass(frozen=True, kw_only=True)
class ResidueRow(Record):
    """What looks like a fact and stands in no table, and why."""

    line: Line
    text_kind: str
    printed: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuggestionRow(Record):
    """A name that no registry knows, with a known one that is near; those cells are empty if none is."""

    printed_name: str
    kind: str
    slug: str
    """The provisional one."""
    suggested_slug: str | None
    score: int | None
    """How near, from 0 to 100; 100 where the same spelling stands for several things."""
    line: Line
    decided_slug: str | None = None
    """What a person decides: the slug it stands for."""
    decided_kind: str | None = None
    """The code of the kind, of a body or a policy that is new."""
