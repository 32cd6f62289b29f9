"""What a campaign asks: requests by their bytes, and how their client behaves."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

from tests.campaign.graph import PROPERTY

_NUMBER = f"<{PROPERTY.value}>"
LIGHT = (
    f"SELECT ?s {{ ?s {_NUMBER} 7 }}",
    f"SELECT (COUNT(*) AS ?n) {{ ?s {_NUMBER} ?o FILTER(?o < 20) }}",
    "ASK { ?s ?p ?o }",
    f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o ; {_NUMBER} 9 }}",
)
LARGE = (
    # Some 0.8, 2 and 5 megabytes.
    f"SELECT * {{ ?s {_NUMBER} ?o }}",
    f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o ; {_NUMBER} ?n }}",
    f"SELECT ?a ?b {{ ?a {_NUMBER} ?n . ?b {_NUMBER} ?n FILTER(?n < 400) }}",
)
_PRODUCT = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(9))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {_PRODUCT} }}"
FLOOD = f"SELECT * {{ {_PRODUCT} }}"
BOMB = f"SELECT (STRLEN(?z) AS ?n) {{ BIND('{'a' * 1000}' AS ?x) BIND(REPLACE(?x, 'a', ?x) AS ?y) "
BOMB += "BIND(REPLACE(?y, 'a', ?x) AS ?z) }"
WRONG = ("SELECT", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "INSERT DATA { <urn:a> <urn:b> 1 }")
PAGES: tuple[str, ...] = ("/", "/health", "/queries/", "/doc/program/bbj", "/static/style.css", "/dumps/seisaku.nq")
PAGES += ("/queries/funds.csv", "/queries/funds", "/queries/lineage.json", "/nowhere")
CODINGS = ("identity", "zstd", "br", "gzip")


class Manner(Enum):
    """How a client behaves."""

    PATIENT = "patient"
    SLOW = "reads slowly"
    HALF_CLOSED = "half-closed"
    LEAVES_IN_HEAD = "leaves in its head"
    LEAVES_IN_BODY = "leaves in its body"
    LEAVES_WAITING = "leaves while it waits"
    LEAVES_READING = "leaves in the answer"


@dataclass(frozen=True)
class Ask:
    """A request; `subject` names the answer it must get: asks of one subject get the same bytes of one release."""

    subject: str
    target: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    version: str = "1.1"

    @property
    def coding(self) -> str:
        """The content coding it asks for."""
        return dict(self.headers).get("Accept-Encoding", "identity")

    @property
    def head(self) -> bytes:
        """The request up to its body."""
        lines = [f"{self.method} {self.target} HTTP/{self.version}", "Host: campaign"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(frozen=True)
class Visit:
    """Requests that go out at once on one connection, and the manner of their client."""

    asks: tuple[Ask, ...]
    manner: Manner = Manner.PATIENT


def query(text: str, *, way: str = "GET", accept: str = "*/*", coding: str = "identity", version: str = "1.1") -> Ask:
    """A query; the way is a method, POST with a form being `FORM`."""
    headers: tuple[tuple[str, str], ...] = (("Accept", accept), ("Accept-Encoding", coding))
    subject = f"{text} as {accept}"
    if way in {"GET", "HEAD"}:
        return Ask(subject, "/sparql?" + urlencode({"query": text}), way, headers, version=version)
    if way == "FORM":
        form = (*headers, ("Content-Type", "application/x-www-form-urlencoded"))
        return Ask(subject, "/sparql", "POST", form, urlencode({"query": text}).encode(), version)
    direct = (*headers, ("Content-Type", "application/sparql-query"))
    return Ask(subject, "/sparql", way, direct, text.encode(), version)


def page(path: str, coding: str = "identity") -> Ask:
    """A page or file."""
    return Ask(path, path, headers=(("Accept", "*/*"), ("Accept-Language", "en"), ("Accept-Encoding", coding)))


def accepts(text: str) -> Sequence[str]:
    """The formats that a campaign asks a query's answer in."""
    graph = text.startswith("CONSTRUCT")
    return ("text/turtle", "application/n-triples") if graph else ("application/sparql-results+json", "text/html")


def known() -> list[Ask]:
    """One request for each answer that must be known beforehand."""
    found = [query(text, accept=accept) for text in LIGHT for accept in accepts(text)]
    found += [query(text, accept=_wire(text)) for text in LARGE]
    return found + [page(path) for path in PAGES]


def _wire(text: str) -> str:
    return "application/n-triples" if text.startswith("CONSTRUCT") else "text/csv"


class Chooser:
    """Visits at random; the same seed gives the same."""

    def __init__(self, seed: int, tags: Mapping[str, Sequence[str]]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 (no secret)
        self._tags = tags

    def visit(self) -> Visit:
        """The next visit."""
        chance = self._chance.random()
        if chance < 0.06:
            return Visit(tuple(self._small() for _ in range(self._chance.randrange(2, 5))))
        if chance < 0.20:
            return Visit((self._any(),), self._chance.choice(list(Manner)[1:]))
        return Visit((self._any(),))

    def _any(self) -> Ask:
        kinds = (self._small, self._page, self._large, self._conditional, self._ill)
        return self._chance.choices(kinds, (50, 18, 14, 8, 10))[0]()

    def _small(self) -> Ask:
        text = self._chance.choice(LIGHT)
        accept = self._chance.choice(accepts(text))
        # A page shows the address it was asked at.
        ways = ("GET", "HEAD") if accept == "text/html" else ("GET", "GET", "FORM", "POST", "QUERY", "HEAD")
        return query(
            text,
            way=self._chance.choice(ways),
            accept=accept,
            coding=self._chance.choice(CODINGS),
            version=self._chance.choice(("1.1",) * 9 + ("1.0",)),
        )

    def _page(self) -> Ask:
        return page(self._chance.choice(PAGES), self._chance.choice(CODINGS))

    def _large(self) -> Ask:
        text = self._chance.choice(LARGE)
        version = self._chance.choice(("1.1",) * 9 + ("1.0",))
        return query(text, accept=_wire(text), coding=self._chance.choice(CODINGS), version=version)

    def _conditional(self) -> Ask:
        subject = self._chance.choice(sorted(self._tags))
        ask = next(one for one in known() if one.subject == subject)
        tag = self._chance.choice((*self._tags[subject], '"SOLUTIONS-' + "0" * 32 + '"'))
        return Ask(ask.subject, ask.target, headers=(*ask.headers, ("If-None-Match", tag)))

    def _ill(self) -> Ask:
        text = self._chance.choices((ENDLESS, FLOOD, BOMB, *WRONG), (2, 2, 2, 1, 1, 1))[0]
        # Each is another query, or those that take long would be told apart after the first.
        return query(f"{text} # {self._chance.randrange(50)}", accept="text/csv", coding=self._chance.choice(CODINGS))
