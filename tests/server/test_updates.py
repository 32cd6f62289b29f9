"""What an update may not do, and the dataset of the protocol in its text."""

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from server import updates
from server.errors import BadRequest, LoadRefused, ServiceRefused

P = NamedNode("http://a/p")


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://a/>",
        "load silent <http://a/> into graph <http://a/g>",
        "PREFIX ex: <http://a/> LOADex:a",
        "# nothing\nBASE <http://a/> CLEAR ALL ; LOAD<b>",
        "INSERT DATA { <a:a> <a:b> '}' } ; LOAD <http://a/>",
        "PREFIXload:<http://a/>LOAD load:a",
    ],
)
def test_load(text: str) -> None:
    with pytest.raises(LoadRefused):
        updates.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://a/> { ?s ?p ?o } }",
        "DELETE { ?s ?p ?o } WHERE { GRAPH <a:g> { service silent <http://a/> { ?s ?p ?o } } }",
    ],
)
def test_service(text: str) -> None:
    with pytest.raises(ServiceRefused):
        updates.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:load> <a:service> 'LOAD <http://a/>', 'SERVICE' }",
        "PREFIX load: <http://a/> CLEAR GRAPH load:load ; ADD load:a TO load:b",
        "INSERT { ?load ?service 1 } WHERE { ?load ?service 2 } # LOAD",
        "",
    ],
)
def test_allowed(text: str) -> None:
    updates.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s <http://a/p> 'new' } WHERE { ?s <http://a/p> ?o }",
        "INSERT{?s <http://a/p> 'new'}WHERE{{?s <http://a/p> ?o}}",
        "DELETE { ?s <http://a/p> 'none' } INSERT { ?s <http://a/p> 'new' } WHERE { ?s <http://a/p> ?o . { } }",
        "PREFIX a: <http://a/> # WHERE\nCLEAR SILENT GRAPH a:x ; INSERT { ?s a:p 'new' } WHERE { ?s a:p ?o }",
        "INSERT DATA { <http://a/x> <http://a/x> 1 } ; INSERT { ?s <http://a/p> 'new' } WHERE { ?s <http://a/p> ?o } ;",
    ],
)
def test_dataset(text: str) -> None:
    store = Store()
    for number in range(3):
        store.add(Quad(NamedNode(f"http://a/s{number}"), P, NamedNode("http://a/o"), NamedNode(f"http://a/g{number}")))
    store.update(updates.with_dataset(text, ["http://a/g0", "http://a/g1"], []))
    found = {quad.subject for quad in store.quads_for_pattern(None, P, None, DefaultGraph())}
    assert found == {NamedNode("http://a/s0"), NamedNode("http://a/s1")}


def test_named_graphs_only() -> None:
    store = Store()
    for graph in (NamedNode("http://a/g0"), NamedNode("http://a/g1"), DefaultGraph()):
        store.add(Quad(NamedNode("http://a/s"), P, NamedNode("http://a/o"), graph))
    both = "INSERT { <a:d> ?s ?p } WHERE { ?s ?p ?o } ; INSERT { ?g ?s ?p } WHERE { GRAPH ?g { ?s ?p ?o } }"
    store.update(updates.with_dataset(both, [], ["http://a/g1"]))
    new = {quad.subject for quad in store.quads_for_pattern(None, NamedNode("http://a/s"), None)}
    assert new == {NamedNode("http://a/g1")}


def test_delete_where() -> None:
    store = Store()
    for graph in (NamedNode("http://a/g0"), NamedNode("http://a/g1"), DefaultGraph()):
        store.add(Quad(NamedNode("http://a/s"), P, NamedNode("http://a/o"), graph))
    text = "DELETE WHERE { GRAPH <http://a/g0> { ?s ?p ?o } GRAPH <http://a/g1> { ?s ?p ?o } }"
    store.update(updates.with_dataset(text, [], ["http://a/g0"]))
    assert len(store) == 3
    store.update(updates.with_dataset(text, [], ["http://a/g0", "http://a/g1"]))
    assert len(store) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("INSERT { ?s ?p 1 } USING <a:g> WHERE { ?s ?p ?o }", "beside USING or WITH"),
        ("WITH <a:g> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }", "beside USING or WITH"),
        ("CLEAR ALL ; with <a:g> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }", "beside USING or WITH"),
        ("INSERT { ?s ?p 1 } { ?s ?p ?o }", "cannot be applied"),
        ("INSERTx { ?s ?p 1 } WHERE { ?s ?p ?o }", "cannot be applied"),
    ],
)
def test_no_exact_equal(text: str, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        updates.with_dataset(text, ["a:g"], [])
