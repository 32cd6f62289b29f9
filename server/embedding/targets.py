"""The addresses that can be embedded: pages of programs, policies and questions, and embeds themselves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from server.settings import Settings

PLACES = {
    "id/program": "program",
    "doc/program": "program",
    "embed/program": "program",
    "id/policy": "policy",
    "doc/policy": "policy",
    "embed/policy": "policy",
    "queries": "query",
    "embed/query": "query",
}
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN = re.compile(r"[!-~\u00a1-\U0010ffff]+")
_LONGEST = 4000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """What is embedded: its kind, its slug or name, and its parameters."""

    kind: str
    name: str
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters without those of how it looks."""
        return {name: value for name, value in self.given.items() if name not in ("lang", "theme")}

    @property
    def path(self) -> str:
        """The address of the embed below that of the server."""
        parameters = f"?{urlencode(self.given)}" if self.given else ""
        return f"/embed/{self.kind}/{self.name}{parameters}"


def target_at(path: str) -> Target | None:
    """What can be embedded of the page at a path such as `/doc/program/kakenhi`, None if nothing can."""
    place, _, name = path.removeprefix("/").rpartition("/")
    name = name.removesuffix(".html")
    kind = PLACES.get(place)
    return Target(kind, name) if kind and _NAME.fullmatch(name) else None


def target_of(address: str, settings: Settings) -> Target | None:
    """What an address of ours shows, None for an address of others or of what cannot be embedded.

    Ours are those below the public address of the server and below the base IRI.
    """
    if len(address) > _LONGEST or not _PLAIN.fullmatch(address):
        return None
    try:
        split = urlsplit(address)
        given = dict(pairs := parse_qsl(split.query, keep_blank_values=True, errors="strict"))
        found = next(filter(None, (_below(base, split) for base in (settings.public_url, settings.base_iri))), None)
    except ValueError:
        return None
    if found is None or len(given) != len(pairs):
        return None
    given.pop("format", None)
    return Target(found.kind, found.name, given)


def _below(base: str, asked: SplitResult) -> Target | None:
    ours = urlsplit(base)
    prefix = ours.path.rstrip("/") + "/"
    if asked.scheme not in _PORTS or asked.username is not None or _host(asked) != _host(ours):
        return None
    return target_at(asked.path.removeprefix(prefix)) if asked.path.startswith(prefix) else None


def _host(split: SplitResult) -> tuple[str | None, int | None]:
    # A page is the same by http and by https.
    return split.hostname, None if split.port == _PORTS.get(split.scheme) else split.port
