"""The first rows of any result as SPARQL 1.1 Query Results JSON, for a page to show."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from server.errors import TooLarge

Term = NamedNode | BlankNode | Literal | Triple
# The server makes the page, and meanwhile nothing else.
_WIDEST = 50
_STRING = "http://www.w3.org/2001/XMLSchema#string"


class Triples:
    """The triples of an answer that another server gave, as they come."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[Triple]:
        """Itself."""
        return self

    def __next__(self) -> Triple:
        """The next triple."""
        return next(self._triples)


Result = QuerySolutions | QueryBoolean | QueryTriples | Triples


def rows_document(result: Result, most: int | None) -> bytes:
    """The columns of a result and at most as many of its rows; ASK has the column `answer`.

    Raises TooLarge for more columns than a page shows.
    """
    columns, rows = columns_and_rows(result)
    if len(columns) > _WIDEST:
        raise TooLarge(
            f"A page shows {_WIDEST} columns at most; ask for another format, such as CSV.",
            f"ページに表示できるのは {_WIDEST} 列までです。CSV など別の形式を指定してください。",
        )
    bindings = [
        {name: _written(term) for name, term in zip(columns, row, strict=True) if term is not None}
        for row in islice(rows, most)
    ]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}, ensure_ascii=False).encode()


def columns_and_rows(result: Result) -> tuple[Sequence[str], Iterable[Iterable[Term | None]]]:
    """Any result as a table; ASK has the column `answer`, a graph the parts of a triple."""
    if isinstance(result, QueryBoolean):
        return ["answer"], [[Literal(bool(result))]]
    if isinstance(result, QueryTriples | Triples):
        return ["subject", "predicate", "object"], result
    return [variable.value for variable in result.variables], result


def _written(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        return {"type": "literal", "value": term.value} | _kind(term)
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _written(part) for name, part in parts.items()}}


def _kind(literal: Literal) -> dict[str, object]:
    if literal.language:
        direction: dict[str, object] = {"its:dir": str(literal.direction)} if literal.direction else {}
        return {"xml:lang": literal.language} | direction
    return {} if literal.datatype.value == _STRING else {"datatype": literal.datatype.value}
