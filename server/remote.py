"""A graph on another server, asked by the SPARQL 1.1 Protocol and answering as the embedded store does.

Each query is read here first, so that what does not parse, updates and calls never leave. Only the server of the
address is ever connected to: no redirect is followed and no proxy asked. An answer is passed on as it comes, and one
that ends early, is cut by the other server or is no SPARQL answer raises BackendFailed. `http.client` because a worker
must start quickly (it takes a fifth of the time of httpx to import) and needs one connection and no more.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import BinaryIO, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from server.answers import Answer
from server.errors import BackendFailed, BadRequest, retry_after
from server.formats import Form
from server.rows import Result, Triples
from server.tokens import dataset_clauses, has_relative_iri, names_dataset

_JSON = "application/sparql-results+json"
_GRAPH = "application/n-triples, text/turtle;q=0.9"
_FORM = "application/x-www-form-urlencoded"
_WORDS_MOST = 300
# Virtuoso gives ASK this column instead of a boolean.
_VIRTUOSO_ASK = "__ASK_RETVAL"
_DEFAULT, _NAMED = "default-graph-uri", "named-graph-uri"
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Access:
    """Where a graph is held and how it is reached: the URL, the Authorization header, and the seconds for each wait."""

    url: str
    authorization: str = ""
    seconds: float = 30.0


class Remote:
    """A graph that answers at an address; `opening` surrounds the making of a connection."""

    def __init__(self, access: Access, opening: Callable[[], AbstractContextManager[None]] = nullcontext[None]) -> None:
        self._access = access
        self._opening = opening
        self._path = urlunsplit(("", "", *urlsplit(access.url)[2:4], "")) or "/"
        self._connection = _connection(access)
        self._answer: Answer | None = None

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> Result:
        """The result of a query, to be used up before the next; raises what pyoxigraph does, and BackendFailed."""
        form = _form(query, base_iri)
        asked = _with_base(query, base_iri)
        if default_graph is None and named_graphs is None:
            fields = [("query", asked), *_clauses(asked)]
        else:
            fields = [("query", asked)]
            fields += [(_DEFAULT, _iri(graph)) for graph in default_graph or ()]
            fields += [(_NAMED, _iri(graph)) for graph in named_graphs or ()]
        if form is Form.GRAPH:
            return _triples(self._ask(fields, _GRAPH))
        return (_solutions if form is Form.SOLUTIONS else _boolean)(self._ask(fields, _JSON))

    def _ask(self, fields: Fields, accept: str) -> Answer:
        if self._answer is not None and not self._answer.is_whole:
            self._connection.close()
        response = self._response(urlencode(fields).encode(), accept)
        if response.status != 200:
            refusal = _refusal(response)
            self._connection.close()
            raise refusal
        self._answer = Answer(response)
        return self._answer

    def _response(self, body: bytes, accept: str) -> HTTPResponse:
        kept = self._connection.sock is not None
        try:
            return self._sent(body, accept)
        except (ConnectionError, HTTPException) as error:
            self._connection.close()
            # The other server may have closed a connection that was idle; a query can be asked twice.
            if not kept:
                raise _silent(error) from error
        except OSError as error:
            self._connection.close()
            raise _silent(error) from error
        return self._response(body, accept)

    def _sent(self, body: bytes, accept: str) -> HTTPResponse:
        if self._connection.sock is None:
            with self._opening():
                self._connection.connect()
        headers = {"Accept": accept, "Content-Type": _FORM, "User-Agent": "seisaku-graph"}
        if self._access.authorization:
            headers["Authorization"] = self._access.authorization
        self._connection.request("POST", self._path, body, headers)
        return self._connection.getresponse()

    def close(self) -> None:
        """Closes the connection, if there is one."""
        self._connection.close()


def _connection(access: Access) -> HTTPConnection:
    found = urlsplit(access.url)
    host = found.hostname or ""
    if found.scheme == "https":
        # The certificates of authorities are read here, where files may still be opened.
        context = ssl.create_default_context()
        return HTTPSConnection(host, found.port, timeout=access.seconds, context=context)
    return HTTPConnection(host, found.port, timeout=access.seconds)


def _form(query: str, base_iri: str | None) -> Form:
    # In a frame of its own: an error on its way would keep the result, which no other thread may drop.
    parsed = Store().query(query, base_iri=base_iri)
    if isinstance(parsed, QuerySolutions):
        return Form.SOLUTIONS
    return Form.BOOLEAN if isinstance(parsed, QueryBoolean) else Form.GRAPH


def _with_base(query: str, base_iri: str | None) -> str:
    return f"BASE <{base_iri}>\n{query}" if base_iri and has_relative_iri(query) else query


def _clauses(query: str) -> Fields:
    # Oxigraph's server lets the union hide FROM, as its library does; what a request names goes before both.
    if not names_dataset(query):
        return []
    prologue, default, named = dataset_clauses(query)
    columns = " ".join(f"({name} AS ?g{place})" for place, name in enumerate([*default, *named]))
    found = Store().query(f"{prologue} SELECT {columns} {{}}")
    assert isinstance(found, QuerySolutions)  # noqa: S101 (for mypy)
    iris = [cast(NamedNode, term).value for term in next(found)]
    return [(_DEFAULT if place < len(default) else _NAMED, iri) for place, iri in enumerate(iris)]


def _iri(graph: NamedNode | BlankNode | DefaultGraph) -> str:
    assert isinstance(graph, NamedNode), graph  # noqa: S101 (protocol.py reads nothing else)
    return graph.value


def _solutions(answer: Answer) -> Result:
    answer.require(_JSON, "application/json")
    result = _parsed(answer)
    if isinstance(result, QuerySolutions):
        return result
    raise unlike("It answers SELECT with a boolean.")


def _boolean(answer: Answer) -> Result:
    answer.require(_JSON, "application/json")
    result = _parsed(answer)
    if isinstance(result, QueryBoolean):
        return result
    if [variable.value for variable in result.variables] != [_VIRTUOSO_ASK]:
        raise unlike("It answers ASK with rows.")
    told = "true" if next(result, None) is not None else "false"
    made = parse_query_results(f'{{"head":{{}},"boolean":{told}}}', QueryResultsFormat.JSON)
    assert isinstance(made, QueryBoolean)  # noqa: S101 (for mypy)
    return made


def _parsed(answer: Answer) -> QuerySolutions | QueryBoolean:
    try:
        return parse_query_results(cast(BinaryIO, answer), QueryResultsFormat.JSON)
    except SyntaxError as error:
        raise garbled(error) from error


def _triples(answer: Answer) -> Result:
    kind = answer.require("application/n-triples", "text/turtle", "application/x-turtle")
    form = RdfFormat.N_TRIPLES if kind == "application/n-triples" else RdfFormat.TURTLE
    return Triples(_read(answer, form))


def _read(answer: Answer, form: RdfFormat) -> Iterator[Triple]:
    return (quad.triple for quad in parse(cast(BinaryIO, answer), form))


def _refusal(response: HTTPResponse) -> BackendFailed | BadRequest:
    said = f"{response.status} {response.reason}"
    if response.headers.get_content_type() == "text/plain":
        said += ": " + " ".join(response.read(4 * _WORDS_MOST).decode(errors="replace").split())[:_WORDS_MOST]
    if response.status == 400:
        detail_ja = "グラフを保持するサーバーがこのクエリを受け付けません。"
        return BadRequest(f"The server that holds the graph does not take the query. It says: {said}", detail_ja)
    return unlike(f"It says: {said}")


def _silent(error: Exception) -> BackendFailed:
    return BackendFailed(
        f"The server that holds the graph does not answer ({type(error).__name__}).",
        "グラフを保持するサーバーが応答しません。",
        retry_after(5),
    )


def unlike(what: str) -> BackendFailed:
    """The error of an answer that is none by the SPARQL protocol, with what it was instead."""
    return BackendFailed(
        f"The server that holds the graph does not answer as SPARQL says. {what}",
        "グラフを保持するサーバーの応答が SPARQL の規格に合いません。",
        retry_after(5),
    )


def garbled(error: SyntaxError) -> BackendFailed:
    """The error of an answer that does not parse."""
    return unlike(f"Its answer does not parse: {error}.")
