"""Parts and totals: which printed amount lies in which, as what, and so which of them may be added."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from pyoxigraph import NamedNode

from loaders.amounts import Amount, Key, Statement
from loaders.records import BudgetRow


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
                within[part.iri] = min(found, key=lambda total: distance(part, total))
        return cls(within)


def distance(part: Statement, total: Statement) -> tuple[bool, int]:
    """How far apart the two are printed; a total after its part is farther than any before it."""
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

    amounts: Mapping[Key, Amount]
    parents: Mapping[Key, frozenset[tuple[Key, Share]]]

    @classmethod
    def of(cls, amounts: Mapping[Key, Amount], totals: Totals) -> "Hierarchy":
        """The hierarchy that the printings of each amount say."""
        return cls(amounts, {key: frozenset(_parents(amount, totals)) for key, amount in amounts.items()})

    @cached_property
    def shares(self) -> Mapping[Key, frozenset[Share]]:
        """What the parts of each total are to it."""
        found: dict[Key, set[Share]] = defaultdict(set)
        for parents in self.parents.values():
            for total, share in parents:
                found[total].add(share)
        return {key: frozenset(shares) for key, shares in found.items()}

    def why(self, statement: Statement) -> str:
        """Why the statement is counted or not: a code of the scheme `summability`."""
        if statement.row.amount_yen is None:
            return "included-in"
        if statement is not self.amounts[statement.key].chosen:
            return "repeated"
        if any(share is Share.SLICE for _, share in self.parents[statement.key]):
            return "portion"
        shares = self.shares.get(statement.key, frozenset())
        if Share.ITEM in shares:
            return "itemised-total"
        return "listed-total" if Share.LISTED in shares else "counted"


def _parents(amount: Amount, totals: Totals) -> Iterator[tuple[Key, Share]]:
    for statement in amount.statements:
        if total := totals.within.get(statement.iri):
            yield total.key, share(statement, total)
