"""SERVICE for the endpoints that an operator allows: each call goes through a gateway, all others are refused."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.errors import ServerError, ServiceFailed, ServiceRefused
from server.limits import files_allowed
from server.results import Query
from server.tokens import Call, calls_service, service_calls

if TYPE_CHECKING:
    from server.gateway import Gateway


@dataclass(frozen=True)
class Conditions:
    """Under which calls are made: the seconds and the bytes of each, and how many one query may make."""

    seconds: float = 10.0
    size: int = 10 * 1024**2
    calls: int = 200


_CLIMBS = re.compile(r"(\.|%2e){2}", re.IGNORECASE)
_USUAL = Conditions()


@dataclass(frozen=True)
class Services:
    """The beginnings of the IRIs that may be called, and under which conditions."""

    prefixes: tuple[str, ...] = ()
    conditions: Conditions = _USUAL

    def without_calls(self, query: Query) -> Query:
        """The query with its allowed calls blanked out, every character at its place; raises ServiceRefused."""
        return _rewritten(query, self._calls(query), _blank)

    @contextmanager
    def called(self, query: Query) -> Iterator[Query]:
        """The query as Oxigraph may evaluate it within the block; raises ServiceRefused, and after it ServiceFailed.

        Our own address is not called: its group is evaluated here. That SILENT hides a failure of another server is
        what it is for; it does not hide that a condition was not met.
        """
        calls = self._calls(query)
        outside = [call for call in calls if call.iri != query.base_iri]
        if not outside:
            yield _rewritten(query, calls, lambda call: " ")
            return
        with files_allowed():
            gateway = self._gateway()
            with gateway.running():
                yield from self._guarded(query, calls, gateway)

    def _guarded(self, query: Query, calls: Sequence[Call], gateway: "Gateway") -> Iterator[Query]:
        def written(call: Call) -> str:
            silent = "SILENT " if call.silent else ""
            return " " if call.iri == query.base_iri else f" SERVICE {silent}<{gateway.address(call.iri)}> "

        try:
            yield _rewritten(query, calls, written)
        except ServerError:
            raise
        except (OSError, RuntimeError, SyntaxError) as error:
            raise gateway.trouble or ServiceFailed(f"A SERVICE call failed. {gateway.said}".strip()) from error
        if gateway.trouble is not None:
            raise gateway.trouble

    def _gateway(self) -> "Gateway":
        from server.gateway import Gateway  # noqa: PLC0415 (HTTP and TLS are slow to import, and seldom needed)

        return Gateway(self.conditions)

    def _calls(self, query: Query) -> Sequence[Call]:
        if not self.prefixes or not calls_service(query.text):
            return ()
        calls = service_calls(query.text)
        if calls is None:
            raise ServiceRefused(
                "A SERVICE that this server may call is written with its whole IRI, as SERVICE <https://...>.",
                "SERVICE には許可された IRI を <https://...> の形で書いてください。",
            )
        for call in calls:
            # What climbs out of its path has only pretended to begin with it.
            if not call.iri.startswith(self.prefixes) or _CLIMBS.search(call.iri):
                raise ServiceRefused(f"<{call.iri}> is none of the servers that this one calls.")
        return calls


NOBODY = Services()


def _rewritten(query: Query, calls: Sequence[Call], written: Callable[[Call], str]) -> Query:
    if not calls:
        return query
    return replace(query, text=_written(query, calls, written), without_calls=_written(query, calls, _blank))


def _written(query: Query, calls: Sequence[Call], written: Callable[[Call], str]) -> str:
    text, place = "", 0
    for call in calls:
        text += query.text[place : call.start] + written(call)
        place = call.end
    return text + query.text[place:]


def _blank(call: Call) -> str:
    return " " * (call.end - call.start)
