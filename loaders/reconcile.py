"""Statements -> facts: one amount per program, fiscal year and phase, which may be added, and where they differ.

The published rule of `sk:isSummable`: of the statements of one fiscal year and phase, any set of those that are counted
may be added, and no yen is counted twice. A statement is not counted when it is

1. `included-in`: 内数, the figure is that of a larger whole;
2. `repeated`: another printing of the same amount is the one counted;
3. `portion`: a slice (うち) that overlaps the other parts of its total;
4. `itemised-total`: its parts are printed and together make the whole, so they are counted instead;
5. `listed-total`: some of its parts are printed and counted instead; what they leave of it is counted nowhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Triple

from loaders import iris
from loaders.amounts import Amount, Statement, reconciled
from loaders.totals import Hierarchy, Lineage, Share, Totals, distance, share
from loaders.triples import about, code, thing
from ontology import OBEU_ATTRIBUTE, OBEU_DIMENSION, OBEU_MEASURE, QB, RDF, SK

DATASET = iris.thing("dataset", "budget")
CURRENCY = NamedNode("http://publications.europa.eu/resource/authority/currency/JPY")
EXPENDITURE = NamedNode("http://data.openbudgets.eu/resource/codelist/operation-character/expenditure")


def triples(statements: Sequence[Statement], lineages: Mapping[str, Lineage]) -> Iterator[Triple]:
    """The facts about all statements: reconciled amounts, summability, parts and totals, repetitions and conflicts.

    `lineages` holds one for each document, by its id.
    """
    amounts, totals = reconciled(statements), Totals.of(statements, lineages)
    hierarchy = Hierarchy.of(amounts, totals)
    for statement in statements:
        why = hierarchy.why(statement)
        total = totals.within.get(statement.iri)
        yield from about(
            statement.iri,
            (SK.isSummable, Literal(why == "counted")),
            (SK.summability, code("summability", why)),
            (SK.repeats, amounts[statement.key].chosen.iri if why == "repeated" else None),
            (SK.presentedWith, _presented_with(statement, statements)),
        )
        if total:
            yield from _part(statement.iri, total.iri, share(statement, total))
    for amount in amounts.values():
        yield from _amount_triples(amount, hierarchy.why(amount.chosen))
        for parent, share_of in sorted(hierarchy.parents[amount.key], key=str):
            yield from _part(amount.key.iri, parent.iri, share_of)
        yield from _conflicts(amount)


def _presented_with(statement: Statement, statements: Sequence[Statement]) -> NamedNode | None:
    if statement.row.phase != "supplementary":
        return None
    beside = [
        other
        for other in statements
        if (other.document, other.row.program) == (statement.document, statement.row.program)
        and other.row.phase == statement.document.stage
    ]
    return min(beside, key=lambda other: distance(statement, other)).iri if beside else None


def _amount_triples(amount: Amount, why: str) -> Iterator[Triple]:
    chosen = amount.chosen
    yield from _observation(amount)
    yield from about(
        amount.key.iri,
        (RDF.type, SK.BudgetAmount),
        (SK.program, thing("program", amount.key.program)),
        (SK.fiscalYear, thing("fiscal-year", amount.key.fiscal_year)),
        (SK.phase, code("phase", amount.key.phase)),
        (SK.amount, Literal(chosen.money.yen)),
        (SK.currency, CURRENCY),
        (SK.precision, Literal(chosen.money.precision)),
        (SK.lowerBound, Literal(chosen.money.lower)),
        (SK.upperBound, Literal(chosen.money.upper)),
        (SK.qualifier, (code("qualifier", notation) for notation in _qualifiers(amount))),
        (SK.isNew, Literal(any("new" in statement.row.qualifiers for statement in amount.statements))),
        (SK.isSummable, Literal(why == "counted")),
        (SK.summability, code("summability", why)),
        (SK.reconciliationRule, code("reconciliation-rule", amount.rule)),
        (SK.chosenStatement, chosen.iri),
        (SK.reconciledFrom, (statement.iri for statement in amount.statements)),
    )


def _observation(amount: Amount) -> Iterator[Triple]:
    """The amount as an observation of the data cube, in the components of OpenBudgets."""
    return about(
        amount.key.iri,
        (RDF.type, QB.Observation),
        (QB.dataSet, DATASET),
        (OBEU_DIMENSION.fiscalYear, thing("fiscal-year", amount.key.fiscal_year)),
        (OBEU_DIMENSION.budgetPhase, code("phase", amount.key.phase)),
        (OBEU_DIMENSION.operationCharacter, EXPENDITURE),
        (OBEU_MEASURE.amount, Literal(amount.chosen.money.yen)),
        (OBEU_ATTRIBUTE.currency, CURRENCY),
    )


def _qualifiers(amount: Amount) -> list[str]:
    return sorted({code for statement in amount.statements for code in statement.row.qualifiers} - {"new"})


def _part(part: NamedNode, total: NamedNode, share: Share) -> Iterator[Triple]:
    if share is Share.ITEM:
        return about(total, (SK.hasComponent, part))
    return about(part, (SK.componentOf, total))


def _conflicts(amount: Amount) -> Iterator[Triple]:
    for one, other in combinations(amount.statements, 2):
        if one.disagrees(other):
            yield from about(one.iri, (SK.conflictsWith, other.iri))
            yield from about(other.iri, (SK.conflictsWith, one.iri))
