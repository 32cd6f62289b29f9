"""The SPARQL of the system, one `.rq` file a query.

`questions/` are public, and the answers to `downloads/` are the tables that people take away; `pages/`, `checks/`,
`rules/`, `backend/`, `statistics/` and `reconciliation/` are our own.

A file begins with lines `#+ key: value`; `parameter` may stand several times, `chart` once or not at all. Each
parameter is a data block `VALUES ?name { term }` of the text, which holds its default: a query runs as it stands, in
any client. Another value is a term in its place, written by the library that will read it.

The columns of the questions are one list, `columns.csv`, and so are their tags, `tags.csv`: a name means the same thing
everywhere. What a question takes is read from its header (`parameters.py`), what it yields from its text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Triple

import ontology
from queries import parameters
from queries.charts import Chart, chart
from queries.columns import Column, Form, columns_of, form
from queries.errors import BadHeader, BadParameter, QueryError, UnknownQuery
from queries.parameters import RESERVED, THINGS, Limits, Parameter, Text
from queries.themes import Tag, tags

__all__ = (
    "RESERVED",
    "THINGS",
    "BadHeader",
    "BadParameter",
    "Chart",
    "Check",
    "Column",
    "Form",
    "Limits",
    "Parameter",
    "Property",
    "QueryError",
    "Question",
    "Severity",
    "Tag",
    "Text",
    "UnknownQuery",
    "backend",
    "bound",
    "checks",
    "page",
    "paged",
    "properties",
    "question",
    "questions",
    "rules",
    "stating",
    "tags",
)

FOLDER = Path(__file__).parent

_HEADER = re.compile(r"#\+ (?P<key>[a-z.-]+): (?P<value>.+)")
_VALUES = re.compile(r"VALUES \?(?P<name>\w+) \{ (?P<term>[^{}]+) \}")
_LINES = re.compile(r"\A(?:#\+[^\n]*\n)+")
_TRIPLES = "VALUES (?subject ?property ?value) { %s}"

_T = TypeVar("_T")


Term = NamedNode | Literal
Terms = Mapping[str, Term | Sequence[Term]]


def bound(text: str, terms: Terms) -> str:
    """The query with these terms, one or several, in its data blocks `VALUES ?name { term }`; other blocks stay."""
    return _VALUES.sub(lambda match: _block(match, terms), text)


def _block(match: re.Match[str], terms: Terms) -> str:
    name = match["name"]
    if name not in terms:
        return match[0]
    given = terms[name]
    return f"VALUES ?{name} {{ {' '.join(map(str, given)) if isinstance(given, Sequence) else given} }}"


def paged(text: str, offset: int) -> str:
    """The query with the part of its answer that begins after so many rows, in place of its `OFFSET 0`."""
    return text.replace("OFFSET 0\n", f"OFFSET {offset:d}\n")


def stating(text: str, triples: Iterable[Triple]) -> str:
    """The query with these triples in its data block `VALUES (?subject ?property ?value) { }`."""
    rows = "".join(f"({triple.subject} {triple.predicate} {triple.object}) " for triple in triples)
    return text.replace(_TRIPLES % "", _TRIPLES % rows)


@dataclass(frozen=True)
class Question:
    """A competency question: what it asks, with which parameters, in which SPARQL."""

    name: str
    number: int
    summary: Text
    description: Text
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    chart: Chart | None = None

    @property
    def iri(self) -> NamedNode:
        """The name of the question on the web; a server answers it under the same path."""
        return NamedNode(f"{ontology.BASE}queries/{self.name}")

    @property
    def query(self) -> str:
        """The text without its header."""
        return _LINES.sub("", self.text)

    @property
    def form(self) -> Form:
        """What it yields."""
        return form(self.text)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the answer, none where that is no table."""
        return columns_of(self.text)

    def bound(self, values: Mapping[str, str]) -> str:
        """The query with these values of its parameters, the others at their defaults; raises `BadParameter`."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise BadParameter(
                    name,
                    f"{self.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}",
                    f"{self.name} に {name!r} というパラメータはありません。あるもの: {'、'.join(known) or 'なし'}",
                    tuple(get_close_matches(name, known)),
                )
        return bound(self.text, {name: known[name].term(value) for name, value in values.items()})


class Severity(StrEnum):
    """How grave what a check finds is; a violation stops the build."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Check:
    """A query over the finished graph, each row of which is a defect: `?focus` and what is wrong with it."""

    name: str
    severity: Severity
    message: Text
    text: str


@dataclass(frozen=True)
class Property:
    """What is said of things, in reconciliation: `?thing ?value`, of all things or of those bound to `?thing`.

    `id` is its name in the ontology, `types` are the classes of the things that have it.
    """

    id: str
    label: Text
    description: Text
    types: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Table:
    """A query with a row for each thing of a class; the first column is its key."""

    name: str
    class_iri: str
    summary: Text
    text: str


