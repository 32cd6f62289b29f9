"""A release on another server: `oxigraph serve`, and servers that do not behave."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from loaders import release
from loaders.errors import PublishFailed, StoreUnusable
from loaders.graphstore import Credentials, GraphStore, guess
from loaders.publish import RELEASE, Target, bodies, publish
from tests.conftest import quiet
from tests.peers import canned, free_port, http, oxigraph, rows

SEISAKU = str(Path(sys.executable).parent / "seisaku")
G = "https://w3id.org/seisaku/graph/"
NONE = http(rows("graph", "size"))
SIZES = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


@pytest.fixture
def endpoint() -> Iterator[str]:
    with oxigraph("--union-default-graph") as endpoint:
        yield endpoint


def held(endpoint: str) -> dict[str, int]:
    with GraphStore(endpoint, None, Credentials()) as server:
        found = server.rows(SIZES)
    return {row["g"].value: int(row["n"].value) for row in found}


def manifest(store: Path) -> release.Manifest:
    found = release.manifest(store)
    assert found is not None
    return found


def put(endpoint: str, graph: str) -> None:
    address = endpoint.removesuffix("/query") + "/store"
    triple = "<http://a/s> <http://a/p> 1 ."
    httpx.put(
        address, params={"graph": graph}, content=triple, headers={"content-type": "text/turtle"}, trust_env=False
    )


def test_a_release_with_its_name_and_nothing_else_of_ours(small_store: Path, endpoint: str) -> None:
    put(endpoint, G + "document/withdrawn")
    put(endpoint, "http://other.example/graph")
    said: list[str] = []
    done = publish(small_store, Target(endpoint), said.append)
    wanted = dict(manifest(small_store).graphs)
    assert (done.changed, done.removed, done.graphs) == (True, (G + "document/withdrawn",), wanted)
    there = held(endpoint)
    assert there.pop(RELEASE.value) == 3 + len(wanted)
    assert there == {**wanted, "http://other.example/graph": 1}
    assert said[1] == f"0%: {G}catalog"
    assert said[-1] == "count"


def test_the_same_again_changes_nothing_and_damage_is_healed(small_store: Path, endpoint: str) -> None:
    assert publish(small_store, Target(endpoint), quiet).changed
    assert not publish(small_store, Target(endpoint), quiet).changed
    put(endpoint, G + "facts")
    assert publish(small_store, Target(endpoint), quiet).changed
    assert held(endpoint)[G + "facts"] == manifest(small_store).graphs[G + "facts"]


def test_bodies_of_a_limited_size(small_store: Path, endpoint: str) -> None:
    whole = Store.read_only(str(small_store / "current" / "db"))
    parts = list(bodies(whole, NamedNode(G + "ontology"), 300_000))
    assert len(parts) > 1
    assert max(map(len, parts)) <= 300_000
    # Only the first holds blank nodes: in another body they would be others.
    assert [b"_:" in part for part in parts] == [True] + [False] * (len(parts) - 1)
    assert publish(small_store, Target(endpoint, chunk=300_000), quiet).changed
    with pytest.raises(PublishFailed, match=r"ontology holds .* bytes of triples with blank nodes"):
        list(bodies(whole, NamedNode(G + "ontology"), 100))


def test_every_triple_is_in_one_body_once() -> None:
    store = Store()
    graph = NamedNode("http://a/g")
    for number in range(5000):
        subject = BlankNode(f"b{number}") if number % 100 == 0 else NamedNode(f"http://a/{number}")
        store.add(Quad(subject, NamedNode("http://a/p"), Literal(number), graph))
    parts = list(bodies(store, graph, 80_000))
    found = [quad.triple for part in parts for quad in parse(part, RdfFormat.N_TRIPLES)]
    assert len(found) == len(set(found)) == 5000


def test_an_interrupted_publication_claims_nothing(small_store: Path, endpoint: str) -> None:
    publish(small_store, Target(endpoint), quiet)
    put(endpoint, G + "facts")

    def stop(step: str) -> None:
        if step.endswith("inferred"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(small_store, Target(endpoint), stop)
    assert RELEASE.value not in held(endpoint)
    assert publish(small_store, Target(endpoint), quiet).changed
    assert RELEASE.value in held(endpoint)


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="seisaku build"):
        publish(tmp_path, Target("http://127.0.0.1:1/query"), quiet)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([], "does not answer"),
        ([http(b"no\n entry", "text/plain", "403 Forbidden")], "the query: .* says 403 Forbidden: no entry"),
        ([http(b"<html>")], "no SPARQL result"),
        ([http(b'{"head":{},"boolean":true}')], "answers SELECT with a boolean"),
        (
            [http(rows("graph", "size"))] * 2 + [http(b"full", "text/plain", "507 Full")],
            "PUT of .*catalog: .* 507 Full: full",
        ),
    ],
)
def test_a_server_that_does_not_take_it(small_store: Path, answers: list[bytes], words: str) -> None:
    with canned(*answers) as server, pytest.raises(PublishFailed, match=words):
        publish(small_store, Target(server.url, server.url + "/store"), quiet)


def test_a_server_that_loses_triples(small_store: Path) -> None:
    graphs = len(manifest(small_store).graphs)
    taken = http(b"", "text/plain", "201 Created")
    with canned(NONE, NONE, *[taken] * graphs, NONE) as server:
        with pytest.raises(PublishFailed, match=r"graph/facts: 0 triples are there and [\d,]+ were sent"):
            publish(small_store, Target(server.url, server.url + "/store"), quiet)
        assert "release" not in "".join(request.partition("\r\n")[0] for request in server.requests)


@pytest.mark.parametrize(
    ("challenge", "sent"),
    [
        ('Digest realm="SPARQL", nonce="1", algorithm="MD5", qop="auth"', 'Authorization: Digest username="me"'),
        ('Basic realm="store"', "Authorization: Basic bWU6c2VjcmV0"),
    ],
)
def test_a_password_is_sent_as_the_server_wants_it(challenge: str, sent: str) -> None:
    refused = http(b"", "text/plain", "401 Unauthorized", f"WWW-Authenticate: {challenge}")
    taken = http(b"", "text/plain", "200 OK")
    digests = [refused] if challenge.startswith("Digest") else []
    with canned(refused, *digests, taken, taken) as server:
        with GraphStore(server.url, server.url, Credentials(user="me", password="secret")) as store:  # noqa: S106 (a test)
            store.put("http://a/g", b"")
            store.put("http://a/g", b"")
        assert "authorization" not in server.requests[0].lower()
        assert [sent in request for request in server.requests[-2:]] == [True, True]


def test_a_token() -> None:
    with canned(http(b"", "text/plain", "200 OK")) as server:
        with GraphStore(server.url, server.url, Credentials("t")) as store:
            store.delete("http://a/g")
        assert "Authorization: Bearer t" in server.requests[0]
        assert server.requests[0].startswith("DELETE /sparql?graph=http%3A%2F%2Fa%2Fg ")
    assert "secret" not in repr(Credentials("secret", "me", "secret"))


@pytest.mark.parametrize(
    ("endpoint", "server", "address"),
    [
        ("http://a:7878/query", "Oxigraph/0.5", "http://a:7878/store"),
        ("http://a/query", "", "http://a/store"),
        ("http://a/sparql", "Virtuoso/07.20", "http://a/sparql-graph-crud-auth"),
        ("http://a/repositories/r", "GraphDB", "http://a/repositories/r/rdf-graphs/service"),
        ("http://a/ds/query", "", "http://a/ds/data"),
    ],
)
def test_where_the_graph_store_is(endpoint: str, server: str, address: str) -> None:
    assert guess(endpoint, server, logs_in=True) == address


def test_where_it_is_cannot_always_be_told() -> None:
    assert guess("http://a/sparql", "Virtuoso/07.20", logs_in=False) == "http://a/sparql-graph-crud"
    with pytest.raises(PublishFailed, match="--graph-store"):
        guess("http://a/", "nginx", logs_in=False)


def seisaku(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [SEISAKU, "publish", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def test_the_verb(small_store: Path, endpoint: str) -> None:
    given = ("--to", endpoint, "--store", str(small_store))
    first = seisaku(*given, "--token-env", "BEARER", BEARER="t")
    assert (first.returncode, "published" in first.stdout) == (0, True)
    again = seisaku(*given, "--login-env", "LOGIN", "--json", LOGIN="me:secret")
    assert json.loads(again.stdout)["changed"] is False
    assert "was there already" in seisaku(*given).stdout


def test_the_verb_refuses(small_store: Path) -> None:
    given = ("--to", f"http://127.0.0.1:{free_port()}/query", "--store", str(small_store))
    refused = seisaku(*given)
    assert (refused.returncode, "does not answer" in refused.stderr) == (2, True)
    unset = seisaku(*given, "--token-env", "NO_SUCH_TOKEN")
    assert (unset.returncode, "NO_SUCH_TOKEN is not set" in unset.stderr) == (2, True)


def test_the_target_has_sensible_defaults() -> None:
    target = Target("http://a/query")
    assert (target.graph_store, replace(target, chunk=1).chunk) == (None, 1)
