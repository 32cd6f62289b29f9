"""The SPARQL of the system, one `.rq` file a query: `questions/` (public), `pages/`, `checks/` and `rules/`.

A file begins with lines `#+ key: value`; `parameter` may stand several times. Each parameter is a data block
`VALUES ?name { term }` of the text, which holds its default: a query runs as it stands, in any client. Another value is
a term in its place, written by the library that will read it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

import ontology

FOLDER = Path(__file__).parent

_HEADER = re.compile(r"#\+ (?P<key>[a-z.-]+): (?P<value>.+)")
_PARAMETER = re.compile(r"(?P<name>\w+) (?P<kind>[a-z-]+) (?P<ja>[^/]+) / (?P<en>.+)")
_VALUES = re.compile(r"VALUES \?(?P<name>\w+) \{ (?P<term>[^{}]+) \}")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"-?\d{1,18}(?P<decimals>\.\d{1,18})?")
_THINGS = ("program", "organization", "policy", "series", "document")
_XSD = "http://www.w3.org/2001/XMLSchema#"


class QueryError(Exception):
    """The root of every error of this package."""


class UnknownQuery(QueryError):
    """A name that no query has; `near` are names like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        super().__init__(f"there is no query {name!r}" + (f"; near it: {', '.join(near)}" if near else ""))
        self.name, self.near = name, near


class BadParameter(QueryError):
    """A value that a parameter cannot take."""


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

    Kinds: `program`, `organization`, `policy`, `series`, `document` and `fiscal-year` (a slug, a year or a full IRI),
    the name of a code list (a notation), `integer`, `decimal` and `string`.
    """

    name: str
    kind: str
    default: str
    label: Text

    def term(self, value: str) -> NamedNode | Literal:
        """The value as a term; `BadParameter` says what would be right."""
        if value.startswith(ontology.BASE + "id/") and re.fullmatch(r"[\w:/.#-]+", value):
            return NamedNode(value)
        if self.kind in _THINGS:
            return self._thing(value)
        if self.kind in ("integer", "decimal", "fiscal-year"):
            return self._number(value)
        return Literal(value) if self.kind == "string" else self._concept(value)

    def _thing(self, value: str) -> NamedNode:
        if not _SLUG.fullmatch(value):
            raise BadParameter(f"{self.name}={value!r} is no {self.kind}; it would be a slug such as {self.default!r}")
        return NamedNode(f"{ontology.BASE}id/{self.kind}/{value}")

    def _number(self, value: str) -> NamedNode | Literal:
        match = _NUMBER.fullmatch(value)
        whole = self.kind != "decimal"
        if not match or (whole and match["decimals"]) or (self.kind == "fiscal-year" and len(value) != 4):
            raise BadParameter(f"{self.name}={value!r} is no {self.kind}; it would be a number such as {self.default}")
        if self.kind == "fiscal-year":
            return NamedNode(f"{ontology.BASE}id/fiscal-year/{value}")
        return Literal(value, datatype=NamedNode(_XSD + self.kind))

    def _concept(self, value: str) -> NamedNode:
        try:
            return ontology.concept(self.kind, value)
        except ontology.UnknownCode as error:
            raise BadParameter(f"{self.name}: {error}") from error


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
                raise BadParameter(f"{self.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}")
        return bound(self.text, {name: known[name].term(value) for name, value in values.items()})


@dataclass(frozen=True)
class Check:
    """A query over the finished graph, each row of which is a defect: `?focus` and what is wrong with it."""

    name: str
    severity: str
    message: Text
    text: str


@cache
def questions() -> tuple[Question, ...]:
    """Every public question, by number."""
    found = (_question(path) for path in sorted((FOLDER / "questions").glob("*.rq")))
    return tuple(sorted(found, key=lambda question: question.number))


def question(name: str) -> Question:
    """The question of this name; `UnknownQuery` names near ones."""
    known = {question.name: question for question in questions()}
    if name not in known:
        raise UnknownQuery(name, tuple(get_close_matches(name, known)))
    return known[name]


@cache
def checks() -> tuple[Check, ...]:
    """Every check, by name."""
    return tuple(_check(path) for path in sorted((FOLDER / "checks").glob("*.rq")))


@cache
def rules() -> tuple[str, ...]:
    """The text of every inference rule, a CONSTRUCT each, by file name."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "rules").glob("*.rq")))


def page(name: str, **terms: NamedNode | Literal) -> str:
    """The text of a query that a page uses, with these terms; `UnknownQuery` names near ones."""
    known = {path.stem: path for path in (FOLDER / "pages").glob("*.rq")}
    if name not in known:
        raise UnknownQuery(name, tuple(get_close_matches(name, known)))
    return bound(known[name].read_text(encoding="utf-8"), terms)


def _question(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    header = _Header(path, text)
    return Question(
        path.stem,
        int(header.one("number")),
        header.both("summary"),
        header.both("description"),
        tuple(header.one("tags").split(", ")),
        tuple(header.parameters(_defaults(text))),
        text,
    )


def _defaults(text: str) -> dict[str, str]:
    return {match["name"]: _shown(match["term"]) for match in _VALUES.finditer(text)}


def _shown(term: str) -> str:
    iri = term.removeprefix("<").removesuffix(">")
    return iri.removeprefix(ontology.BASE + "id/").split("/", 1)[-1] if iri != term else term.strip('"')


def _check(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    header = _Header(path, text)
    return Check(path.stem, header.one("severity"), header.both("message"), text)


class _Header:
    """The `#+` lines at the head of a file."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._pairs = list(self._read(text))

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        for number, line in enumerate(text.splitlines(), 1):
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

    def parameters(self, defaults: Mapping[str, str]) -> Iterator[Parameter]:
        for key, value in self._pairs:
            match = _PARAMETER.fullmatch(value) if key == "parameter" else None
            if key == "parameter" and not match:
                raise BadHeader(f"{self._path}: a parameter reads 'name kind 日本語 / English', not {value!r}")
            if match and match["name"] not in defaults:
                raise BadHeader(f"{self._path}: the query has no 'VALUES ?{match['name']} {{ term }}'")
            if match:
                yield Parameter(match["name"], match["kind"], defaults[match["name"]], Text(match["ja"], match["en"]))
