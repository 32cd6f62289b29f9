"""What a validation found, and how it is written: https://www.w3.org/TR/shacl/#validation-report and JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

SH = "http://www.w3.org/ns/shacl#"
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Term = NamedNode | BlankNode | Literal


class Severity(Enum):
    """How grave a result is, the gravest first."""

    VIOLATION = 1
    WARNING = 2
    INFO = 3


@dataclass(frozen=True)
class Result:
    """One thing a shape found wrong: at which node, property and value, and by which constraint component.

    `focus`, `path`, `shape` and `component` are IRIs (a blank node is `_:name`); `value` is a term in N-Triples.
    """

    focus: str
    path: str | None
    value: str | None
    severity: Severity
    shape: str
    message_ja: str
    message_en: str
    component: str

    @property
    def rank(self) -> tuple[int, str, str, str, str]:
        """The place in a report: the gravest first, then by shape, node and value."""
        return self.severity.value, self.shape, self.focus, self.value or "", self.component


@dataclass(frozen=True)
class Report:
    """All results in order; `conforms` when none of them is a violation."""

    conforms: bool
    results: tuple[Result, ...]

    @classmethod
    def of(cls, results: Iterable[Result]) -> "Report":
        """The report of these results."""
        ordered = tuple(sorted(set(results), key=lambda result: result.rank))
        return cls(all(result.severity is not Severity.VIOLATION for result in ordered), ordered)


def to_json(report: Report) -> str:
    """The report as JSON: `conforms`, and `results` with the fields of `Result`."""
    rows = [asdict(result) | {"severity": result.severity.name.lower()} for result in report.results]
    return json.dumps({"conforms": report.conforms, "results": rows}, ensure_ascii=False, indent=2) + "\n"


def to_text(report: Report, name: str) -> str:
    """The report as lines that begin with the name of what was validated."""
    lines = [
        f"{name}: {result.severity.name.lower()}: <{result.focus}> {result.message_en} / {result.message_ja}\n"
        for result in report.results
    ]
    return "".join([*lines, f"{name}: {'conforms' if report.conforms else 'does not conform'}\n"])


def to_turtle(report: Report) -> str:
    """The report as a `sh:ValidationReport` in Turtle."""
    written = serialize(_triples(report), format=RdfFormat.TURTLE, prefixes={"sh": SH})
    return (written or b"").decode()


def _triples(report: Report) -> Iterator[Triple]:
    root = BlankNode("report")
    yield Triple(root, _TYPE, _sh("ValidationReport"))
    yield Triple(root, _sh("conforms"), Literal(report.conforms))
    for nth, result in enumerate(report.results, 1):
        node = BlankNode(f"result{nth}")
        yield Triple(root, _sh("result"), node)
        yield from (Triple(node, predicate, value) for predicate, value in _pairs(result))


def _pairs(result: Result) -> Iterator[tuple[NamedNode, Term]]:
    yield _TYPE, _sh("ValidationResult")
    yield _sh("focusNode"), _parsed(result.focus if result.focus.startswith("_:") else f"<{result.focus}>")
    if result.path:
        yield _sh("resultPath"), NamedNode(result.path)
    if result.value:
        yield _sh("value"), _parsed(result.value)
    yield _sh("resultSeverity"), _sh(result.severity.name.capitalize())
    yield _sh("sourceShape"), NamedNode(result.shape)
    yield _sh("sourceConstraintComponent"), NamedNode(result.component)
    yield _sh("resultMessage"), Literal(result.message_ja, language="ja")
    yield _sh("resultMessage"), Literal(result.message_en, language="en")


def _parsed(term: str) -> Term:
    (quad,) = parse(f"<urn:s> <urn:p> {term} .", format=RdfFormat.N_TRIPLES)
    parsed: Term = quad.object
    return parsed


def _sh(name: str) -> NamedNode:
    return NamedNode(SH + name)
