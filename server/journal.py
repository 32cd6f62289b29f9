"""Each request as it ends: counted, and written to the log."""

import re
import time
from itertools import count
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.delivery import AnswerBroken
from server.lines import REQUEST_LINES, slow_query
from server.log import Log
from server.meters import Meters
from server.notes import PROBE, Note, coarse, route_of
from server.settings import Settings

REQUEST_ID = b"x-request-id"
GONE, FAILED = "gone", "internal-error"
# As nginx logs a client that left before there was an answer.
_STATUS_OF_NOBODY = 499
_SANE = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,64}")


class Journal:
    """Follows requests through an ASGI application; an id goes with each, in the log and in its answer."""

    def __init__(self, settings: Settings, meters: Meters, log: Log) -> None:
        self._settings = settings
        self._meters = meters
        self._log = log
        self._said = REQUEST_LINES[log.form]
        self._ids = map(f"{token_hex(4)}-{{:x}}".format, count(1))

    async def follow(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its answer amended by the id; raises what the application raises."""
        began = time.perf_counter()
        note = scope["note"] = self._begun(scope)

        async def amended(message: Message) -> None:
            if message["type"] == "http.response.start":
                note.status = message["status"]
                message["headers"] = [*message["headers"], (REQUEST_ID, note.id.encode())]
            elif message["type"] == "http.response.body":
                note.size += len(message.get("body", b""))
                note.whole = not message.get("more_body", False)
            await send(message)

        try:
            await app(scope, receive, amended)
        except AnswerBroken as error:
            note.outcome = getattr(error.__cause__, "kind", FAILED)
            raise
        except BaseException:
            note.outcome = FAILED
            raise
        finally:
            note.seconds = time.perf_counter() - began
            self._ended(note)

    def _begun(self, scope: Scope) -> Note:
        given = next((value for name, value in scope["headers"] if name == REQUEST_ID), b"")
        name = given.decode("ascii") if given and _SANE.fullmatch(given) else next(self._ids)
        path, client = scope["path"], scope.get("client")
        return Note(name, scope["method"], path, route_of(path), coarse(client[0]) if client else "")

    def _ended(self, note: Note) -> None:
        if not note.whole and note.outcome == "ok":
            note.outcome = GONE
        note.status = note.status or _STATUS_OF_NOBODY
        self._count(note)
        if self._log.is_open:
            if note.route != PROBE or note.status >= 400:
                self._log.write(self._said(note, self._settings.log_query_text))
            if note.text and note.seconds >= self._settings.slow_query_seconds:
                self._log.write(self._log.said(slow_query(note)))

    def _count(self, note: Note) -> None:
        meters = self._meters
        meters.requests[note.route, str(note.status)] += 1
        if note.way:
            meters.queries[note.way, note.outcome].take(note.seconds)
        for lane, waited in note.waits:
            meters.waits[lane].take(waited)
        if note.kills:
            ended_well = note.outcome == "ok"
            meters.kills["restarted"] += note.kills - 1 + ended_well
            if not ended_well:
                meters.kills[note.outcome] += 1
