"""A real server: a public client library, HEAD on the wire, and many queries at once."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from SPARQLWrapper import CSV, JSON, JSONLD, RDFXML, TURTLE, XML, SPARQLWrapper

SELECT = "SELECT ?s ?o { ?s <https://w3id.org/seisaku/ontology#amount> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


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
