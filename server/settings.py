"""What an operator may choose. The only module that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, cast, get_origin, get_type_hints
from urllib.parse import urlsplit

import ontology

VARIABLE = "SEISAKU_"
_TOKEN_LEAST = 16
# What a header can carry as a bearer token (RFC 6750, section 2.1).
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_NOT_IN_ENVIRONMENT = frozenset({"store", "writable"})


@dataclass(frozen=True)
class Address:
    """The address of a SPARQL 1.1 endpoint, where a graph is held instead of a directory."""

    url: str

    def __post_init__(self) -> None:
        """Refuse what is no address of an endpoint; a password in it would come to light in messages."""
        found = urlsplit(self.url)
        if found.scheme not in {"http", "https"} or not found.hostname or found.fragment:
            raise ValueError(f"{self.url!r} is no http or https address of an endpoint")
        if "@" in found.netloc:
            raise ValueError("the address of an endpoint holds no password; SEISAKU_STORE_AUTHORIZATION does")

    def __str__(self) -> str:
        return self.url


Location = Path | Address
"""Where the graph is held: a store directory, or an endpoint elsewhere."""


def location(text: str) -> Location:
    """The place that a directory's path or an endpoint's address names; raises ValueError."""
    return Address(text) if "://" in text else Path(text)


@dataclass(frozen=True)
class Settings:
    """The settings of one server; sizes are bytes and times seconds unless the name says otherwise.

    Each but `writable` can be given in the environment: `query_limit` as SEISAKU_QUERY_LIMIT.
    """

    store: Annotated[Location, "the store directory, or the address of a SPARQL 1.1 endpoint that holds the graph"]
    public_url: Annotated[str, "the address that clients use, without /sparql"] = "http://127.0.0.1:8000"
    base_iri: Annotated[str, "what our IRIs begin with"] = ontology.BASE
    query_limit: Annotated[int, "the longest query"] = 64 * 1024
    body_limit: Annotated[int, "the longest body of a POST request"] = 256 * 1024
    address_limit: Annotated[int, "the longest query string of an address"] = 16 * 1024
    rows_per_page: Annotated[int, "the most rows in the table of a page"] = 500
    query_seconds: Annotated[float, "how long a query may run, and its answer take to be fetched"] = 30.0
    page_seconds: Annotated[float, "how long the query of a question, page or thing may run"] = 5.0
    quick_seconds: Annotated[float, "after how long a query counts as heavy and must leave the quick workers"] = 0.1
    worker_memory: Annotated[int, "address space for the work on one query; beyond it the query fails"] = 1024**3
    memory_triples: Annotated[int, "a graph of at most so many is read into the memory of each worker"] = 50_000
    quick_slots: Annotated[int, "workers that every query starts on"] = 2
    slow_slots: Annotated[int, "workers for heavy queries; at first there are none"] = os.cpu_count() or 2
    page_slots: Annotated[int, "workers for questions, pages and things"] = 1
    queue_length: Annotated[int, "how many queries may wait for a worker of each sort"] = 256
    queue_seconds: Annotated[float, "how long a query may wait for a worker"] = 10.0
    hold_back: Annotated[int, "how much of an answer is held back, so that failures have a status"] = 1024**2
    hold_seconds: Annotated[float, "how long the first part of an answer is held back"] = 1.0
    page_limit: Annotated[int, "the longest answer that is held whole: a page, a question, a thing"] = 16 * 1024**2
    cache_limit: Annotated[int, "how much memory holds answers that were given already"] = 32 * 1024**2
    max_age: Annotated[int, "how long others may keep an answer before they ask whether it changed"] = 60
    budget_seconds: Annotated[float, "worker time that one client address may save up"] = 120.0
    budget_refill: Annotated[float, "seconds of worker time that an address gains in a second"] = 1.0
    store_poll_seconds: Annotated[float, "how often an endpoint that holds the graph is asked for its release"] = 30.0
    store_authorization: Annotated[str, "the Authorization header sent to an endpoint that holds the graph"] = field(
        default="", repr=False
    )
    service_prefixes: Annotated[
        tuple[str, ...], "what the IRIs that SERVICE may call begin with, as far as a path; none means that it may not"
    ] = ()
    service_seconds: Annotated[float, "how long one SERVICE call may take"] = 10.0
    service_size: Annotated[int, "the longest answer to one SERVICE call"] = 10 * 1024**2
    drain_seconds: Annotated[float, "how long running queries may go on when the server is told to end"] = 10.0
    writable: Annotated[bool, "whether updates are taken; `seisaku serve --writable` says so"] = False
    token: Annotated[str, "what a write must bear, 16 characters or more; from the environment only"] = field(
        default="", repr=False
    )
    write_limit: Annotated[int, "the longest body of a write"] = 64 * 1024**2
    write_seconds: Annotated[float, "how long a write may take"] = 120.0
    write_memory: Annotated[int, "address space for the work on one write; beyond it the write fails"] = 4 * 1024**3
    write_queue: Annotated[int, "how many writes may wait for the one before them"] = 16

    def __post_init__(self) -> None:
        """Refuse addresses that could not stand in a published graph, and limits of nothing."""
        for address in (self.public_url, self.base_iri):
            if urlsplit(address).scheme not in {"http", "https"}:
                raise ValueError(f"{address!r} is no http or https address")
        if not self.base_iri.endswith(("/", "#")):
            raise ValueError(f"the base IRI {self.base_iri!r} must end in / or #")
        for prefix in self.service_prefixes:
            # Without a path https://a.example would be the beginning of https://a.example.org, too.
            if urlsplit(prefix).scheme not in {"http", "https"} or not urlsplit(prefix).path:
                raise ValueError(f"{prefix!r} is no http or https address with a path, which SERVICE needs")
        for name, value in vars(self).items():
            if isinstance(value, int | float) and name != "writable" and not 0 < value < float("inf"):
                raise ValueError(f"{name} must be more than 0, not {value}")
        self._check_writing()

    def _check_writing(self) -> None:
        if not self.writable:
            return
        if self.service_prefixes:
            raise ValueError("a writable server lets no query call others: leave service_prefixes empty")
        if len(self.token) < _TOKEN_LEAST or not _TOKEN.fullmatch(self.token):
            raise ValueError(
                f"a writable server needs a token: set {VARIABLE}TOKEN to {_TOKEN_LEAST} or more"
                " letters, digits and -._~+/="
            )

    @property
    def endpoint(self) -> str:
        """The public address of the SPARQL endpoint, which is also the base IRI of queries."""
        return self.public_url.rstrip("/") + "/sparql"

    @property
    def directory(self) -> Path:
        """The store directory; raises ValueError where an endpoint elsewhere holds the graph."""
        if isinstance(self.store, Address):
            raise ValueError(f"{self.store} is no store directory, which a writable server needs")  # noqa: TRY004
        return self.store

    @property
    def kept_seconds(self) -> int:
        """How long others may keep an answer without asking; not at all where a write may change it at any time."""
        return 0 if self.writable else self.max_age

    @property
    def graph_store(self) -> str:
        """The public address of the graph store."""
        return self.public_url.rstrip("/") + "/data"

    @classmethod
    def from_environment(
        cls, store: Location | None, public_url: str, environ: Mapping[str, str] | None = None
    ) -> "Settings":
        """The settings of a store and address, except what the environment says; raises ValueError.

        A `store` that is given goes before SEISAKU_STORE; without either it is the directory `store`.
        """
        found = os.environ if environ is None else environ
        types = get_type_hints(cls)
        known = {one.name for one in fields(cls)} - _NOT_IN_ENVIRONMENT
        names = {name: VARIABLE + name.upper() for name in known}
        given = {name: _read(key, found[key], types[name]) for name, key in names.items() if key in found}
        place = store or location(found.get(VARIABLE + "STORE", "store"))
        return cls(**cast("dict[str, Any]", {"store": place, "public_url": public_url} | given))


def _read(variable: str, text: str, kind: type) -> str | int | float | tuple[str, ...]:
    if get_origin(kind) is tuple:
        return tuple(text.split())
    try:
        value: str | int | float = kind(text)
    except ValueError as error:
        raise ValueError(f"{variable} must be a number, not {text!r}") from error
    return value
