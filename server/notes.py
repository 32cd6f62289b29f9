"""What is learnt of one request on its way through the server."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network

from starlette.types import Scope

_ROUTES = {
    "sparql": "sparql",
    "queries": "question",
    "id": "thing",
    "doc": "thing",
    "graph": "graph",
    "data": "graph",
    "dumps": "dump",
    "static": "static",
    "reconcile": "reconciliation",
}
PROBE = "probe"
_ROUTES |= dict.fromkeys(("livez", "readyz", "health", "metrics"), PROBE)


@dataclass(slots=True)
class Note:
    """A request: who asks what, by which way it is answered, and how that ends.

    `way` is quick, slow, page, cached or not-modified, and empty where no query is asked. `outcome` is `ok`, the kind
    of a problem, or `gone` for a client that did not wait. `waits` are the lanes waited in, and how long.
    """

    id: str = ""
    method: str = ""
    path: str = ""
    route: str = "page"
    client: str = ""
    text: str = ""
    way: str = ""
    outcome: str = "ok"
    waits: tuple[tuple[str, float], ...] = ()
    kills: int = 0
    status: int = 0
    size: int = 0
    whole: bool = False
    seconds: float = 0.0


def note_of(scope: Scope) -> Note:
    """The note on the request of a scope."""
    found = scope.get("note")
    return found if isinstance(found, Note) else Note()


def route_of(path: str) -> str:
    """The class of routes that a path belongs to."""
    return _ROUTES.get(path.split("/", 2)[1] if path.startswith("/") else "", "page")


@lru_cache(4096)
def coarse(address: str) -> str:
    """The network that an address is in, which names no household: /24 of IPv4, /48 of IPv6."""
    try:
        length = 24 if ip_address(address).version == 4 else 48
        return str(ip_network(f"{address}/{length}", strict=False))
    except ValueError:
        return ""
