"""The Graph Store Protocol: requests as the manifest writes them, with our address in place of http://www.example/gsp."""

from urllib.parse import quote, urlsplit

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

from tests.conformance.cases import Exchange, GraphStoreTest
from tests.conformance.endpoint import Writable

_THEIRS = "http://www.example/gsp"


def test_graph_store(graph_store: Writable, graph_store_test: GraphStoreTest) -> None:
    graph_store.update(b"DROP ALL").raise_for_status()
    location = ""
    for exchange in graph_store_test.exchanges:
        location = _check(graph_store, exchange, location) or location


def _check(graph_store: Writable, exchange: Exchange, location: str) -> str:
    ours = graph_store.graph_store
    address = exchange.address.replace("$LOCATION$", quote(location, safe=""))
    for theirs in (_THEIRS, quote(_THEIRS, safe="")):
        address = address.replace(theirs, ours if "/" in theirs else quote(ours, safe=""))
    body = exchange.body.replace(_THEIRS.encode(), ours.encode())
    response = graph_store.store(exchange.method, address, exchange.headers, body)
    expected = exchange.expected
    assert expected.allows(response.status_code), response.text
    if expected.content_type is not None:
        assert response.headers["content-type"] == expected.content_type
    if expected.content is not None:
        assert _graph(response.content) == _graph(expected.content.replace(_THEIRS.encode(), ours.encode()))
    found = str(response.headers.get("location", ""))
    assert not found or urlsplit(found).netloc == urlsplit(ours).netloc
    return found


def _graph(turtle: bytes) -> Dataset:
    found = Dataset(parse(turtle, RdfFormat.TURTLE))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found
