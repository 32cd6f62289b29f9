"""Everything held -> quads: which graph each triple belongs to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Quad, Triple

import ontology
import queries
from loaders import iris, reconcile, things
from loaders.amounts import Statement
from loaders.errors import Place
from loaders.holdings import Holdings
from loaders.prints import DocumentPrints
from loaders.records import BudgetRow, key
from loaders.sources import Verification
from loaders.totals import Lineage
from loaders.triples import about, thing
from ontology import SK
from queries import executables


def documents(holdings: Holdings, verifications: Mapping[Place, Verification]) -> list[DocumentPrints]:
    """What each document prints, later documents last."""
    registries = holdings.registries
    return [
        DocumentPrints(
            row,
            holdings.tables[row.document],
            tuple(change for change in registries.successions if change.document == row.document),
            {passage.passage: passage for passage in registries.passages},
            verifications,
        )
        for row in sorted(registries.documents, key=lambda row: (row.fiscal_year, row.document))
    ]


def quads(holdings: Holdings, prints: Sequence[DocumentPrints]) -> Iterator[Quad]:
    """The graph without its inferences: ontology, questions, registry, one graph a document, facts."""
    yield from _in("ontology", ontology.triples())
    yield from _in("queries", executables.triples(queries.questions()))
    yield from _in("registry", things.registry(holdings.registries, _fiscal_years(holdings)))
    for document in prints:
        yield from _in(f"document/{document.row.document}", document.triples())
    yield from _in("facts", _facts(prints))


def places(prints: Sequence[DocumentPrints], holdings: Holdings) -> dict[NamedNode, Place]:
    """Which row of which table a node of the graph comes from."""
    found = {subject: row.place for document in prints for subject, row in document.subjects()}
    found |= {iris.evidence(subject): place for subject, place in found.items()}
    for registry, kind in iris.KINDS.items():
        for row in getattr(holdings.registries, registry):
            found[iris.thing(kind, key(row))] = row.place
    return found


def _in(name: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    graph = iris.graph(name)
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def _fiscal_years(holdings: Holdings) -> list[int]:
    years = {row.fiscal_year for row in holdings.registries.documents}
    years |= {row.fiscal_year for row in holdings.registries.successions}
    for tables in holdings.tables.values():
        years |= {row.fiscal_year for row in tables.budgets}
        for entry in tables.programs:
            years |= {year for year in (entry.start_fiscal_year, entry.end_fiscal_year) if year}
    return sorted(years)


def _facts(prints: Sequence[DocumentPrints]) -> Iterator[Triple]:
    yield from _program_facts(prints)
    yield from reconcile.triples(
        [
            Statement(subject, row, document.row)
            for document in prints
            for subject, row in document.subjects()
            if isinstance(row, BudgetRow)
        ],
        {document.row.document: _lineage(document) for document in prints},
    )


def _lineage(document: DocumentPrints) -> Lineage:
    return Lineage(
        {entry.program: entry.part_of for entry in document.tables.programs if entry.part_of},
        [(change.before, change.after, change.fiscal_year) for change in document.successions],
    )


def _program_facts(prints: Sequence[DocumentPrints]) -> Iterator[Triple]:
    """Umbrellas of every document; years as the latest document that prints them says."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for document in prints:
        for entry in document.tables.programs:
            yield from about(iris.thing("program", entry.program), (SK.partOf, thing("program", entry.part_of)))
            if entry.start_fiscal_year:
                starts[entry.program] = entry.start_fiscal_year
            if entry.end_fiscal_year:
                ends[entry.program] = entry.end_fiscal_year
    for years, predicate in ((starts, SK.startFiscalYear), (ends, SK.endFiscalYear)):
        for program, year in sorted(years.items()):
            yield from about(iris.thing("program", program), (predicate, iris.thing("fiscal-year", year)))
