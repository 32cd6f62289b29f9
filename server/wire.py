"""HTTP/1.1 on the wire: the head of an answer and its first piece leave in one packet."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Above it the transport must learn at once how much there is, so that it can hold up who writes.
_LARGE = 32 * 1024


class Protocol(HttpToolsProtocol):
    """Uvicorn's protocol over a transport that joins writes; a packet costs more than all else in a small answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(_Joining(transport, self.loop))  # type: ignore[arg-type]


class _Joining:
    """A transport that sends what is written between two turns of the loop at once."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._unsent: list[bytes] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever else a transport can)
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append(data)
        if len(data) > _LARGE:
            self._send()

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, []
        if unsent and not self._transport.is_closing():
            self._transport.write(b"".join(unsent))

    def close(self) -> None:
        self._send()
        self._transport.close()
