"""SERVICE for those on the list: what is called, under which conditions, and what is refused before any socket."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO

import httpx
import pytest
from pyoxigraph import RdfFormat, Store

from server import Settings, limits
from server.errors import ServiceRefused
from server.federation import Conditions, Services
from server.frames import Kind, Problem, Task, heard, said, taken, whole
from server.gateway import Gateway, is_public
from server.graphs import GraphWriter
from server.results import Query, evaluate
from server.tokens import service_calls
from server.worker import Desk, serve
from tests.peers import JSON, Canned, canned, collected_here, http, rows, serving

OWN = "https://example.org/sparql"
LISTED = "http://listed.example/sparql"
ONE: dict[str, object] = {"x": {"type": "literal", "value": "there"}}


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "end_after", lambda seconds: None)


@pytest.fixture(autouse=True)
def _results_die_in_this_thread() -> Iterator[None]:
    with collected_here():
        yield


@dataclass(frozen=True)
class Played(Services):
    """Services whose hosts are where a test says, and may be there."""

    addresses: tuple[str, ...] = ("127.0.0.1",)
    allowed: tuple[str, ...] = ("127.0.0.1",)

    def _gateway(self) -> Gateway:
        return Gateway(self.conditions, lambda host, port: self.addresses, self.allowed.__contains__)


def desk(services: Services) -> Desk:
    store = Store()
    store.load("<http://a/s> <http://a/p> 'here' .", format=RdfFormat.TURTLE)
    return Desk(store, GraphWriter({}, {}), services)


def frames(services: Services, text: str, accept: str = "text/csv", **details: bool) -> list[tuple[Kind, bytes]]:
    sent = bytearray()
    task = Task(text, OWN, accept, **details)  # type: ignore[arg-type]
    serve(BytesIO(said(Kind.TASK, task)), sent.extend, desk(services))
    return list(taken(sent))


def answer(services: Services, text: str) -> str:
    ((kind, body),) = frames(services, text)
    assert kind is Kind.WHOLE, body
    return whole(body)[1].decode()


def problem(services: Services, text: str) -> Problem:
    kind, body = frames(services, text)[-1]
    assert kind is Kind.PROBLEM, (kind, body)
    return heard(Problem, body)


@contextmanager
def listed(*answers: bytes, **details: object) -> Iterator[tuple[Played, Canned, str]]:
    """Services with one played endpoint on their list, and its IRI."""
    with canned(*answers) as server:
        services = Played((server.url,), Conditions(seconds=1.0, size=5000, calls=3))
        yield replace(services, **details), server, server.url  # type: ignore[arg-type]


def test_a_call() -> None:
    with listed(http(rows("x", values=[ONE]))) as (services, server, iri):
        assert answer(services, f"SELECT ?x {{ SERVICE <{iri}> {{ ?s ?p ?x }} }}") == "x\r\nthere\r\n"
        assert server.requests[0].startswith("POST /sparql HTTP/1.1")
        assert f"Host: {iri.split('/')[2]}" in server.requests[0]


def test_a_call_joined_with_what_is_here() -> None:
    with listed(http(rows("x", values=[ONE]))) as (services, _, iri):
        text = f"SELECT * {{ ?s ?p ?o SERVICE <{iri}> {{ ?a ?b ?x }} }}"
        assert answer(services, text) == "s,p,o,a,b,x\r\nhttp://a/s,http://a/p,here,,,there\r\n"


def test_our_own_address_is_answered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Services, "_gateway", lambda self: pytest.fail("a socket"))
    for silent in ("", "SILENT "):
        text = f"SELECT ?o {{ SERVICE {silent}<{OWN}> {{ ?s ?p ?o }} }}"
        assert answer(Services((OWN,)), text) == "o\r\nhere\r\n"


def test_nothing_is_called_without_a_list_or_for_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Services, "_gateway", lambda self: pytest.fail("a socket"))
    text = f"ASK {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} }}"
    assert problem(Services(), text).error == "ServiceRefused"
    found = frames(Services((LISTED,)), text, JSON, parse_only=True)
    assert whole(found[0][1])[0].form == "BOOLEAN"
    assert answer(Services((LISTED,)), "SELECT ?o { ?s ?p ?o }") == "o\r\nhere\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://listed.example.evil/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://listed.example/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://listed.example/sparql/../admin> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://listed.example/sparql/.%2E/admin> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://other.example/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
        "PREFIX ex: <http://listed.example/> SELECT * { SERVICE ex:sparql { ?s ?p ?o } }",
        "PREFIX ex: <http://other.example/> SELECT * { SERVICEex:a { ?s ?p ?o } }",
        "PREFIX ex: <http://other.example/> SELECT * { SERVICE <http://listed.example/sparql> {} SERVICEex:a {} }",
        "SELECT * { SERVICE # <http://listed.example/sparql>\n <http://other.example/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://listed.example/sparql> { SERVICE <http://other.example/> { ?s ?p ?o } } }",
        "SELECT * { SERVICE <http://listed.example/sparql\\u002e> { ?s ?p ?o } }",
        "BASE <http://listed.example/> SELECT * { SERVICE <sparql> { ?s ?p ?o } }",
    ],
)
def test_refused_before_any_socket(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Services, "_gateway", lambda self: pytest.fail("a socket"))
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a socket"))
    assert problem(Services((LISTED,)), text).error == "ServiceRefused"


def test_an_error_keeps_its_place() -> None:
    text = f"SELECT * {{ SERVICE <{LISTED}> {{ ?s ?p ?o }} ?s"
    found = problem(Services((LISTED,)), text)
    assert (found.error, found.members["column"]) == ("QuerySyntax", len(text) + 1)


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("addresses", [(), ("10.0.0.1",), ("127.0.0.1", "10.0.0.1")])
def test_a_name_that_leads_elsewhere(silent: str, addresses: Sequence[str]) -> None:
    with listed(http(rows("x", values=[ONE])), addresses=tuple(addresses)) as (services, server, iri):
        found = problem(services, f"SELECT * {{ SERVICE {silent}<{iri}> {{ ?s ?p ?x }} }}")
        assert (found.error, "not at a public address" in found.detail) == ("ServiceFailed", True)
        assert server.connections == 0


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (http(b"", "text/plain", "302 Found", "Location: http://127.0.0.1:1/"), "redirects are not followed"),
        (http(rows("x", values=[ONE] * 500)), "more than 5000 bytes"),
    ],
)
def test_conditions_that_silent_does_not_hide(silent: str, reply: bytes, words: str) -> None:
    with listed(reply) as (services, _, iri):
        found = problem(services, f"SELECT * {{ SERVICE {silent}<{iri}> {{ ?s ?p ?x }} }}")
        assert found.error == "ServiceFailed"
        assert words in found.detail


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_a_slow_server(silent: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        iri = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        services = Played((iri,), Conditions(seconds=0.2))
        found = problem(services, f"SELECT * {{ SERVICE {silent}<{iri}> {{ ?s ?p ?x }} }}")
        assert (found.error, "did not answer within 0.2 s" in found.detail) == ("ServiceFailed", True)


def test_an_answer_cut_short() -> None:
    with listed(http(rows("x"), JSON, "200 OK", "Connection: close", length=4000)) as (services, _, iri):
        found = problem(services, f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?x }} }}")
        assert (found.error, "breaks off" in found.detail) == ("ServiceFailed", True)


def test_a_failure_that_silent_hides() -> None:
    failing = http(b"", "text/plain", "500 Oops")
    with listed(failing) as (services, _, iri):
        assert answer(services, f"SELECT ?o {{ ?s ?p ?o SERVICE SILENT <{iri}> {{ ?s ?p ?x }} }}") == "o\r\nhere\r\n"
    with listed(failing) as (services, _, iri):
        found = problem(services, f"SELECT * {{ SERVICE <{iri}> {{ ?s ?p ?x }} }}")
        assert (found.error, "says 500 Oops" in found.detail) == ("ServiceFailed", True)
        assert "127.0.0.1" not in found.detail.replace(iri, "")


def test_too_many_calls() -> None:
    with listed(*[http(rows("x", values=[ONE]))] * 5) as (services, server, iri):
        four = " ".join(f"{{ SERVICE <{iri}> {{ ?s ?p{n} ?x }} }} UNION" for n in range(4)) + " {}"
        assert "more than 3 times" in problem(services, f"SELECT * {{ {four} }}").detail
        assert len(server.requests) == 3


def test_the_gateway_knows_only_the_path_it_made_up() -> None:
    with canned(http(b"x")) as server:
        gateway = Gateway(Conditions(), lambda host, port: ("127.0.0.1",), lambda address: True)
        address = gateway.address(server.url)
        assert gateway.target("/" + address.rpartition("/")[2]) == server.url
        assert [gateway.target(path) for path in ("/", "/x", address)] == [None, None, None]
        with gateway.running(), pytest.raises(ConnectionResetError), socket.socket() as other:
            other.connect(("127.0.0.1", int(address.split(":")[2].split("/")[0])))
            other.sendall(b"POST /guess HTTP/1.1\r\nContent-Length: 1\r\n\r\nx")
            assert other.recv(100).startswith(b"HTTP/1.0 404")
            raise ConnectionResetError
        assert server.connections == 0


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 (an address to refuse)
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_of_this_machine_is_refused_by_the_real_resolver() -> None:
    iri = "http://localhost/sparql"
    assert "not at a public address" in problem(Services((iri,)), f"SELECT * {{ SERVICE SILENT <{iri}> {{ }} }}").detail


def test_clauses_are_found_where_they_are() -> None:
    text = "SELECT * { service silent<http://a/x>{} # SERVICE <http://b/>\n ?s ?p 'SERVICE <http://c/>' }"
    (call,) = service_calls(text) or ()
    assert (text[call.start : call.end], call.iri, call.silent) == ("service silent<http://a/x>", "http://a/x", True)


def test_a_list_does_not_open_the_door_for_others() -> None:
    query = Query(f"ASK {{ SERVICE <{LISTED}> {{}} }}", OWN)
    with pytest.raises(ServiceRefused):
        evaluate(Store(), query)


def test_in_a_real_worker(settings: Settings) -> None:
    with canned(http(rows("x", values=[ONE]))) as server:
        given = replace(settings, service_prefixes=(server.url, settings.endpoint))
        with serving(given) as client:

            def ask(text: str) -> httpx.Response:
                return client.get("/sparql", params={"query": text}, headers={"accept": "text/csv"})

            own = ask(f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{settings.endpoint}> {{ ?s ?p ?o }} }}")
            assert own.text == "n\r\n11\r\n"
            for silent in ("", "SILENT "):
                refused = ask(f"SELECT * {{ SERVICE {silent}<{server.url}> {{ ?s ?p ?x }} }}")
                assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (502, "service-failed")
                assert "not at a public address" in refused.json()["detail"]
            assert ask("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?x } }").status_code == 403
            assert ask("SELECT (1 AS ?x) {}").text == "x\r\n1\r\n"
        assert server.connections == 0
