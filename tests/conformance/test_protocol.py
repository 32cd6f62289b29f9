"""The protocol: requests as the manifest writes them, with our path in place of /sparql/."""

import pytest
from pyoxigraph import RdfFormat, parse

from tests.conformance.cases import Exchange, Protocol
from tests.conformance.endpoint import Endpoint, ReadOnly

_TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
_SORTS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": _TABULAR,
    "RDF": {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"},
}


def test_protocol(endpoint: Endpoint, protocol: Protocol) -> None:
    if isinstance(endpoint, ReadOnly) and "/update_" in protocol.name:
        pytest.skip("a read-only server takes no update")
    endpoint.publish((), protocol.graphs, b"")
    for exchange in protocol.exchanges:
        _check(endpoint, exchange)


def _check(endpoint: Endpoint, exchange: Exchange) -> None:
    response = endpoint.send(exchange.method, exchange.address, exchange.headers, exchange.body)
    expected = exchange.expected
    assert expected.allows(response.status_code), response.text
    kind = response.headers.get("content-type", "").partition(";")[0]
    if expected.sort is not None:
        assert kind in _SORTS[expected.sort]
    if expected.boolean is not None:
        assert response.json()["boolean"] is expected.boolean
    if expected.sort == "RDF":
        list(parse(response.content, RdfFormat.from_media_type(kind)))
