"""Queries evaluated and written out, always in one thread: Oxigraph's results may not change threads."""

from dataclasses import dataclass, replace
from typing import IO, Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
)

from server.errors import BadRequest, ServiceRefused, UpdateRefused
from server.formats import Choice, Form
from server.graphs import GraphWriter
from server.rows import Result, Triples
from server.syntax import syntax_error
from server.tokens import calls_service, is_update, names_dataset, selects_all, with_columns


class Graph(Protocol):
    """What answers queries: an embedded store, or one on another server."""

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> Result:
        """The result of a query; raises SyntaxError, and RuntimeError for what parses and cannot be evaluated."""


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request names; it goes before FROM in the query."""

    default: tuple[NamedNode, ...]
    named: tuple[NamedNode, ...]


@dataclass(frozen=True)
class Query:
    """A query with its base IRI and the dataset that the protocol names, else the union of the graphs, or not.

    `without_calls` is its text with the SERVICE clauses blanked out, where `federation.py` allows them.
    """

    text: str
    base_iri: str
    dataset: Dataset | None = None
    union: bool = True
    without_calls: str | None = None


def form_of(result: Result) -> Form:
    """What a query yields, by its result."""
    if isinstance(result, QuerySolutions):
        return Form.SOLUTIONS
    return Form.GRAPH if isinstance(result, QueryTriples | Triples) else Form.BOOLEAN


def parsed_form(query: Query) -> Form:
    """What the query yields, found without the graph; raises QuerySyntax, UpdateRefused or ServiceRefused."""
    return form_of(_parsed(query))


def evaluate(store: Graph, query: Query) -> Result:
    """The result of a query, to be used up in the thread that asked for it.

    Without a dataset of its own a query sees the union of the graphs, if it asks so; a dataset in the request goes
    before FROM (SPARQL 1.1 Protocol, section 2.1.4). Raises QuerySyntax, UpdateRefused or ServiceRefused.
    """
    if not selects_all(query.text):
        return _evaluated(store, query, query.text)
    parsed = _parsed(query)
    found = parsed.variables if isinstance(parsed, QuerySolutions) else ()
    text = with_columns(query.text, [variable.value for variable in found])
    return _evaluated(store, replace(query, text=text), query.text)


def _parsed(query: Query) -> Result:
    # An engine that reads a query may call already.
    return _evaluated(Store(), replace(query, text=query.without_calls or query.text), query.text)


def _evaluated(store: Graph, query: Query, asked: str) -> Result:
    if query.without_calls is None and calls_service(asked):
        raise ServiceRefused(
            "This server does not call others: ask them yourself and join the answers.",
            "このサーバーは SERVICE による他サーバーへの問い合わせを行いません。",
        )
    try:
        return _asked(store, query)
    except SyntaxError as error:
        if is_update(asked):
            raise UpdateRefused(
                "The query is an update; this endpoint answers queries only.",
                "更新文です。このエンドポイントは検索だけに答えます。",
            ) from error
        raise syntax_error(str(error), asked) from error
    except RuntimeError as error:
        # What Oxigraph finds wrong with a query that parses, such as a function that nobody defines.
        raise BadRequest(f"The query cannot be evaluated: {error}.", "クエリを評価できません。") from error


def _asked(store: Graph, query: Query) -> Result:
    if query.dataset is not None:
        return store.query(
            query.text,
            base_iri=query.base_iri,
            default_graph=list(query.dataset.default),
            named_graphs=list(query.dataset.named),
        )
    # Oxigraph lets the union hide FROM, hence the look at the text.
    union = query.union and not names_dataset(query.text)
    return store.query(query.text, base_iri=query.base_iri, use_default_graph_as_union=union)


def write(result: Result, choice: Choice, writer: GraphWriter, file: IO[bytes]) -> None:
    """Writes the result to a file in a format other than HTML."""
    if isinstance(result, QueryTriples | Triples):
        writer.write_to(file, result, choice)
        return
    engine = choice.format.engine
    assert isinstance(engine, QueryResultsFormat)  # noqa: S101 (OFFERS says so)
    assert isinstance(result, QuerySolutions | QueryBoolean)  # noqa: S101 (for mypy)
    result.serialize(file, format=engine)
