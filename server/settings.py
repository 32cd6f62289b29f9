"""What an operator may choose; `configuration.py` reads it from a file, the environment and the command line."""

import os
import re
from dataclasses import Field, dataclass, field, fields
from functools import lru_cache
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import ontology

_TOKEN_LEAST = 16
# What an IRI may hold (RFC 3987), roughly: it goes into the catalogue as one.
_IRI = re.compile(r'[^\x00-\x20<>"{}|\\^`]+')
# What a header can carry as a bearer token (RFC 6750, section 2.1).
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


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
class Limit:
    """Marks a setting that clients meet: what it is in Japanese, and the unit of its number."""

    ja: str
    unit: str


@dataclass(frozen=True)
class Range:
    """The least and the greatest value of a setting, where the least is not just more than 0."""

    least: float
    most: float


@dataclass(frozen=True)
class Usual:
    """The default of a setting in words, where it differs from machine to machine."""

    words: str


@dataclass(frozen=True)
class Settings:
    """The settings of one server; sizes are bytes and times seconds unless the name says otherwise."""

    store: Annotated[Location, "the store directory, or the address of a SPARQL 1.1 endpoint that holds the graph"]
    public_url: Annotated[str, "the address that clients use, without /sparql"] = "http://127.0.0.1:8000"
    base_iri: Annotated[str, "what our IRIs begin with"] = ontology.BASE
    publisher: Annotated[str, "who publishes the datasets, as catalogues name them"] = "Seisaku Graph"
    contact: Annotated[str, "whom catalogues name for questions: mailto: and an address, or that of a page"] = ""
    query_limit: Annotated[int, "the longest query", Limit("クエリの長さ", "bytes")] = 64 * 1024
    body_limit: Annotated[int, "the longest body of a POST request", Limit("POST 本文の長さ", "bytes")] = 256 * 1024
    address_limit: Annotated[
        int, "the longest query string of an address", Limit("URL のクエリ部分の長さ", "bytes")
    ] = 16 * 1024
    rows_per_page: Annotated[int, "the most rows in the table of a page", Limit("ページの表の行数", "rows")] = 500
    query_seconds: Annotated[
        float,
        "how long a query may run, and its answer take to be fetched",
        Limit("クエリの実行と結果の受信にかけられる時間", "seconds"),
    ] = 30.0
    page_seconds: Annotated[
        float,
        "how long the query of a question, page or thing may run",
        Limit("質問・ページのクエリの実行時間", "seconds"),
    ] = 5.0
    quick_seconds: Annotated[
        float,
        "after how long a query counts as heavy and must leave the quick workers",
        Limit("重いクエリとして扱われるまでの時間", "seconds"),
    ] = 0.1
    worker_memory: Annotated[
        int,
        "address space for the work on one query; beyond it the query fails",
        Limit("一つのクエリが使えるメモリ", "bytes"),
    ] = 1024**3
    memory_triples: Annotated[int, "a graph of at most so many is read into the memory of each worker"] = 50_000
    quick_slots: Annotated[
        int, "workers that queries start on; one of several is kept for those of a shape that was seen to end soon"
    ] = 2
    slow_slots: Annotated[
        int,
        "workers for heavy queries; at first there are none",
        Limit("同時に実行される重いクエリの数", "queries"),
        Usual("the number of processors"),
    ] = os.cpu_count() or 2
    page_slots: Annotated[int, "workers for questions, pages and things"] = 1
    queue_length: Annotated[
        int, "how many queries may wait for a worker of each sort", Limit("待ち行列の長さ", "queries")
    ] = 256
    queue_seconds: Annotated[float, "how long a query may wait for a worker", Limit("待ち時間", "seconds")] = 10.0
    hold_back: Annotated[int, "how much of an answer is held back, so that failures have a status"] = 1024**2
    hold_seconds: Annotated[float, "how long the first part of an answer is held back"] = 1.0
    page_limit: Annotated[
        int,
        "the longest answer that is held whole: a page, a question, a thing",
        Limit("ページ・質問の結果の長さ", "bytes"),
    ] = 16 * 1024**2
    cache_limit: Annotated[int, "how much memory holds answers that were given already"] = 32 * 1024**2
    reconcile_batch: Annotated[
        int, "the most queries in one reconciliation batch", Limit("一度に送れる照合の数", "queries")
    ] = 50
    max_age: Annotated[
        int,
        "how long others may keep an answer before they ask whether it changed",
        Limit("結果をキャッシュしてよい時間", "seconds"),
    ] = 60
    budget_seconds: Annotated[
        float,
        "worker time that one client address may save up",
        Limit("一つのアドレスがためられる処理時間", "seconds"),
    ] = 120.0
    budget_refill: Annotated[
        float,
        "seconds of worker time that an address gains in a second",
        Limit("一秒ごとに回復する処理時間", "seconds"),
    ] = 1.0
    store_poll_seconds: Annotated[float, "how often an endpoint that holds the graph is asked for its release"] = 30.0
    store_authorization: Annotated[str, "the Authorization header sent to an endpoint that holds the graph"] = field(
        default="", repr=False
    )
    service_prefixes: Annotated[
        tuple[str, ...], "what the IRIs that SERVICE may call begin with, as far as a path; none means that it may not"
    ] = ()
    service_seconds: Annotated[
        float, "how long one SERVICE call may take", Limit("SERVICE 呼び出し一回の時間", "seconds")
    ] = 10.0
    service_size: Annotated[
        int, "the longest answer to one SERVICE call", Limit("SERVICE 呼び出し一回の結果の長さ", "bytes")
    ] = 10 * 1024**2
    notice_seconds: Annotated[
        float, "how long requests are still taken after SIGTERM, while /readyz says 503 already", Range(0, 3600)
    ] = 0.0
    drain_seconds: Annotated[float, "how long running queries may go on when the server is told to end"] = 10.0
    writable: Annotated[bool, "whether updates are taken; `seisaku serve --writable` says so"] = False
    token: Annotated[str, "what a write must bear, 16 characters or more"] = field(default="", repr=False)
    write_limit: Annotated[int, "the longest body of a write", Limit("書き込みの本文の長さ", "bytes")] = 64 * 1024**2
    write_seconds: Annotated[float, "how long a write may take", Limit("書き込みにかけられる時間", "seconds")] = 120.0
    write_memory: Annotated[int, "address space for the work on one write; beyond it the write fails"] = 4 * 1024**3
    write_queue: Annotated[int, "how many writes may wait for the one before them"] = 16
    host: Annotated[str, "the address to listen on"] = "127.0.0.1"
    port: Annotated[int, "the port to listen on; 0 takes a free one", Range(0, 65535)] = 8000
    trusted_proxies: Annotated[
        str, "whose X-Forwarded-For is believed: addresses and networks with commas between, or *"
    ] = "127.0.0.1"
    metrics: Annotated[bool, "whether /metrics is served; it holds numbers only"] = True
    log_format: Annotated[Literal["json", "console"], "a line of JSON for each request, or one for people"] = "json"
    log_query_text: Annotated[bool, "whether the log holds queries as they were sent"] = False
    slow_query_seconds: Annotated[float, "from how long on a query is written to the log with its shape"] = 5.0
    control_folder: Annotated[
        Path | None, "where the socket of `seisaku queries` and `seisaku stop` is; without it the store directory"
    ] = None

    def __post_init__(self) -> None:
        """Refuse addresses that could not stand in a published graph, and limits of nothing."""
        for one in fields(self):
            if wrong := complaint(one.name, getattr(self, one.name)):
                raise ValueError(f"{one.name} {wrong}")
        self._check_writing()

    def _check_writing(self) -> None:
        if not self.writable:
            return
        if self.service_prefixes:
            raise ValueError("a writable server lets no query call others: leave service_prefixes empty")
        if len(self.token) < _TOKEN_LEAST or not _TOKEN.fullmatch(self.token):
            raise ValueError(
                f"a writable server needs a token: set SEISAKU_TOKEN to {_TOKEN_LEAST} or more"
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


@dataclass(frozen=True)
class Entry:
    """What there is to know of a setting."""

    field: "Field[Any]"
    kind: Any
    about: str
    limit: Limit | None
    range: Range | None
    usual: Usual | None

    @property
    def name(self) -> str:
        """Its name, in files and in the environment alike."""
        return self.field.name

    @property
    def is_secret(self) -> bool:
        """Whether its value is shown to nobody."""
        return not self.field.repr


@lru_cache(1)
def entries() -> dict[str, Entry]:
    """All settings by name, in order."""
    hints = get_type_hints(Settings, include_extras=True)
    return {one.name: _entry(one, *get_args(hints[one.name])) for one in fields(Settings)}


def _entry(one: "Field[Any]", kind: Any, about: str, *marks: object) -> Entry:  # noqa: ANN401 (a type or a union)
    found: dict[type, Any] = {type(mark): mark for mark in marks}
    return Entry(one, kind, about, found.get(Limit), found.get(Range), found.get(Usual))


def complaint(name: str, value: object) -> str:
    """What is wrong with the value of a setting, as the rest of a sentence that begins with its name."""
    entry = entries()[name]
    if get_origin(entry.kind) is Literal:
        offers = get_args(entry.kind)
        return "" if value in offers else f"must be {' or '.join(offers)}, not {value!r}"
    if name in {"public_url", "base_iri"}:
        return _wrong_address(name, str(value))
    if name == "contact":
        return _wrong_contact(str(value))
    if name == "service_prefixes" and isinstance(value, tuple):
        return next(filter(None, map(_wrong_prefix, value)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _wrong_number(entry.range, value)
    return ""


def _wrong_contact(address: str) -> str:
    found = urlsplit(address)
    right = {"mailto": found.path.count("@") == 1, "http": bool(found.hostname), "https": bool(found.hostname)}
    if address and (not right.get(found.scheme) or not _IRI.fullmatch(address)):
        return f"must be an address such as mailto:data@example.org or that of a page, not {address!r}"
    return ""


def _wrong_address(name: str, address: str) -> str:
    if urlsplit(address).scheme not in {"http", "https"}:
        return f"must be an http or https address, not {address!r}"
    if name == "base_iri" and not address.endswith(("/", "#")):
        return f"is a base IRI, which must end in / or #, not {address!r}"
    return ""


def _wrong_prefix(prefix: str) -> str:
    # Without a path https://a.example would be the beginning of https://a.example.org, too.
    if urlsplit(prefix).scheme in {"http", "https"} and urlsplit(prefix).path:
        return ""
    return f"must be http or https addresses with a path, not {prefix!r}"


def _wrong_number(bounds: Range | None, value: float) -> str:
    if bounds is None:
        return "" if isfinite(value) and value > 0 else f"must be more than 0, not {value}"
    if bounds.least <= value <= bounds.most:
        return ""
    return f"must be from {bounds.least:g} to {bounds.most:g}, not {value}"
