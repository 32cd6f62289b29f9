"""What the page of a question offers besides its answer: fields for its parameters, formats, a line for the shell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import ontology
from queries import Parameter, Question
from queries.parameters import NUMBERS
from server.formats import HTML, QUESTION_OFFERS
from server.questions.inquiry import FORMS
from server.tables import Cell, Table

_DOCUMENTS = frozenset({"document", "otherDocument"})


@dataclass(frozen=True)
class Choice:
    """A value of a field, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A parameter as a field: its label, its value, and the values it may take where these can be listed."""

    name: str
    label: str
    value: str
    is_number: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Download:
    """A format of an answer by its name, and its address."""

    name: str
    address: str


@dataclass(frozen=True)
class Part:
    """Which rows a page shows, counted from 1, and where those before and after them are."""

    first: int
    last: int
    before: str
    after: str


def fields(question: Question, given: Mapping[str, str], language: str) -> tuple[Field, ...]:
    """A field for each parameter, with the value that was given or the default."""
    return tuple(_field(parameter, given, language) for parameter in question.parameters)


def _field(parameter: Parameter, given: Mapping[str, str], language: str) -> Field:
    label = parameter.label.ja if language == "ja" else parameter.label.en
    value = given.get(parameter.name, parameter.default).removeprefix(parameter.space)
    is_number = parameter.kind in (*NUMBERS, "fiscal-year")
    return Field(parameter.name, label, value, is_number, _choices(parameter, language))


def _choices(parameter: Parameter, language: str) -> tuple[Choice, ...]:
    labels = ontology.labels(parameter.kind, language) if parameter.space and parameter.choices else {}
    return tuple(Choice(value, labels.get(value, value)) for value in parameter.choices)


def downloads(question: Question, given: Mapping[str, str]) -> tuple[Download, ...]:
    """The answer in every format but the page; the addresses say the defaults, too, which may change."""
    values = {parameter.name: given.get(parameter.name, parameter.default) for parameter in question.parameters}
    parameters = f"?{urlencode(values)}" if values else ""
    names = [offer.names[0] for offer in QUESTION_OFFERS[FORMS[question.form]] if offer is not HTML]
    return tuple(Download(name, f"/queries/{question.name}.{name}{parameters}") for name in names)


def readable(question: Question, answer: Table, language: str) -> Table:
    """The answer with the names of codes in place of these, and its documents as links."""
    labels = {column.name: ontology.labels(column.codes, language) for column in question.columns if column.codes}
    rows = (
        tuple(_named(name, cell, labels.get(name, {})) for name, cell in zip(answer.columns, row, strict=True))
        for row in answer.rows
    )
    return replace(answer, rows=tuple(rows))


def _named(column: str, cell: Cell, labels: Mapping[str, str]) -> Cell:
    if column in _DOCUMENTS and cell.text and not cell.href:
        return replace(cell, href=f"/doc/document/{quote(cell.text)}")
    return replace(cell, text=labels.get(cell.text, cell.text))


def chart(question: Question, given: Mapping[str, str], language: str) -> str:
    """The address of the chart of an answer, empty where there is none."""
    if question.chart is None:
        return ""
    values = {parameter.name: given.get(parameter.name, parameter.default) for parameter in question.parameters}
    return f"/charts/query/{question.name}.svg?{urlencode({**values, 'lang': language})}"


def shell_line(public_url: str, download: Download) -> str:
    """The line that fetches a download."""
    # What is encoded for an address holds no quotation mark.
    return f"curl '{public_url.rstrip('/')}{download.address}'"
