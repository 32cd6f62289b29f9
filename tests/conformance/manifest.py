"""The W3C's manifests (https://www.w3.org/2001/sw/DataAccess/tests/README): files of Turtle that list tests."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pyoxigraph import NamedNode

from tests.conformance.cases import (
    Case,
    Description,
    Evaluation,
    Exchange,
    Expectation,
    GraphFile,
    Graphs,
    GraphStoreTest,
    NotRun,
    Protocol,
    Syntax,
    Update,
    UpdateSyntax,
)
from tests.conformance.turtle import TYPE, Node, TurtleFile

START = Path("sparql", "sparql11", "manifest-all.ttl")
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_UT = "http://www.w3.org/2009/sparql/tests/test-update#"
_HT = "http://www.w3.org/2011/http#"
_CNT = "http://www.w3.org/2011/content#"
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")

_STATUSES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_FOLDERS_NOT_RUN = {
    "entailment": "entailment: no regime is offered",
    "service": "federation: SERVICE is refused",
    "syntax-fed": "federation: SERVICE is refused",
}


class ManifestError(Exception):
    """A directory or manifest that is not as the W3C publishes it."""


def cases(directory: Path) -> tuple[Case, ...]:
    """Every SPARQL 1.1 test of a checkout of https://github.com/w3c/rdf-tests; raises ManifestError."""
    start = directory.resolve() / START
    if not start.is_file():
        raise ManifestError(f"W3C_DIR={directory} is no checkout of github.com/w3c/rdf-tests: {start} is missing")
    return tuple(_cases(start))


def _cases(path: Path) -> Iterator[Case]:
    file = TurtleFile(path, path.as_uri())
    for manifest in file.subjects(TYPE, _mf("Manifest")):
        for included in file.items(manifest, _mf("include")):
            yield from _cases(_path(included))
        for entry in file.items(manifest, _mf("entries")):
            yield _case(file, entry, path.parent.name)


def _case(file: TurtleFile, entry: Node, folder: str) -> Case:
    name = f"{folder}/{entry.value.rpartition('#')[2]}"
    kind = file.demanded(entry, TYPE).removeprefix(_MF)
    if folder in _FOLDERS_NOT_RUN:
        return NotRun(name, _FOLDERS_NOT_RUN[folder])
    if kind not in _READERS:
        raise ManifestError(f"{name} is of the unknown kind {kind}")
    return _READERS[kind](file, entry, name)


def _update(file: TurtleFile, entry: Node, name: str) -> Update:
    action, result = (file.node(entry, _mf(one)) for one in ("action", "result"))
    update = _path(file.node(action, NamedNode(_UT + "request")))
    return Update(name, update, _graphs(file, action), _graphs(file, result))


def _graphs(file: TurtleFile, state: Node) -> Graphs:
    default = (_path(node) for node in file.nodes(state, NamedNode(_UT + "data")))
    return Graphs(tuple(sorted(default)), tuple(_labelled(file, state)))


def _labelled(file: TurtleFile, state: Node) -> Iterator[GraphFile]:
    for graph in file.nodes(state, NamedNode(_UT + "graphData")):
        yield GraphFile(file.demanded(graph, _LABEL), _path(file.node(graph, NamedNode(_UT + "graph"))))


def _evaluation(file: TurtleFile, entry: Node, name: str) -> Evaluation:
    action = file.node(entry, _mf("action"))
    return Evaluation(
        name,
        query=_path(file.node(action, NamedNode(_QT + "query"))),
        default=_graph_files(file.nodes(action, NamedNode(_QT + "data"))),
        named=_graph_files(file.nodes(action, NamedNode(_QT + "graphData"))),
        result=_path(file.node(entry, _mf("result"))),
    )


def _graph_files(nodes: list[Node]) -> tuple[GraphFile, ...]:
    return tuple(GraphFile(path.name, path) for path in sorted(_path(node) for node in nodes))


def _protocol(file: TurtleFile, entry: Node, name: str) -> Protocol:
    return Protocol(name, tuple(_labelled(file, entry)), _exchanges(file, entry))


def _exchanges(file: TurtleFile, entry: Node) -> tuple[Exchange, ...]:
    requests = file.items(file.node(entry, _mf("action")), _ht("requests"))
    return tuple(_exchange(file, request) for request in requests)


def _exchange(file: TurtleFile, request: Node) -> Exchange:
    return Exchange(
        method=file.demanded(request, _ht("methodName")),
        address=file.demanded(request, _ht("absolutePath")).removeprefix("/sparql/").removeprefix("/gsp"),
        headers=tuple(_headers(file, request)),
        body=b"".join(_body(file, body) for body in file.nodes(request, _ht("body"))),
        expected=_expectation(file, file.node(request, _ht("resp"))),
    )


def _headers(file: TurtleFile, message: Node) -> Iterator[tuple[str, str]]:
    for header in file.items(message, _ht("headers")):
        yield file.demanded(header, _ht("fieldName")), file.demanded(header, _ht("fieldValue"))


def _body(file: TurtleFile, body: Node) -> bytes:
    encoding = file.demanded(body, NamedNode(_CNT + "characterEncoding"))
    return file.demanded(body, NamedNode(_CNT + "chars")).encode(encoding)


def _expectation(file: TurtleFile, response: Node) -> Expectation:
    boolean = file.text(response, _mf("expectedBoolean"))
    bodies = [_body(file, body) for body in file.nodes(response, _ht("body"))]
    return Expectation(
        statuses=frozenset(_status(status.value) for status in file.nodes(response, _mf("expectedStatus"))),
        boolean=None if boolean is None else boolean == "true",
        sort=file.text(response, _mf("expectedFormat")),
        content_type=dict(_headers(file, response)).get("content-type"),
        content=bodies[0] if bodies else None,
    )


def _status(iri: str) -> int:
    name = iri.rpartition("#")[2]
    return _STATUSES[name] if name in _STATUSES else int(name.removeprefix("StatusCode").removesuffix("xx"))


def _syntax(file: TurtleFile, entry: Node, name: str) -> Syntax | UpdateSyntax:
    text = _path(file.node(entry, _mf("action")))
    # The folder delete-insert calls its updates queries.
    kind = UpdateSyntax if text.suffix == ".ru" else Syntax
    return kind(name, text, valid=file.demanded(entry, TYPE).startswith(_MF + "Positive"))


def _graph_store_test(file: TurtleFile, entry: Node, name: str) -> GraphStoreTest:
    return GraphStoreTest(name, _exchanges(file, entry))


def _description(_file: TurtleFile, _entry: Node, name: str) -> Description:
    return Description(name)


_READERS: Mapping[str, Callable[[TurtleFile, Node, str], Case]] = {
    "QueryEvaluationTest": _evaluation,
    "CSVResultFormatTest": _evaluation,
    "UpdateEvaluationTest": _update,
    "PositiveSyntaxTest11": _syntax,
    "NegativeSyntaxTest11": _syntax,
    "PositiveUpdateSyntaxTest11": _syntax,
    "NegativeUpdateSyntaxTest11": _syntax,
    "ProtocolTest": _protocol,
    "GraphStoreProtocolTest": _graph_store_test,
    "ServiceDescriptionTest": _description,
}


def _mf(name: str) -> NamedNode:
    return NamedNode(_MF + name)


def _ht(name: str) -> NamedNode:
    return NamedNode(_HT + name)


def _path(node: Node) -> Path:
    return Path(url2pathname(urlsplit(node.value).path))
