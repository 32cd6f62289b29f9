"""The rows that a document adds to the registries: itself, its names, and what nobody met before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode

import ontology
from loaders import consistency, registries, tables, values
from loaders.errors import Defect, NotAccepted, Place, TableDefects, ValueUnreadable
from loaders.holdings import DocumentTables, Registries
from loaders.records import (
    CitationRow,
    DocumentRow,
    OrganizationRow,
    PolicyRow,
    ProgramRow,
    Record,
)
from loaders.review.drafts import SUGGESTIONS, Source
from loaders.review.spellings import Spellings

R = TypeVar("R", bound=Record)

COMPUTED = ("document", "sha256", "path")
"""Columns of documents.csv that a person does not give."""
NEEDED = ("title", "publisher", "fiscal_year", "stage", "family")


def document(name: str, source: Source, given: Mapping[str, str], file: Path) -> DocumentRow:
    """The row of documents.csv for a new document; `NotAccepted` names what is still to be given.

    Its fiscal year and stage are those that extract read, unless others are given.
    """
    known = [column for column in tables.columns(DocumentRow) if column not in COMPUTED]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise NotAccepted(f"--set {unknown[0]}=...: documents.csv would take one of {', '.join(known)}")
    cells = {"fiscal_year": str(source.fiscal_year or ""), "stage": source.phase or "", **given}
    missing = [column for column in NEEDED if not cells.get(column)]
    if missing:
        options = " ".join(f"--set {column}=..." for column in missing)
        raise NotAccepted(f"{name} is not registered: say {options} for its row of documents.csv")
    cells |= {"document": name, "sha256": source.sha256, "path": source.path.name}
    return tables.record(DocumentRow, [cells.get(one, "") for one in tables.columns(DocumentRow)], Place(file, 0))


@dataclass(frozen=True)
class Newcomers:
    """Who needs new rows: the registries as they are, the document and its tables, and the kinds that were decided."""

    registries: Registries
    document: str
    tables: DocumentTables
    kinds: Mapping[str, str]

    def registered(self, row: DocumentRow | None) -> Registries:
        """The registries with the new rows; `TableDefects` lists each thing whose kind nobody said."""
        defects: list[Defect] = []
        added: dict[str, Sequence[Record]] = {
            "documents": [row] if row else [],
            "programs": list(self._programs()),
            "organizations": list(self._organizations(defects)),
            "policies": list(self._policies(defects)),
        }
        if defects:
            raise TableDefects(defects)
        things: dict[str, Any] = {
            name: _merged(name, getattr(self.registries, name), rows) for name, rows in added.items()
        }
        merged = replace(self.registries, **things)
        spelled = Spellings(merged, self.document, self.tables).new()
        return replace(merged, names=_merged("names", merged.names, list(spelled)))

    def _unknown(self, kind: str) -> Iterator[tuple[str, str, Place]]:
        """Each slug of this kind that no registry has, with the name that stands for it and where."""
        known = set(registries.known_slugs(self.registries)[registries.NAMED[kind]])
        known |= {row.passage for row in self.registries.passages}
        for row in self.tables.rows():
            for _, of, printed, slug in consistency.named(row):
                if of == kind and slug not in known:
                    known.add(slug)
                    yield slug, printed, row.place

    def _programs(self) -> Iterator[ProgramRow]:
        # The heading of a program names it, the label of an amount may be short for it.
        for slug, printed, place in self._unknown("program"):
            yield ProgramRow(
                place=place, program=slug, label_ja=printed, label_en=None, label_en_origin=None, abbreviation=()
            )

    def _organizations(self, defects: list[Defect]) -> Iterator[OrganizationRow]:
        empty = dict.fromkeys(
            ("label_en", "label_en_origin", "corporate_number", "ror", "wikidata", "funder_id", "part_of")
        )
        for slug, printed, place in self._unknown("organization"):
            kind = self._kind(slug, "organization-kind", place, defects)
            yield OrganizationRow(place=place, organization=slug, label_ja=printed, abbreviation=(), kind=kind, **empty)

    def _policies(self, defects: list[Defect]) -> Iterator[PolicyRow]:
        empty = dict.fromkeys(("series", "edition", "title_en", "title_en_origin", "decided_by"))
        for slug, printed, place in self._unknown("policy"):
            cited = [row for row in self.tables.citations if row.policy == slug]
            guess = _decision(cited) if slug not in self.kinds else ""
            kind = guess or self._kind(slug, "decision-kind", place, defects)
            yield PolicyRow(place=place, policy=slug, title_ja=printed, decided_on=_day(cited), kind=kind, **empty)

    def _kind(self, slug: str, scheme: str, place: Place, defects: list[Defect]) -> str:
        kind = self.kinds.get(slug, "")
        if kind not in ontology.notations(scheme):
            would = ", ".join(ontology.notations(scheme))
            said = f"{slug!r} is new: write its slug and kind into decided_slug and decided_kind of {SUGGESTIONS}"
            defects.append(Defect(place, scheme, f"{said}, or a row of your own into the registry; kinds are {would}"))
        return kind


def _merged(name: str, rows: Sequence[R], added: Sequence[R]) -> tuple[R, ...]:
    columns = registries.KEYS.get(name, ())
    return tuple(sorted(chain(rows, added), key=lambda row: registries.order(row, columns)))


def _decision(cited: Sequence[CitationRow]) -> str:
    """The kind of decision whose Japanese label ends the deciding act as printed: 閣議決定, ...本部決定."""
    acts = [row.decided_by for row in cited if row.decided_by]
    labels = _labels("decision-kind")
    return next((labels[label] for act in acts for label in labels if act.endswith(label)), "")


def _labels(scheme: str) -> dict[str, str]:
    concepts = {ontology.concept(scheme, notation): notation for notation in ontology.notations(scheme)}
    labels = (triple for triple in ontology.triples() if triple.predicate == ontology.SKOS.prefLabel)
    return {
        triple.object.value: concepts[triple.subject]
        for triple in labels
        if isinstance(triple.subject, NamedNode) and triple.subject in concepts
        if isinstance(triple.object, Literal) and triple.object.language == "ja"
    }


def _day(cited: Sequence[CitationRow]) -> str | None:
    """The day of decision, as precise as it is printed anywhere."""
    days = [_printed_day(row.printed_date) for row in cited if row.printed_date]
    return max((day for day in days if day), key=len, default=None)


def _printed_day(printed: str) -> str | None:
    try:
        return values.date(printed)
    except ValueUnreadable:
        return None
