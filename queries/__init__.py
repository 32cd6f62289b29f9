"""The SPARQL of the system, one `.rq` file a query.

`questions/` are public; `pages/`, `checks/`, `rules/` and `backend/` are our own.

A file begins with lines `#+ key: value`; `parameter` may stand several times. Each parameter is a data block
`VALUES ?name { term }` of the text, which holds its default: a query runs as it stands, in any client. Another value is
a term in its place, written by the library that will read it.

The columns of the questions are one list, `tests/queries/columns.csv`: a name means the same thing everywhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

import ontology

FOLDER = Path(__file__).parent

_HEADER = re.compile(r"#\+ (?P<key>[a-z.-]+): (?P<value>.+)")
_PARAMETER = re.compile(r"(?P<name>\w+) (?P<kind>[a-z-]+) (?P<ja>[^/]+) / (?P<en>.+)")
_VALUES = re.compile(r"VALUES \?(?P<name>\w+) \{ (?P<term>[^{}]+) \}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEAR = re.compile(r"[0-9]{4}")
# A decimal of Oxigraph has 18 digits after the point and 128 bits in all; a longer one would not parse.
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_DECIMAL_TYPE = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
THINGS = ("program", "organization", "policy", "series", "document")
"""The kinds of parameters that a slug names."""
_KINDS = (*THINGS, "fiscal-year", "decimal", "string")

_T = TypeVar("_T")


class QueryError(Exception):
    """The root of every error of this package."""


class UnknownQuery(QueryError):
    """A name that no query has; `near` are names like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(f"there is no query {name!r}" + (f"; near it: {', '.join(near)}" if near else ""))
        self.name, self.near = name, near


class BadParameter(QueryError):
    """A value that a parameter cannot take, or a parameter that a question does not have; `parameter` is its name."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class BadHeader(QueryError):
    """A file whose header breaks the form; the message names file and line."""


@dataclass(frozen=True)
class Text:
    """The same in Japanese and in English."""

    ja: str
    en: str


@dataclass(frozen=True)
class Parameter:
    """A variable of a query that a caller may set.

    Kinds: `program`, `organization`, `policy`, `series`, `document` and `fiscal-year` (a slug or a year), the name of a
    code list (a notation) - each also as the full IRI of a thing of that kind -, `decimal` and `string`.
    """

    name: str
    kind: str
    default: str
    label: Text

    def term(self, value: str) -> NamedNode | Literal:
        """The value as a term; `BadParameter` says what would be right."""
        if self.kind == "string":
            return Literal(value)
        if self.kind == "decimal":
            return Literal(self._matching(_DECIMAL, value, "number"), datatype=_DECIMAL_TYPE)
        # An IRI of another kind stays whole and fails below: it is no slug, year or notation.
        short = value.removeprefix(f"{ontology.BASE}id/{self.kind}/")
        if self.kind == "fiscal-year":
            return self._thing(self._matching(_YEAR, short, "year"))
        return self._thing(self._matching(_SLUG, short, "slug")) if self.kind in THINGS else self._concept(short)

    def _matching(self, form: re.Pattern[str], value: str, noun: str) -> str:
        if not form.fullmatch(value):
            wrong = f"{self.name}={value!r} is no {self.kind}; it would be a {noun} such as {self.default!r}"
            raise BadParameter(self.name, wrong)
        return value

    def _thing(self, slug: str) -> NamedNode:
        return NamedNode(f"{ontology.BASE}id/{self.kind}/{slug}")

    def _concept(self, notation: str) -> NamedNode:
        try:
            return ontology.concept(self.kind, notation)
        except ontology.UnknownCode as error:
            raise BadParameter(self.name, f"{self.name}: {error}") from error


def bound(text: str, terms: Mapping[str, NamedNode | Literal]) -> str:
    """The query with these terms in its data blocks `VALUES ?name { term }`; other blocks stay."""
    return _VALUES.sub(lambda match: _block(match, terms), text)


def _block(match: re.Match[str], terms: Mapping[str, NamedNode | Literal]) -> str:
    name = match["name"]
    return f"VALUES ?{name} {{ {terms[name]} }}" if name in terms else match[0]


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

    def bound(self, values: Mapping[str, str]) -> str:
        """The query with these values of its parameters, the others at their defaults; raises `BadParameter`."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                wrong = f"{self.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}"
                raise BadParameter(name, wrong)
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
def rules() -> tuple[str, ...]:
    """The text of every inference rule, a CONSTRUCT each, by file name."""
    return tuple(map(_summarised, _headers("rules")))


def page(name: str, **terms: NamedNode | Literal) -> str:
    """The text of a query that a page uses, with these terms; `UnknownQuery` names near ones."""
    return bound(_named(name, _pages()), terms)


def backend(name: str) -> str:
    """The text of a query that learns what a server elsewhere holds; `UnknownQuery` names near ones."""
    return _named(name, _backend())


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
    )


def _check(header: "_Header") -> Check:
    return Check(header.name, header.severity(), header.both("message"), header.text)


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

    def parameters(self, defaults: Mapping[str, str]) -> Iterator[Parameter]:
        for key, value in self._pairs:
            if key == "parameter":
                yield self._parameter(value, defaults)

    def _parameter(self, value: str, defaults: Mapping[str, str]) -> Parameter:
        match = _PARAMETER.fullmatch(value)
        if not match:
            raise BadHeader(f"{self._path}: a parameter reads 'name kind 日本語 / English', not {value!r}")
        name, kind = match["name"], match["kind"]
        if kind not in _KINDS and not ontology.notations(kind):
            raise BadHeader(f"{self._path}: {kind!r} is no code list and none of {', '.join(_KINDS)}")
        # Without the block the parameter would be accepted and change nothing.
        if name not in defaults:
            raise BadHeader(f"{self._path}: the query has no 'VALUES ?{name} {{ term }}'")
        return Parameter(name, kind, defaults[name], Text(match["ja"], match["en"]))
