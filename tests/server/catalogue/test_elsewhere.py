"""The catalogue of a graph that another server holds, and of one that no build of ours made."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from server import Settings
from server.settings import Address
from tests.peers import collected_here, oxigraph, serving
from tests.server.catalogue.conftest import graph_of, values
from tests.server.conftest import GRAPH

Ask = Callable[..., httpx.Response]
FACTS = "https://w3id.org/seisaku/graph/facts"


@pytest.fixture(autouse=True)
def _results_die_in_this_thread() -> Iterator[None]:
    with collected_here():
        yield


def test_without_files(settings: Settings) -> None:
    with oxigraph("--union-default-graph") as endpoint:
        store = endpoint.removesuffix("/query") + "/store"
        headers = {"content-type": "application/trig"}
        httpx.post(store, content=GRAPH, headers=headers, trust_env=False).raise_for_status()
        with serving(replace(settings, store=Address(endpoint))) as client:
            catalogue = graph_of(client.get("/catalog?page=1&format=ttl"))
            void = graph_of(client.get("/.well-known/void", headers={"accept": "application/n-triples"}))
            pages = [client.get(path) for path in ("/catalog?format=html", "/llms.txt", "/sitemap.xml", "/")]
    assert values(catalogue, "SELECT ?u { ?d dcat:downloadURL ?u }") == []
    live = values(catalogue, f"SELECT ?u {{ <{FACTS}> dcat:distribution/dcat:accessURL ?u }}")
    assert live == [("https://example.org/seisaku/data?graph=https%3A%2F%2Fw3id.org%2Fseisaku%2Fgraph%2Ffacts",)]
    assert values(void, f"SELECT ?n {{ <{FACTS}> void:triples ?n }}") == [("4",)]
    assert [page.status_code for page in pages] == [200] * 4
    assert [path for page in pages for path in ("/dumps/", "/releases/") if path in page.text] == []


def test_a_graph_without_a_catalogue_of_its_own(ask: Ask) -> None:
    found = graph_of(ask("GET", "/catalog.ttl"))
    titles = values(found, f"SELECT ?t {{ <{FACTS}> dcterms:title ?t }}")
    assert set(titles) == {("graph/facts",)}
    assert values(found, f"SELECT ?n {{ <{FACTS}> void:triples ?n }}") == [("4",)]
    files = values(found, "SELECT ?u { ?d dcat:downloadURL ?u }")
    assert files == [("https://example.org/seisaku/dumps/seisaku.nq",)]
