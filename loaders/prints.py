"""What one document prints, as triples: the document, and each row of its tables with its evidence.

Nothing is computed over several rows here; that is `reconcile.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from loaders import iris, values
from loaders.errors import Place
from loaders.holdings import DocumentTables, Printed
from loaders.records import (
    BudgetRow,
    CitationRow,
    DocumentRow,
    EntryRow,
    InvolvementRow,
    PassageRow,
    Record,
    SuccessionRow,
    TermRow,
)
from loaders.sources import Verification, printed_cells
from loaders.triples import about, code, text, thing, typed
from ontology import DCTERMS, OA, RDF, SK

_LINES = NamedNode("http://tools.ietf.org/rfc/rfc5147")


@dataclass(frozen=True)
class DocumentPrints:
    """One document, its tables, the changes it states, and what its source file was found to say."""

    row: DocumentRow
    tables: DocumentTables
    successions: tuple[SuccessionRow, ...]
    passages: Mapping[str, PassageRow]
    verifications: Mapping[Place, Verification]

    @property
    def document(self) -> NamedNode:
        """The IRI of the document."""
        return iris.thing("document", self.row.document)

    def subjects(self) -> Iterator[tuple[NamedNode, Printed | SuccessionRow]]:
        """The IRI of each record with its row."""
        for entry in self.tables.programs:
            yield iris.thing("entry", f"{self.row.document}/{entry.program}"), entry
        for kind, rows in self._line_numbered():
            for line, group in groupby(rows, key=lambda row: row.line_start):
                for nth, row in enumerate(group, 1):
                    yield iris.record(kind, self.row.document, line, nth), row
        for change in self.successions:
            yield iris.thing("change", f"{self.row.document}/{change.before}/{change.after}"), change

    def _line_numbered(
        self,
    ) -> Iterator[tuple[str, Sequence[BudgetRow | CitationRow | InvolvementRow | TermRow]]]:
        yield "statement", self.tables.budgets
        yield "citation", self.tables.citations
        yield "involvement", self.tables.involvements
        yield "term", self.tables.terms

    def triples(self) -> Iterator[Triple]:
        """Every triple of the document's graph."""
        yield from self._source_document()
        for subject, row in self.subjects():
            yield from about(subject, (SK.inDocument, self.document), (SK.evidence, iris.evidence(subject)))
            yield from _DESCRIBE[type(row)](self, subject, row)
            yield from self._evidence(iris.evidence(subject), row)

    def _source_document(self) -> Iterator[Triple]:
        row = self.row
        return about(
            self.document,
            (RDF.type, SK.SourceDocument),
            (DCTERMS.identifier, text(row.document)),
            (DCTERMS.title, text(row.title, "ja")),
            (DCTERMS.publisher, thing("organization", row.publisher)),
            (DCTERMS.issued, typed(row.published_on, "date")),
            (DCTERMS.source, NamedNode(row.url) if row.url else None),
            (DCTERMS.license, NamedNode(row.licence) if row.licence else None),
            (SK.fiscalYear, thing("fiscal-year", row.fiscal_year)),
            (SK.phase, code("phase", row.stage)),
            (SK.family, text(row.family)),
            (SK.sha256, text(row.sha256)),
            (SK.retrieved, typed(row.retrieved, "date")),
        )

    def _evidence(self, subject: NamedNode, row: Printed | SuccessionRow) -> Iterator[Triple]:
        lines, quote = iris.part(subject, "lines"), iris.part(subject, "quote")
        (_, printed), *_ = printed_cells(row)
        verification = self.verifications[row.place]
        yield from about(
            subject,
            (RDF.type, SK.Evidence),
            (SK.document, self.document),
            (SK.lineStart, Literal(row.line_start)),
            (SK.lineEnd, Literal(row.line_end)),
            (SK.printed, text(printed)),
            (SK.verification, code("verification", verification.code)),
            (SK.quotation, text(verification.quotation, "ja")),
            (SK.correction, text(verification.correction, "en")),
            (OA.hasSource, self.document),
            (OA.hasSelector, (lines, quote)),
        )
        # RFC 5147 counts the gaps between lines: line=66,67 is the 67th line.
        span = f"line={row.line_start - 1},{row.line_end}"
        yield from about(lines, (RDF.type, OA.FragmentSelector), (DCTERMS.conformsTo, _LINES), (RDF.value, text(span)))
        yield from about(quote, (RDF.type, OA.TextQuoteSelector), (OA.exact, text(printed)))

    def _entry(self, subject: NamedNode, row: EntryRow) -> Iterator[Triple]:
        return about(
            subject,
            (RDF.type, SK.ProgramEntry),
            (SK.program, thing("program", row.program)),
            (SK.printed, text(row.printed_name)),
            (SK.statedPartOf, thing("program", row.part_of)),
            (SK.statedStartFiscalYear, thing("fiscal-year", row.start_fiscal_year)),
            (SK.statedEndFiscalYear, thing("fiscal-year", row.end_fiscal_year)),
            (SK.isNew, Literal(row.is_new)),
            (SK.method, code("method", row.method)),
        )

    def _statement(self, subject: NamedNode, row: BudgetRow) -> Iterator[Triple]:
        money = values.figure(row.printed, row.amount_yen or row.container_amount_yen or 0)
        included = "included-in" in row.qualifiers
        return about(
            subject,
            (RDF.type, SK.BudgetStatement),
            (SK.program, thing("program", row.program)),
            (SK.printedName, text(row.printed_name)),
            (SK.fiscalYear, thing("fiscal-year", row.fiscal_year)),
            (SK.phase, code("phase", row.phase)),
            (SK.amount, None if row.amount_yen is None else Literal(row.amount_yen)),
            (
                SK.containerAmount,
                None if row.container_amount_yen is None else Literal(row.container_amount_yen),
            ),
            (SK.printed, text(row.printed)),
            (SK.unit, text(money.unit)),
            (SK.precision, Literal(money.precision)),
            (SK.lowerBound, Literal(0 if included else money.lower)),
            (SK.upperBound, Literal(money.upper)),
            (SK.qualifier, (code("qualifier", notation) for notation in row.qualifiers if notation != "new")),
            (SK.isNew, Literal("new" in row.qualifiers)),
            (SK.operatingGrantOf, self._operating_grant_bodies(row)),
            (SK.fundPeriod, self._fund_periods(row)),
            (SK.method, code("method", row.method)),
        )

    def _operating_grant_bodies(self, row: BudgetRow) -> Iterator[NamedNode]:
        if "operating-grant-estimate" in row.qualifiers:
            for involvement in self.tables.involvements:
                if (involvement.program, involvement.role) == (row.program, "operating-grant-body"):
                    yield iris.thing("organization", involvement.organization)

    def _fund_periods(self, row: BudgetRow) -> Iterator[Literal | None]:
        if "fund" in row.qualifiers:
            for term in self.tables.terms:
                if (term.program, term.kind) == (row.program, "fund-period"):
                    yield typed(f"P{term.value}Y", "duration")

    def _citation(self, subject: NamedNode, row: CitationRow) -> Iterator[Triple]:
        passage = self.passages.get(row.policy)
        return about(
            subject,
            (RDF.type, SK.PolicyCitation),
            (SK.program, thing("program", row.program)),
            (SK.policy, thing("policy", passage.policy if passage else row.policy)),
            (SK.passage, thing("passage", passage.passage) if passage else None),
            (SK.relation, code("relation", row.relation)),
            (SK.printed, text(row.printed_title)),
            (SK.printedDate, text(row.printed_date)),
            (SK.printedDecidedBy, text(row.decided_by)),
            (SK.method, code("method", row.method)),
        )

    def _involvement(self, subject: NamedNode, row: InvolvementRow) -> Iterator[Triple]:
        return about(
            subject,
            (RDF.type, SK.Involvement),
            (SK.program, thing("program", row.program)),
            (SK.organization, thing("organization", row.organization)),
            (SK.role, code("role", row.role)),
            (SK.printed, text(row.printed_name)),
            (SK.method, code("method", row.method)),
        )

    def _term(self, subject: NamedNode, row: TermRow) -> Iterator[Triple]:
        return about(
            subject,
            (RDF.type, SK.SupportTerm),
            (SK.program, thing("program", row.program)),
            (SK.termKind, code("term-kind", row.kind)),
            (SK.value, None if row.value is None else typed(str(row.value), "decimal")),
            (SK.unit, text(row.unit)),
            (SK.printed, text(row.printed)),
            (SK.method, code("method", row.method)),
        )

    def _change(self, subject: NamedNode, row: SuccessionRow) -> Iterator[Triple]:
        return about(
            subject,
            (RDF.type, SK.ProgramChange),
            (SK.before, thing("program", row.before)),
            (SK.after, thing("program", row.after)),
            (SK.changeKind, code("change-kind", row.kind)),
            (SK.basis, code("basis", row.basis)),
            (SK.effectiveFiscalYear, thing("fiscal-year", row.fiscal_year)),
            (SK.printed, text(row.printed)),
        )


_DESCRIBE: Mapping[type[Record], Callable[..., Iterator[Triple]]] = {
    EntryRow: DocumentPrints._entry,
    BudgetRow: DocumentPrints._statement,
    CitationRow: DocumentPrints._citation,
    InvolvementRow: DocumentPrints._involvement,
    TermRow: DocumentPrints._term,
    SuccessionRow: DocumentPrints._change,
}
