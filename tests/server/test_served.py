"""A real server: a public client library, HEAD on the wire, and many queries at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import httpx
import pytest
from SPARQLWrapper import CSV, JSON, JSONLD, RDFXML, TURTLE, XML, SPARQLWrapper

from server import Settings

SELECT = "SELECT ?s ?o { ?s <https://w3id.org/seisaku/ontology#amount> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def address(settings: Settings, serving: Callable[[Settings], AbstractContextManager[str]]) -> Iterator[str]:
    with serving(settings) as address:
        yield address


def test_sparqlwrapper(address: str) -> None:
    wrapper = SPARQLWrapper(address + "/sparql")
    wrapper.setQuery(SELECT)
    wrapper.setReturnFormat(JSON)
    assert wrapper.query().response.read().count(b'"s"') == 3
    for form, start in ((CSV, b"s,o"), (XML, b"<?xml")):
        wrapper.setReturnFormat(form)
        assert wrapper.query().response.read().startswith(start)
    wrapper.setQuery(CONSTRUCT)
    wrapper.setMethod("POST")
    for form, start in ((TURTLE, b"@prefix"), (RDFXML, b"<?xml"), (JSONLD, b"{")):
        wrapper.setReturnFormat(form)
        assert wrapper.query().response.read().startswith(start)


def test_head_on_the_wire(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        head = client.head("/sparql", params={"query": SELECT})
        assert (head.status_code, head.content) == (200, b"")
        assert client.get("/health").json()["status"] == "ok"


def test_many_at_once(address: str) -> None:
    asked = [
        (CONSTRUCT, "text/turtle"),
        (SELECT, "text/csv"),
        (CONSTRUCT, "application/ld+json"),
        (SELECT, "text/html"),
    ]

    with httpx.Client(base_url=address, trust_env=False) as client, ThreadPoolExecutor(16) as pool:

        def run(place: int) -> int:
            query, accept = asked[place % len(asked)]
            return client.get("/sparql", params={"query": query}, headers={"accept": accept}).status_code

        assert set(pool.map(run, range(400))) == {200}