@cache
def questions() -> tuple[Question, ...]:
    """Every public question, by number."""
    return tuple(sorted(map(_question, _headers("questions")), key=lambda question: question.number))


def question(name: str) -> Question:
    """The question of this name; `UnknownQuery` names near ones."""
    return _named(name, {question.name: question for question in questions()})


@cache
def checks() -> tuple[Check, ...]:
    """Every check, by name."""
    return tuple(map(_check, _headers("checks")))


@cache
def tables() -> tuple[Table, ...]:
    """Every table to take away, by name."""
    return tuple(map(_table, _headers("downloads")))


@cache
def rules() -> tuple[str, ...]:
    """The text of every inference rule, a CONSTRUCT each, by file name."""
    return tuple(map(_summarised, _headers("rules")))


@cache
def properties() -> Mapping[str, Property]:
    """Every property of reconciliation by its identifier, in the order of the files."""
    return {one.id: one for one in map(_property, _headers("reconciliation"))}


def page(name: str, **terms: Term | Sequence[Term]) -> str:
    """The text of a query that a page uses, with these terms; `UnknownQuery` names near ones."""
    return bound(_named(name, _pages()), terms)


def backend(name: str) -> str:
    """The text of a query that learns what a server elsewhere holds; `UnknownQuery` names near ones."""
    return _named(name, _backend())


def statistic(name: str) -> str:
    """The text of a query that counts a finished graph; `UnknownQuery` names near ones."""
    return _named(name, _statistics())


@cache
def _statistics() -> Mapping[str, str]:
    return {header.name: _summarised(header) for header in _headers("statistics")}


@cache
def _backend() -> Mapping[str, str]:
    return {header.name: _summarised(header) for header in _headers("backend")}


@cache
def _pages() -> Mapping[str, str]:
    return {header.name: _summarised(header) for header in _headers("pages")}


def _named(name: str, known: Mapping[str, _T]) -> _T:
    if name not in known:
        raise UnknownQuery(name, tuple(get_close_matches(name, known)))
    return known[name]


def _headers(folder: str) -> Iterator["_Header"]:
    return map(_Header, sorted((FOLDER / folder).glob("*.rq")))


def _question(header: "_Header") -> Question:
    return Question(
        header.name,
        int(header.one("number")),
        header.both("summary"),
        header.both("description"),
        tuple(header.one("tags").split(", ")),
        tuple(header.parameters(_defaults(header.text))),
        header.text,
        header.chart(),
    )


def _check(header: "_Header") -> Check:
    return Check(header.name, header.severity(), header.both("message"), header.text)


def _property(header: "_Header") -> Property:
    types = tuple(header.one("types").split(", "))
    return Property(header.one("property"), header.both("summary"), header.both("description"), types, header.text)


def _table(header: "_Header") -> Table:
    return Table(header.name, header.one("class"), header.both("summary"), header.text)


def _summarised(header: "_Header") -> str:
    header.both("summary")
    return header.text


def _defaults(text: str) -> dict[str, str]:
    return {match["name"]: _shown(match["term"]) for match in _VALUES.finditer(text)}


def _shown(term: str) -> str:
    iri = term.removeprefix("<").removesuffix(">")
    return iri.removeprefix(ontology.BASE + "id/").split("/", 1)[-1] if iri != term else term.strip('"')


class _Header:
    """The `#+` lines at the head of a file, and the file itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.stem
        self.text = path.read_text(encoding="utf-8")
        self._pairs = list(self._read())

    def _read(self) -> Iterator[tuple[str, str]]:
        for number, line in enumerate(self.text.splitlines(), 1):
            if not line.startswith("#+"):
                return
            match = _HEADER.fullmatch(line)
            if not match:
                raise BadHeader(f"{self._path}:{number}: a header line reads '#+ key: value', not {line!r}")
            yield match["key"], match["value"]

    def one(self, key: str) -> str:
        found = [value for name, value in self._pairs if name == key]
        if len(found) != 1:
            raise BadHeader(f"{self._path}: the header says {key!r} {len(found)} times; once would be right")
        return found[0]

    def both(self, key: str) -> Text:
        return Text(self.one(f"{key}.ja"), self.one(f"{key}.en"))

    def severity(self) -> Severity:
        said = self.one("severity")
        try:
            return Severity(said)
        except ValueError:
            raise BadHeader(f"{self._path}: {said!r} is no severity such as {', '.join(Severity)}") from None

    def chart(self) -> Chart | None:
        if "chart" not in dict(self._pairs):
            return None
        try:
            return chart(self.one("chart"), [column.name for column in columns_of(self.text)])
        except BadHeader as error:
            raise BadHeader(f"{self._path}: {error}") from error

    def parameters(self, defaults: Mapping[str, str]) -> Iterator[Parameter]:
        for key, value in self._pairs:
            if key == "parameter":
                try:
                    yield parameters.parameter(value, defaults)
                except BadHeader as error:
                    raise BadHeader(f"{self._path}: {error}") from error
