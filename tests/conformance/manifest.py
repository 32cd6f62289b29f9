"""The W3C's manifests (https://www.w3.org/2001/sw/DataAccess/tests/README): files of Turtle that list tests."""

from collections.abc import Iterator
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
    NotRun,
    Protocol,
    Syntax,
)
from tests.conformance.turtle import TYPE, Node, TurtleFile

START = Path("sparql", "sparql11", "manifest-all.ttl")
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_UT = "http://www.w3.org/2009/sparql/tests/test-update#"
_HT = "http://www.w3.org/2011/http#"
_CNT = "http://www.w3.org/2011/content#"
_LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")

_NO_UPDATE = "update: there is no write mode yet"
_UPDATES = frozenset({"UpdateEvaluationTest", "PositiveUpdateSyntaxTest11", "NegativeUpdateSyntaxTest11"})
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
    reason = _reason_not_run(file, entry, folder, kind)
    if reason:
        return NotRun(name, reason)
    match kind:
        case "QueryEvaluationTest" | "CSVResultFormatTest":
            return _evaluation(file, entry, name)
        case "PositiveSyntaxTest11" | "NegativeSyntaxTest11":
            query = _path(file.node(entry, _mf("action")))
            return Syntax(name, query, valid=kind.startswith("Positive"))
        case "ProtocolTest":
            return _protocol(file, entry, name)
        case "ServiceDescriptionTest":
            return Description(name)
    raise ManifestError(f"{name} is of the unknown kind {kind}")


def _reason_not_run(file: TurtleFile, entry: Node, folder: str, kind: str) -> str | None:
    if kind in _UPDATES or (kind == "ProtocolTest" and "update" in entry.value.rpartition("#")[2]):
        return _NO_UPDATE
    if kind == "GraphStoreProtocolTest":
        return "graph store protocol: it is not offered yet"
    # The folder delete-insert calls its updates queries.
    if kind.endswith("SyntaxTest11") and file.demanded(entry, _mf("action")).endswith(".ru"):
        return _NO_UPDATE
    return _FOLDERS_NOT_RUN.get(folder)


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
    graphs = (
        GraphFile(file.demanded(graph, _LABEL), _path(file.node(graph, NamedNode(_UT + "graph"))))
        for graph in file.nodes(entry, NamedNode(_UT + "graphData"))
    )
    requests = file.items(file.node(entry, _mf("action")), _ht("requests"))
    return Protocol(name, tuple(graphs), tuple(_exchange(file, request) for request in requests))


def _exchange(file: TurtleFile, request: Node) -> Exchange:
    headers = (
        (file.demanded(header, _ht("fieldName")), file.demanded(header, _ht("fieldValue")))
        for header in file.items(request, _ht("headers"))
    )
    return Exchange(
        method=file.demanded(request, _ht("methodName")),
        address=file.demanded(request, _ht("absolutePath")).removeprefix("/sparql/"),
        headers=tuple(headers),
        body=b"".join(_body(file, body) for body in file.nodes(request, _ht("body"))),
        expected=_expectation(file, file.node(request, _ht("resp"))),
    )


def _body(file: TurtleFile, body: Node) -> bytes:
    encoding = file.demanded(body, NamedNode(_CNT + "characterEncoding"))
    return file.demanded(body, NamedNode(_CNT + "chars")).encode(encoding)


def _expectation(file: TurtleFile, response: Node) -> Expectation:
    boolean = file.text(response, _mf("expectedBoolean"))
    statuses = (status.value.rpartition("#StatusCode")[2] for status in file.nodes(response, _mf("expectedStatus")))
    return Expectation(
        hundreds=frozenset(int(status.removesuffix("xx")) for status in statuses),
        boolean=None if boolean is None else boolean == "true",
        sort=file.text(response, _mf("expectedFormat")),
    )


def _mf(name: str) -> NamedNode:
    return NamedNode(_MF + name)


def _ht(name: str) -> NamedNode:
    return NamedNode(_HT + name)


def _path(node: Node) -> Path:
    return Path(url2pathname(urlsplit(node.value).path))
