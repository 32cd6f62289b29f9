"""The judgement of replies: what was asked, what came, and what may never come."""

import json
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import brotli
from backports.zstd import ZstdError

from tests.campaign.asks import Ask, Manner, Visit
from tests.campaign.exchange import Reply

REFUSALS = frozenset({400, 403, 404, 503, 505})
_UNLESS_BROKEN = frozenset({Manner.PATIENT, Manner.SLOW})


@dataclass
class Judgement:
    """Outcomes counted; `failures` are those that may not be. `right` holds the right answers by subject."""

    right: Mapping[str, frozenset[bytes]]
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    _bodies: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def visit(self, visit: Visit, replies: list[Reply]) -> None:
        """Takes note of what came of a visit."""
        with self._lock:
            for ask, reply in zip(visit.asks, replies, strict=False):
                self._reply(ask, reply)
            missing = len(visit.asks) - len(replies)
            if missing and visit.manner in _UNLESS_BROKEN and all(reply.whole for reply in replies):
                self._missing(visit, replies, missing)
            elif missing:
                self.counts[f"given up ({visit.manner.value})"] += missing

    def _missing(self, visit: Visit, replies: list[Reply], missing: int) -> None:
        if replies and (
            replies[-1].headers.get("connection") == "close" or visit.asks[len(replies) - 1].version == "1.0"
        ):
            self.counts["not reached (the connection was to close)"] += missing
        else:
            self.fail(visit.asks[len(replies)], "no answer at all")

    def fail(self, ask: Ask, what: str) -> None:
        """Takes note of what may not be."""
        self.counts["FAILED"] += 1
        self.failures.append(f"{what}: {ask.method} {ask.target[:200]} {dict(ask.headers)} HTTP/{ask.version}")

    def _reply(self, ask: Ask, reply: Reply) -> None:
        if not reply.whole:
            self.counts["broken after its beginning"] += 1
            if reply.status != 200:
                self.fail(ask, f"a broken {reply.status}")
        elif reply.status in REFUSALS:
            self._refused(ask, reply)
        elif reply.status == 304:
            self.counts["not modified"] += 1
            if reply.body or "If-None-Match" not in dict(ask.headers):
                self.fail(ask, "a 304 that was not asked for")
        elif reply.status == 200:
            self._answered(ask, reply)
        else:
            self.fail(ask, f"status {reply.status}")

    def _refused(self, ask: Ask, reply: Reply) -> None:
        if "json" not in reply.headers["content-type"] or ask.method == "HEAD":
            self.counts[f"refused {reply.status} (as a page, or HEAD)"] += 1
            return
        kind = str(json.loads(reply.decoded)["type"]).rpartition("/")[2]
        self.counts[f"refused {reply.status} {kind}"] += 1
        if kind == "internal-error":
            self.fail(ask, "an internal error")

    def _answered(self, ask: Ask, reply: Reply) -> None:
        if not {"content-length", "transfer-encoding"} & reply.headers.keys() and ask.method != "HEAD":
            self.fail(ask, "an answer whose end nothing tells")
        elif ask.method == "HEAD":
            self._count("whole (HEAD)" if not reply.body else "", ask, "a body after HEAD")
        else:
            self._count("whole" if self._is_right(ask, reply) else "", ask, "a well-formed answer that is not right")
            self._tagged(ask, reply)

    def _count(self, outcome: str, ask: Ask, otherwise: str) -> None:
        if outcome:
            self.counts[outcome] += 1
        else:
            self.fail(ask, otherwise)

    def _is_right(self, ask: Ask, reply: Reply) -> bool:
        try:
            return reply.decoded in self.right.get(ask.subject, ())
        except (ValueError, zlib.error, brotli.error, ZstdError):
            return False

    def _tagged(self, ask: Ask, reply: Reply) -> None:
        tag = reply.headers.get("etag", "")
        known = self._bodies.setdefault(f"{ask.subject} {tag}", reply.digest)
        if tag and not tag.startswith("W/") and known != reply.digest:
            self.fail(ask, f"two bodies with the strong tag {tag}")

    def table(self) -> str:
        """The outcomes with their numbers, and the failures."""
        lines = [f"{number:>8}  {outcome}" for outcome, number in sorted(self.counts.items())]
        return "\n".join([*lines, *(f"FAILED {failure}" for failure in self.failures[:20])])
