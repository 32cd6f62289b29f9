"""The W3C's tests as records: what to publish, what to ask, what to expect."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class GraphFile:
    """A file of triples and the name of its graph, which may be relative to the endpoint."""

    name: str
    path: Path


@dataclass(frozen=True)
class Evaluation:
    """A query, its dataset, and the file that holds the right answer."""

    name: str
    query: Path
    default: tuple[GraphFile, ...]
    named: tuple[GraphFile, ...]
    result: Path


@dataclass(frozen=True)
class Graphs:
    """The files that a graph store holds: those of the default graph, and those of named graphs."""

    default: tuple[Path, ...] = ()
    named: tuple[GraphFile, ...] = ()


@dataclass(frozen=True)
class Update:
    """An update, what there is before it, and what there must be after it."""

    name: str
    update: Path
    before: Graphs
    after: Graphs


@dataclass(frozen=True)
class Syntax:
    """A query that must parse, or must not."""

    name: str
    query: Path
    valid: bool


@dataclass(frozen=True)
class UpdateSyntax:
    """An update that must parse, or must not."""

    name: str
    update: Path
    valid: bool


@dataclass(frozen=True)
class Expectation:
    """The statuses or their hundreds, the truth of an ASK, the sort of format, a media type, a graph in Turtle."""

    statuses: frozenset[int]
    boolean: bool | None = None
    sort: str | None = None
    content_type: str | None = None
    content: bytes | None = None

    def allows(self, status: int) -> bool:
        """Whether a response may have this status."""
        return status in self.statuses or status // 100 in self.statuses


@dataclass(frozen=True)
class Exchange:
    """One HTTP request of a protocol test; `address` is what follows the endpoint's path."""

    method: str
    address: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    expected: Expectation


@dataclass(frozen=True)
class Protocol:
    """Requests to send in order while some graphs are published."""

    name: str
    graphs: tuple[GraphFile, ...]
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class GraphStoreTest:
    """Requests to send in order to an empty graph store."""

    name: str
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True)
class Description:
    """A demand on the service description that the manifest states in words only."""

    name: str


@dataclass(frozen=True)
class NotRun:
    """A test that the server cannot take, and why."""

    name: str
    reason: str


Case = Evaluation | Update | Syntax | UpdateSyntax | Protocol | GraphStoreTest | Description | NotRun
