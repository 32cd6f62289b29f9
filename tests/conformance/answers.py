"""Answers made comparable: every solution a small graph, blank nodes canonical."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from tests.conformance.turtle import TYPE, Node, Term, TurtleFile
from tests.conformance.values import by_value

_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_VARIABLE = "urn:variable:"
_PLACE = NamedNode("urn:place")


class Form(Enum):
    """The formats that answers are asked in."""

    JSON = "application/sparql-results+json"
    XML = "application/sparql-results+xml"
    CSV = "text/csv"
    TSV = "text/tab-separated-values"
    TURTLE = "text/turtle"


_ENGINES = {
    Form.JSON: QueryResultsFormat.JSON,
    Form.XML: QueryResultsFormat.XML,
    Form.TSV: QueryResultsFormat.TSV,
}
_SUFFIXES = {".srj": Form.JSON, ".srx": Form.XML, ".csv": Form.CSV, ".tsv": Form.TSV, ".ttl": Form.TURTLE}


@dataclass(frozen=True)
class Answer:
    """A truth, a graph, or the variables and solutions of a table; equal answers say the same."""

    lines: tuple[str, ...]
    variables: frozenset[str] | None = None
    boolean: bool | None = None
    ordered: bool = False


@dataclass(frozen=True)
class Expected:
    """The right answer and the format to ask for it in."""

    answer: Answer
    form: Form


Solution = Mapping[str, Term]


def expected(path: Path, base: str) -> Expected:
    """The right answer in a file of the W3C; XML stands for any format, so that is asked as JSON."""
    form = _SUFFIXES[path.suffix]
    if form is Form.TURTLE:
        return _result_set(TurtleFile(path, base)) or Expected(read(path.read_bytes(), form, base), form)
    return Expected(read(path.read_bytes(), form, base), Form.JSON if form is Form.XML else form)


def read(content: bytes, form: Form, base: str, *, ordered: bool = False) -> Answer:
    """The answer that a document holds."""
    if form is Form.TURTLE:
        return Answer(_canonical(parse(content, RdfFormat.TURTLE, base_iri=base)))
    if form is Form.CSV:
        return _csv(content.decode())
    found = parse_query_results(content, _ENGINES[form])
    if isinstance(found, QueryBoolean):
        return Answer((), boolean=bool(found))
    return table(*solutions(found), ordered=ordered)


def solutions(found: QuerySolutions) -> tuple[list[str], list[Solution]]:
    """The variables and the solutions of a result."""
    names = [variable.value for variable in found.variables]
    return names, [_bound(zip(names, solution, strict=True)) for solution in found]


def table(names: Iterable[str], rows: list[Solution], *, ordered: bool = False) -> Answer:
    """The answer with these variables and solutions."""
    quads = [quad for place, row in enumerate(rows) for quad in _row(row, place if ordered else None)]
    return Answer(_canonical(quads), frozenset(names), ordered=ordered)


def _bound(cells: Iterable[tuple[str, Term | None]]) -> Solution:
    return {name: term for name, term in cells if term is not None}


def _row(row: Solution, place: int | None) -> Iterable[Quad]:
    solution = BlankNode()
    yield Quad(solution, TYPE, NamedNode(_RS + "Solution"))
    if place is not None:
        yield Quad(solution, _PLACE, Literal(place))
    for name, term in row.items():
        yield Quad(solution, NamedNode(_VARIABLE + name), term)


def _canonical(quads: Iterable[Quad]) -> tuple[str, ...]:
    dataset = Dataset(Quad(quad.subject, quad.predicate, by_value(quad.object)) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted(map(str, dataset)))


def _csv(text: str) -> Answer:
    names, *rows = csv.reader(io.StringIO(text, newline=""))
    return table(names, [{name: _cell(cell) for name, cell in zip(names, row, strict=True)} for row in rows])


def _cell(cell: str) -> Term:
    # CSV does not tell terms apart, but it does tell blank nodes.
    return BlankNode(cell.removeprefix("_:")) if cell.startswith("_:") else Literal(cell)


def _result_set(file: TurtleFile) -> Expected | None:
    """The table that a graph of the vocabulary rs: describes, in order if its solutions have an index."""
    sets = file.subjects(TYPE, NamedNode(_RS + "ResultSet"))
    if not sets:
        return None
    found = file.nodes(sets[0], _rs("solution"))
    places = {solution: file.text(solution, _rs("index")) for solution in found}
    ordered = bool(found) and None not in places.values()
    rows = [_described(file, solution) for solution in sorted(found, key=lambda one: int(places[one] or 0))]
    names = [name.value for name in file.all(sets[0], _rs("resultVariable")) if isinstance(name, Literal)]
    return Expected(table(names, rows, ordered=ordered), Form.JSON)


def _described(file: TurtleFile, solution: Node) -> Solution:
    bindings = file.nodes(solution, _rs("binding"))
    return {file.demanded(one, _rs("variable")): file.all(one, _rs("value"))[0] for one in bindings}


def _rs(name: str) -> NamedNode:
    return NamedNode(_RS + name)
