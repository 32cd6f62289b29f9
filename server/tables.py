"""Results as tables for people: what each cell shows, and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolution, QuerySolutions, parse_query_results

from server.addresses import local
from server.rows import Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DIGITS = 18
_NUMBERS = frozenset(_XSD + name for name in ("integer", "decimal", "double", "float", "int", "long"))


@dataclass(frozen=True)
class Cell:
    """One value: its text, its kind (iri, number or text), its link and its language where it has one."""

    text: str
    kind: str = "text"
    href: str = ""
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A result, cut after a number of rows; `complete` says whether it was not."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    complete: bool


@dataclass(frozen=True)
class Cells:
    """Terms as cells: names shortened by prefixes, our own IRIs linked to our own pages."""

    base_iri: str
    prefixes: Mapping[str, str]

    def cell(self, term: Term | None) -> Cell:
        """The cell that shows a term, an empty one for an unbound variable."""
        if isinstance(term, NamedNode):
            return Cell(self.short(term.value), "iri", self.link(term.value))
        if isinstance(term, Literal):
            kind = "number" if term.datatype.value in _NUMBERS else "text"
            text = _grouped(term.value) if kind == "number" else term.value
            return Cell(text, kind, language=term.language or "")
        return Cell("" if term is None else str(term))

    def link(self, iri: str) -> str:
        """The address of a page about an IRI, empty if it has none on the web."""
        if here := local(iri, self.base_iri):
            return here
        return iri if urlsplit(iri).scheme in {"http", "https"} else ""

    def short(self, iri: str) -> str:
        """The IRI as a person reads it: below our base without it, else with a prefix if one fits."""
        if iri.startswith(self.base_iri + "id/"):
            return iri.removeprefix(self.base_iri + "id/")
        fitting = [(space, prefix) for prefix, space in self.prefixes.items() if iri.startswith(space)]
        space, prefix = max(fitting, default=("", ""))
        rest = iri.removeprefix(space)
        return f"{prefix}:{rest}" if space and "/" not in rest else iri


def _grouped(text: str) -> str:
    # Years and lines have four digits and are not amounts; yen have more.
    whole = text.removeprefix("-")
    return f"{int(text):,}" if whole.isascii() and whole.isdigit() and 5 <= len(whole) <= _DIGITS else text


def table(document: bytes, cells: Cells, most: int) -> Table:
    """The first rows of a result in SPARQL JSON (`rows.py`)."""
    columns, found = read_rows(document)
    rows = tuple(tuple(cells.cell(term) for term in row) for row in islice(found, most))
    return Table(tuple(columns), rows, next(found, None) is None)


def read_rows(document: bytes) -> tuple[Sequence[str], Iterator[QuerySolution]]:
    """The columns and the rows of a result in SPARQL JSON."""
    parsed = parse_query_results(document, format=QueryResultsFormat.JSON)
    assert isinstance(parsed, QuerySolutions)  # noqa: S101 (a row document is of this sort)
    return [variable.value for variable in parsed.variables], iter(parsed)
