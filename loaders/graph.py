"""Everything held -> quads: which graph each triple belongs to."""

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad, Triple

import ontology
from loaders import iris, reconcile, things
from loaders.errors import Place
from loaders.holdings import Holdings
from loaders.prints import DocumentPrints
from loaders.records import BudgetRow
from loaders.sources import Finding
from loaders.triples import about, thing
from ontology import SK


def documents(holdings: Holdings, findings: Mapping[Place, Finding]) -> list[DocumentPrints]:
    """What each document prints, later documents last."""
    registries = holdings.registries
    return [
        DocumentPrints(
            row,
            holdings.tables[row.document],
            tuple(change for change in registries.successions if change.document == row.document),
            {passage.passage: passage for passage in registries.passages},
            findings,
        )
        for row in sorted(registries.documents, key=lambda row: (row.fiscal_year, row.document))
    ]


def quads(holdings: Holdings, prints: Iterable[DocumentPrints]) -> Iterator[Quad]:
    """The graph without its inferences: ontology, registry, one graph a document, facts."""
    prints = tuple(prints)
    yield from _in("ontology", ontology.triples())
    yield from _in("registry", things.registry(holdings.registries, _fiscal_years(holdings)))
    for document in prints:
        yield from _in(f"document/{document.row.document}", document.triples())
    yield from _in("facts", _facts(prints))


def places(prints: Iterable[DocumentPrints], holdings: Holdings) -> dict[NamedNode, Place]:
    """Which row of which table a node of the graph comes from."""
    found = {subject: row.place for document in prints for subject, row in document.subjects()}
    found |= {iris.evidence(subject): place for subject, place in found.items()}
    registries = holdings.registries
    found |= {iris.thing("program", row.program): row.place for row in registries.programs}
    found |= {iris.thing("organization", row.organization): row.place for row in registries.organizations}
    found |= {iris.thing("policy", row.policy): row.place for row in registries.policies}
    found |= {iris.thing("passage", row.passage): row.place for row in registries.passages}
    found |= {iris.thing("series", row.series): row.place for row in registries.series}
    found |= {iris.thing("document", row.document): row.place for row in registries.documents}
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


def _facts(prints: Iterable[DocumentPrints]) -> Iterator[Triple]:
    prints = tuple(prints)
    yield from _program_facts(prints)
    yield from reconcile.triples(
        [
            reconcile.Statement(subject, row, document.row)
            for document in prints
            for subject, row in document.subjects()
            if isinstance(row, BudgetRow)
        ],
        {document.row.document: _lineage(document) for document in prints},
    )


def _lineage(document: DocumentPrints) -> reconcile.Lineage:
    return reconcile.Lineage(
        {entry.program: entry.part_of for entry in document.tables.programs if entry.part_of},
        [(change.before, change.after, change.fiscal_year) for change in document.successions],
    )


def _program_facts(prints: Iterable[DocumentPrints]) -> Iterator[Triple]:
    """Umbrellas of every document; years as the latest document that prints them says."""
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    for document in prints:
        for entry in document.tables.programs:
            yield from about(iris.thing("program", entry.program), (SK.partOf, thing("program", entry.part_of)))
            starts |= {entry.program: entry.start_fiscal_year} if entry.start_fiscal_year else {}
            ends |= {entry.program: entry.end_fiscal_year} if entry.end_fiscal_year else {}
    for years, predicate in ((starts, SK.startFiscalYear), (ends, SK.endFiscalYear)):
        for program, year in sorted(years.items()):
            yield from about(iris.thing("program", program), (predicate, iris.thing("fiscal-year", year)))
