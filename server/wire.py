"""HTTP/1.1 on the wire: the head of an answer and its first piece leave in one packet, and nobody waits for ever."""

import asyncio
from typing import Any, cast

from starlette.types import Message
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

_FRAMING = frozenset({b"connection", b"transfer-encoding"})
_HEAD_MOST = 32 * 1024
_HEAD_REFUSED = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\naccess-control-allow-origin: *\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class _HeadTooLarge(Exception):
    pass


class Protocol(HttpToolsProtocol):
    """Uvicorn's protocol, with a short way for answers that come whole.

    A request must come whole within `request_seconds`, with a head of 32 KiB at most. A client that takes nothing of
    what is sent to it for `stall_seconds` has left.
    """

    request_seconds = 20.0
    stall_seconds = 20.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(_Patient(transport, self.loop, self.stall_seconds))  # type: ignore[arg-type]
        self._in_head = self._in_request = True
        self._in_packet = self._before = 0
        self._stall: asyncio.TimerHandle | None = None
        self._hurry: asyncio.TimerHandle | None = self.loop.call_later(self.request_seconds, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._calm_down()
        if self._stall is not None:
            self._stall.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A packet has come."""
        self._in_packet = len(data)
        super().data_received(data)
        if not self._in_request:
            self._calm_down()
            return
        if self._in_head:
            self._before += self._in_packet
            if self._before > 2 * _HEAD_MOST and not self.transport.is_closing():
                self._refuse_head()
        if self._hurry is None:
            self._hurry = self.loop.call_later(self.request_seconds, self._too_slow)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = self._in_request = True
        self._before = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head of a request is there."""
        self._in_head = False
        # To count each header is worth it only where there are many bytes.
        if self._before + self._in_packet > _HEAD_MOST and self._head_size() > _HEAD_MOST:
            raise _HeadTooLarge
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is there."""
        self._in_request = False
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, _Short(cycle, app))

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers) if self.headers else 0

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no request of HTTP, or one with too large a head."""
        if self._head_size() > _HEAD_MOST:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    def _refuse_head(self) -> None:
        self.transport.write(_HEAD_REFUSED)
        self.transport.close()

    def _calm_down(self) -> None:
        if self._hurry is not None:
            self._hurry.cancel()
            self._hurry = None

    def _too_slow(self) -> None:
        self._hurry = None
        if self.flow.read_paused:
            # It is we who do not read, because of a request before this.
            self._hurry = self.loop.call_later(self.request_seconds, self._too_slow)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """The client takes less than there is."""
        self._stall = self.loop.call_later(self.stall_seconds, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
        super().resume_writing()


class _Short:
    """An application whose answers leave as one packet if they come whole, and in uvicorn's way if not."""

    def __init__(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._cycle = cycle
        self._app = app
        self._start: Message | None = None

    def __call__(self, scope: Any, receive: Any, send: Any) -> Any:  # noqa: ANN401 (as uvicorn's types say it)
        return self._app(scope, receive, cast(Any, self._send))

    async def _send(self, message: Message) -> None:
        cycle = self._cycle
        if message["type"] == "http.response.start" and not cycle.response_started:
            # It counts as begun: what fails now breaks the connection.
            self._start, cycle.response_started = message, True
            return
        if self._start is not None:
            start, self._start = self._start, None
            if head := self._head(start, message):
                self._finish(head + message["body"])
                return
            cycle.response_started = False
            await cycle.send(cast(Any, start))
        await cycle.send(cast(Any, message))

    def _head(self, start: Message, message: Message) -> bytes:
        """The head of an answer that is whole; empty for what is not, or where anything else is to be thought of."""
        cycle, headers = self._cycle, start["headers"]
        if message.get("more_body") or cycle.disconnected or cycle.flow.write_paused or not cycle.keep_alive:
            return b""
        named = dict(headers)
        is_whole = named.get(b"content-length") == b"%d" % len(message.get("body", b""))
        if not is_whole or cycle.scope["method"] == "HEAD" or named.keys() & _FRAMING:
            return b""
        lines = [b"%b: %b\r\n" % header for header in (*cycle.default_headers, *headers)]
        head = b"".join(lines)
        # No value may begin a line of its own.
        if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
            return b""
        return b"%b%b\r\n" % (STATUS_LINE[start["status"]], head)

    def _finish(self, answer: bytes) -> None:
        cycle = self._cycle
        cycle.transport.write(answer)
        cycle.waiting_for_100_continue = False
        cycle.response_complete = True
        cycle.message_event.set()
        cycle.on_response()


class _Patient:
    """A transport that does not wait for ever to be closed."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, stall_seconds: float) -> None:
        self._transport = transport
        self._loop = loop
        self._stall_seconds = stall_seconds
        self.write = transport.write

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever else a transport can)
        return getattr(self._transport, name)

    def close(self) -> None:
        if self._transport.get_write_buffer_size():
            # It closes when the last byte is taken, which may be never.
            self._loop.call_later(self._stall_seconds, self._transport.abort)
        self._transport.close()
