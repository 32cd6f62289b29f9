"""Changes in words, in Japanese or English: a line a thing, with what was before and what is now."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from loaders.releasing.changes import Change, Kind, owner
from loaders.releasing.portraits import Portraits
from ontology import DCTERMS, OBEU_MEASURE, RDFS, SK

_KINDS = MappingProxyType(
    {
        Kind.ADDED: ("追加", "added"),
        Kind.CORRECTED: ("訂正", "corrected"),
        Kind.WITHDRAWN: ("撤回", "withdrawn"),
    }
)
_MONEY = frozenset({SK.amount, SK.containerAmount})
_OF_MONEY = frozenset({SK.lowerBound, SK.upperBound, SK.precision, SK.unit, SK.printed, OBEU_MEASURE.amount})
"""What else is said of an amount: it changes with the amount."""


class Wording:
    """The changes of a comparison, told in one language."""

    def __init__(self, portraits: Portraits, language: str) -> None:
        self._comparison = portraits.comparison
        self._portraits = portraits
        self._language = language

    def say(self, ja: str, en: str) -> str:
        """The text in the language."""
        return ja if self._language == "ja" else en

    def kind(self, kind: Kind) -> str:
        """What happened, in a word."""
        return self.say(*_KINDS[kind])

    def class_name(self, change: Change) -> str:
        """The class of what changed, as the ontology calls it."""
        if change.is_structure:
            return self.say("構造", "structure")
        found = self._portraits.class_of(change.subject)
        return self._portraits.label(found, self._language) if found else self.say("もの", "thing")

    def is_told(self, change: Change) -> bool:
        """Whether the change has a line of its own: it does not follow from that of something else."""
        if change.is_derived:
            return False
        record, subject = change.record, change.subject
        if record is not None:
            return "#" not in str(subject) and not self._is_changed(record)
        return isinstance(subject, BlankNode) or owner(subject.value) == subject.value

    def _is_changed(self, node: NamedNode) -> bool:
        subject = str(node).encode()
        before, after = self._comparison.before.lines, self._comparison.after.lines
        return set(before.about(subject)) != set(after.about(subject))

    def line(self, change: Change) -> str:
        """The change in a line: what happened, the class, the name, what was and what is, where it is printed."""
        record = change.record
        title = self._portraits.title(record or change.subject, self._language)
        facts = "" if change.is_structure else "; ".join(self._facts(change))
        place = self._portraits.place(change.subject)
        told = f"{change.kind.value} {self.class_name(change)}: {title}" + (f": {facts}" if facts else "")
        return told + (self.say(f" （{place[0]} {place[1]} 行）", f" ({place[0]}, line {place[1]})") if place else "")

    def _facts(self, change: Change) -> Iterator[str]:
        went, came = (_by_property(side) for side in change.asserted)
        if change.kind is not Kind.CORRECTED:
            yield from self._sum(came if change.kind is Kind.ADDED else went)
            yield from self._reason(came)
            return
        skipped = _OF_MONEY if _MONEY & (went.keys() | came.keys()) else frozenset()
        for predicate in sorted((went.keys() | came.keys()) - skipped, key=str):
            yield self._fact(predicate, went.get(predicate, []), came.get(predicate, []))

    def _sum(self, said: Mapping[NamedNode, list[Quad]]) -> Iterator[str]:
        for predicate in _MONEY & said.keys():
            yield self._values(said[predicate])

    def _reason(self, came: Mapping[NamedNode, list[Quad]]) -> Iterator[str]:
        for quad in came.get(DCTERMS.isReplacedBy, ()):
            assert isinstance(quad.object, NamedNode)  # noqa: S101 (the registry holds IRIs)
            yield self.say("後継 ", "replaced by ") + self._portraits.label(quad.object, self._language)
        for quad in came.get(RDFS.comment, ()):
            if isinstance(quad.object, Literal) and quad.object.language == self._language:
                yield quad.object.value

    def _fact(self, predicate: NamedNode, went: list[Quad], came: list[Quad]) -> str:
        values = " → ".join(self._values(side) for side in (went, came) if side)
        mark = "" if went and came else "+" if came else "-"
        if predicate in _MONEY and went and came:
            return values
        return f"{self._portraits.label(predicate, self._language)} {mark}{values}"

    def _values(self, quads: list[Quad]) -> str:
        found = dict.fromkeys(self._value(quad) for quad in quads)
        return self.say("、", ", ").join(found)

    def _value(self, quad: Quad) -> str:
        value = quad.object
        if quad.predicate in _MONEY and isinstance(value, Literal) and value.value.isdigit():
            return yen(int(value.value))
        if isinstance(value, Literal):
            return f"「{value.value}」" + (f"@{value.language}" if value.language else "")
        return self._portraits.said(value, self._language)


def yen(amount: int) -> str:
    """An amount as Japanese budgets print it, exactly: 6,610,000,000 is 66.1億円."""
    scale, unit = next(((s, u) for s, u in ((10**8, "億円"), (10**4, "万円")) if amount >= s), (1, "円"))
    return f"{(Decimal(amount) / scale).normalize():,f}{unit}"


def _by_property(quads: tuple[Quad, ...]) -> dict[NamedNode, list[Quad]]:
    found: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        found.setdefault(quad.predicate, []).append(quad)
    return found
