"""Statements and amounts: what is printed of a program, fiscal year and phase, and the one amount chosen of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from pyoxigraph import NamedNode

from loaders import iris, values
from loaders.records import BudgetRow, DocumentRow


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
        return values.figure(self.row.printed, self.row.amount_yen or self.row.container_amount_yen or 0)

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
        # The lines of two documents do not compare: what counts of recency here is the document.
        latest = max(statement.recency[:2] for statement in statements)
        candidates = [statement for statement in statements if statement.recency[:2] == latest]
        return Amount(key, _finest(candidates), "latest-document", statements)
    rule = "agreeing" if len({statement.money for statement in statements}) == 1 else "finest"
    return Amount(key, _finest(statements), rule if len(statements) > 1 else "single", statements)


def _finest(statements: Sequence[Statement]) -> Statement:
    return max(statements, key=lambda one: (-one.money.precision, *one.recency))
