"""A server with the SPARQL 1.1 Graph Store HTTP Protocol beside its query endpoint: the door for writing to one."""

import os
from collections.abc import Generator
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolution, QuerySolutions, parse_query_results

from loaders.errors import PublishFailed

_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_SECONDS = httpx.Timeout(600.0, connect=10.0)
_WORDS_MOST = 300


@dataclass(frozen=True)
class Credentials:
    """Who asks: a bearer token, or a user and a password for what the server wants, Basic or Digest."""

    token: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str = field(default="", repr=False)

    def auth(self) -> httpx.Auth | None:
        """The same for the client."""
        if self.token is not None:
            return _Bearer(self.token)
        return None if self.user is None else _Login(self.user, self.password)


NOBODY = Credentials()


def credentials(token_env: str | None, login_env: str | None) -> Credentials:
    """Those that variables of the environment hold: a token, or user:password; raises ValueError for one not set."""
    for name in (token_env, login_env):
        if name is not None and name not in os.environ:
            raise ValueError(f"the environment variable {name} is not set")
    user, _, password = os.environ[login_env].partition(":") if login_env else ("", "", "")
    return Credentials(os.environ[token_env] if token_env else None, user or None, password)


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _Login(httpx.Auth):
    """Sends no password before the server has said how it wants it."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx.DigestAuth(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            scheme = response.headers.get("www-authenticate", "").partition(" ")[0].lower()
            self._chosen = self._digest if scheme == "digest" else self._basic
        yield from self._chosen.auth_flow(request)


class GraphStore:
    """A server that is read by queries and written graph by graph; everything raises PublishFailed."""

    def __init__(self, endpoint: str, graph_store: str | None, credentials: Credentials) -> None:
        # No proxy of the environment, no redirect: the data goes where the operator said, or nowhere.
        self._client = httpx.Client(auth=credentials.auth(), timeout=_SECONDS, trust_env=False, follow_redirects=False)
        self._endpoint = endpoint
        self._given = graph_store
        self._logs_in = credentials.user is not None
        self._server = ""

    def __enter__(self) -> "GraphStore":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def rows(self, query: str) -> list[QuerySolution]:
        """The rows of a SELECT."""
        request = self._client.build_request("POST", self._endpoint, data={"query": query}, headers={"Accept": _JSON})
        response = self._sent(request, "the query")
        self._server = response.headers.get("server", "")
        try:
            found = parse_query_results(response.content, QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise PublishFailed(f"{self._endpoint} answers a query with no SPARQL result: {error}") from error
        if not isinstance(found, QuerySolutions):
            raise PublishFailed(f"{self._endpoint} answers SELECT with a boolean")
        return list(found)

    def put(self, graph: str, triples: bytes) -> None:
        """Makes the graph hold these triples (N-Triples) and no others."""
        self._write("PUT", graph, triples)

    def post(self, graph: str, triples: bytes) -> None:
        """Adds triples (N-Triples) to the graph."""
        self._write("POST", graph, triples)

    def delete(self, graph: str) -> None:
        """Takes the graph away."""
        self._write("DELETE", graph, None)

    def _write(self, method: str, graph: str, triples: bytes | None) -> None:
        headers = {} if triples is None else {"Content-Type": _TRIPLES}
        request = self._client.build_request(
            method, self.address, params={"graph": graph}, content=triples, headers=headers
        )
        self._sent(request, f"{method} of {graph}")

    @property
    def address(self) -> str:
        """The address of the graph store: as given, or where servers of this sort have it."""
        return self._given or guess(self._endpoint, self._server, logs_in=self._logs_in)

    def _sent(self, request: httpx.Request, what: str) -> httpx.Response:
        try:
            response = self._client.send(request)
        except httpx.HTTPError as error:
            raise PublishFailed(f"{what}: {request.url} does not answer ({type(error).__name__}: {error})") from error
        if not response.is_success:
            said = " ".join(response.text.split())[:_WORDS_MOST]
            raise PublishFailed(f"{what}: {request.url} says {response.status_code} {response.reason_phrase}: {said}")
        return response


def guess(endpoint: str, server: str, *, logs_in: bool) -> str:
    """Where a server has its graph store, by its name and the address of its endpoint; raises PublishFailed."""
    path = urlsplit(endpoint).path.rstrip("/")
    if server.startswith("Virtuoso"):
        return urljoin(endpoint, "/sparql-graph-crud-auth" if logs_in else "/sparql-graph-crud")
    if server.startswith("Oxigraph") or path == "/query":
        return urljoin(endpoint, "/store")
    if "/repositories/" in path:
        return urljoin(endpoint, path + "/rdf-graphs/service")
    if path.endswith(("/query", "/sparql")) and path.count("/") > 1:
        return urljoin(endpoint, "data")
    raise PublishFailed(f"where the graph store of {endpoint} is cannot be told; give it as --graph-store URL")
