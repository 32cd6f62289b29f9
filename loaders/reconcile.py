"""Statements -> facts: one amount per program, fiscal year and phase, which may be added, and where they differ.

The published rule of `sk:isSummable`: of the statements of one fiscal year and phase, any set of those that are counted
may be added, and no yen is counted twice. A statement is not counted when it is

1. `included-in`: 内数, the figure is that of a larger whole;
2. `repeated`: another printing of the same amount is the one counted;
3. `portion`: a slice (うち) that overlaps the other parts of its total;
4. `itemised-total`: its parts are printed and together make the whole, so they are counted instead;
5. `listed-total`: some of its parts are printed and counted instead; what they leave of it is counted nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from itertools import combinations

from pyoxigraph import Literal, NamedNode, Triple

from loaders import iris, values
from loaders.records import BudgetRow, DocumentRow
from loaders.triples import about, code, thing
from ontology import OBEU_ATTRIBUTE, OBEU_DIMENSION, OBEU_MEASURE, QB, RDF, SK

DATASET = iris.thing("dataset", "budget")
CURRENCY = NamedNode("http://publications.europa.eu/resource/authority/currency/JPY")
EXPENDITURE = NamedNode("http://data.openbudgets.eu/resource/codelist/operation-character/expenditure")


@dataclass(frozen=True, order=True)
class Key:
    """What an amount is an amount of."""

    program: str
    fiscal_year: int
    phase: str

    @property
    def iri(self) -> NamedNode:
        """The IRI of the reconciled amount."""
        return iris.amount(self.program, self.fiscal_year, self.phase)


@dataclass(frozen=True)
class Statement:
    """One printing of an amount, in its document."""

    iri: NamedNode
    row: BudgetRow
    document: DocumentRow

    @property
    def key(self) -> Key:
        """What it states an amount of."""
        return Key(self.row.program, self.row.fiscal_year, self.row.phase)

    @cached_property
    def money(self) -> values.Money:
        """The amount with its bounds."""
        return values.money(self.row.printed)

    @property
    def recency(self) -> tuple[int, str, int]:
        """Greater for the statement to prefer among equals: the later document, then the earlier line."""
        return self.document.fiscal_year, self.document.published_on or "", -self.row.line_start

    def disagrees(self, other: "Statement") -> bool:
        """True when no rounding makes the two the same amount."""
        return self.money.upper < other.money.lower or other.money.upper < self.money.lower


@dataclass(frozen=True)
class Amount:
    """The reconciled amount of a key: the statement chosen, by which rule, of which statements."""

    key: Key
    chosen: Statement
    rule: str
    statements: tuple[Statement, ...]


def reconciled(statements: Iterable[Statement]) -> dict[Key, Amount]:
    """One amount a key, of the statements that have an amount; sorted by key."""
    groups: dict[Key, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.row.amount_yen is not None:
            groups[statement.key].append(statement)
    return {key: _amount(key, tuple(groups[key])) for key in sorted(groups)}


def _amount(key: Key, statements: tuple[Statement, ...]) -> Amount:
    if any(one.disagrees(other) for one, other in combinations(statements, 2)):
        latest = max(statement.recency[:2] for statement in statements)
        candidates = [statement for statement in statements if statement.recency[:2] == latest]
        return Amount(key, _finest(candidates), "latest-document", statements)
    rule = "agreeing" if len({statement.money for statement in statements}) == 1 else "finest"
    return Amount(key, _finest(statements), rule if len(statements) > 1 else "single", statements)


def _finest(statements: Sequence[Statement]) -> Statement:
    return min(statements, key=lambda one: (one.money.precision, *(-number for number in _descending(one))))


def _descending(statement: Statement) -> tuple[int, int, int]:
    year, published, line = statement.recency
    return year, int(published.replace("-", "") or 0), line


@dataclass(frozen=True)
class Lineage:
    """How the programs of one document hang together: umbrellas, and what replaced what in which fiscal year."""

    umbrellas: Mapping[str, str]
    replacements: Sequence[tuple[str, str, int]]

    def wholes(self, row: BudgetRow) -> Iterator[str]:
        """The programs whose total may hold this amount, the nearest first.

        These are the whole it is printed as a part of, that whole's umbrellas, and for the year before a replacement
        the replaced program in place of its successor. A replaced program itself lies in its successor's umbrellas.
        """
        if row.component_of:
            yield from self._upward(row.component_of, row.fiscal_year)
            return
        for before, after, year in self.replacements:
            if (before, year - 1) == (row.program, row.fiscal_year) and after in self.umbrellas:
                yield from self._upward(self.umbrellas[after], row.fiscal_year)

    def _upward(self, program: str, fiscal_year: int) -> Iterator[str]:
        above, seen = program, set[str]()
        # Umbrellas in a circle are a violation that the shapes report; here they only must end.
        while above and above not in seen:
            seen.add(above)
            yield above
            for before, after, year in self.replacements:
                if (after, year - 1) == (above, fiscal_year):
                    yield before
            above = self.umbrellas.get(above, "")


@dataclass(frozen=True)
class Totals:
    """Which statement is a part of which printed total, and whether the parts make the whole."""

    within: Mapping[NamedNode, Statement]

    @classmethod
    def of(cls, statements: Sequence[Statement], lineages: Mapping[str, Lineage]) -> "Totals":
        """Each part with the total nearest to it in its document, one before it rather than after."""
        totals: dict[tuple[str, Key], list[Statement]] = defaultdict(list)
        for statement in statements:
            if statement.row.amount_yen is not None:
                totals[statement.document.document, statement.key].append(statement)
        within = {}
        for part in statements:
            document, row = part.document.document, part.row
            keys = (Key(whole, row.fiscal_year, row.phase) for whole in lineages[document].wholes(row))
            found = next((totals[document, key] for key in keys if (document, key) in totals), None)
            if found:
                within[part.iri] = min(found, key=lambda total: _distance(part, total))
        return cls(within)


def _distance(part: Statement, total: Statement) -> tuple[bool, int]:
    gap = part.row.line_start - total.row.line_start
    return gap < 0, abs(gap)


class Share(Enum):
    """What a part is to its total: an item of a whole breakdown, one of some listed parts, or an overlapping slice."""

    ITEM = "item"
    LISTED = "listed"
    SLICE = "slice"


def share(part: Statement, total: Statement) -> Share:
    """The share that the part is printed as."""
    direct = part.row.component_of == total.row.program
    if direct and "of-which" in part.row.qualifiers:
        return Share.SLICE
    return Share.ITEM if direct and "itemised" in total.row.qualifiers else Share.LISTED


@dataclass(frozen=True)
class Hierarchy:
    """Which amount lies in which totals, and as what."""

    parents: Mapping[Key, frozenset[tuple[Key, Share]]]

    @classmethod
    def of(cls, amounts: Mapping[Key, Amount], totals: Totals) -> "Hierarchy":
        """The hierarchy that the printings of each amount say."""
        return cls({key: frozenset(_parents(amount, totals)) for key, amount in amounts.items()})

    @cached_property
    def shares(self) -> Mapping[Key, frozenset[Share]]:
        """What the parts of each total are to it."""
        found: dict[Key, set[Share]] = defaultdict(set)
        for parents in self.parents.values():
            for total, share in parents:
                found[total].add(share)
        return {key: frozenset(shares) for key, shares in found.items()}

    def summability(self, key: Key) -> str:
        """Why the amount is counted or not: a code of the scheme `summability`."""
        if any(share is Share.SLICE for _, share in self.parents[key]):
            return "portion"
        shares = self.shares.get(key, frozenset())
        if Share.ITEM in shares:
            return "itemised-total"
        return "listed-total" if Share.LISTED in shares else "counted"


def _parents(amount: Amount, totals: Totals) -> Iterator[tuple[Key, Share]]:
    for statement in amount.statements:
        if total := totals.within.get(statement.iri):
            yield total.key, share(statement, total)


def summability(statement: Statement, amounts: Mapping[Key, Amount], hierarchy: Hierarchy) -> str:
    """Why the statement is counted or not."""
    if statement.row.amount_yen is None:
        return "included-in"
    chosen = statement is amounts[statement.key].chosen
    return hierarchy.summability(statement.key) if chosen else "repeated"


def triples(statements: Sequence[Statement], lineages: Mapping[str, Lineage]) -> Iterator[Triple]:
    """The facts about all statements: reconciled amounts, summability, parts and totals, repetitions and conflicts.

    `lineages` holds one for each document, by its id.
    """
    amounts, totals = reconciled(statements), Totals.of(statements, lineages)
    hierarchy = Hierarchy.of(amounts, totals)
    for statement in statements:
        why = summability(statement, amounts, hierarchy)
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
        yield from _amount_triples(amount, hierarchy.summability(amount.key))
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
    return min(beside, key=lambda other: _distance(statement, other)).iri if beside else None


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
