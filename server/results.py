"""Queries evaluated and written out, always in one call: Oxigraph's results may not change threads."""

from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from server.errors import ServiceRefused, UpdateRefused
from server.formats import OFFERS, Answer, Choice, Form, Wish
from server.graphs import GraphWriter
from server.protocol import Dataset
from server.syntax import syntax_error
from server.tokens import calls_service, is_update, names_dataset, with_columns

Term = NamedNode | BlankNode | Literal | Triple
Result = QuerySolutions | QueryBoolean | QueryTriples


@dataclass(frozen=True)
class Query:
    """A query with its base IRI and the dataset that the protocol names."""

    text: str
    base_iri: str
    dataset: Dataset | None = None


@dataclass(frozen=True)
class Plan:
    """A query known to parse, and what it will yield."""

    query: Query
    form: Form
    columns: tuple[str, ...] = ()


def plan(query: Query) -> Plan:
    """What the query yields, found without the graph; raises QuerySyntax, UpdateRefused or ServiceRefused."""
    if calls_service(query.text):
        raise ServiceRefused(
            "This server does not call others: ask them yourself and join the answers.",
            "このサーバーは SERVICE による他サーバーへの問い合わせを行いません。",
        )
    try:
        result = Store().query(query.text, base_iri=query.base_iri)
    except SyntaxError as error:
        if is_update(query.text):
            raise UpdateRefused(
                "The query is an update; this endpoint answers queries only.",
                "更新文です。このエンドポイントは検索だけに答えます。",
            ) from error
        raise syntax_error(str(error), query.text) from error
    if isinstance(result, QuerySolutions):
        return Plan(query, Form.SOLUTIONS, tuple(variable.value for variable in result.variables))
    return Plan(query, Form.GRAPH if isinstance(result, QueryTriples) else Form.BOOLEAN)


def evaluate(store: Store, planned: Plan) -> Result:
    """The result of a query, to be used up in the thread that asked for it.

    Without a dataset of its own a query sees the union of the graphs; a dataset in the request goes
    before FROM (SPARQL 1.1 Protocol, section 2.1.4).
    """
    query = planned.query
    text = with_columns(query.text, planned.columns)
    if query.dataset is not None:
        return store.query(
            text,
            base_iri=query.base_iri,
            default_graph=list(query.dataset.default),
            named_graphs=list(query.dataset.named),
        )
    # Oxigraph lets the union hide FROM, hence the look at the text.
    union = not names_dataset(text)
    return store.query(text, base_iri=query.base_iri, use_default_graph_as_union=union)


def choose(planned: Plan, wish: Wish) -> Choice:
    """The format for what the query yields; raises NotAcceptable."""
    return wish.choose(OFFERS[planned.form], f"The answer to {planned.form.value}")


def write(result: Result, choice: Choice, writer: GraphWriter) -> Answer:
    """The result in a format other than HTML."""
    if isinstance(result, QueryTriples):
        return writer.answer(result, choice)
    engine = choice.format.engine
    assert isinstance(engine, QueryResultsFormat)  # noqa: S101 (OFFERS says so)
    return Answer(result.serialize(format=engine) or b"", choice.media_type)
