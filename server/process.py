"""The process that `seisaku serve` is: it listens, logs, and ends without dropping what it has begun."""

import asyncio
import logging
import signal
import socket
import time
from types import FrameType

import uvicorn

from server.app import create
from server.log import Formatter, Log
from server.nursery import Newborn
from server.service import Service
from server.settings import Settings
from server.wire import Protocol

# What stopped queries need to say so to their clients.
_FAREWELL_SECONDS = 2
_STANDARD_ERROR = 2


def run(settings: Settings, newborn: list[Newborn]) -> None:
    """Serves until SIGTERM or SIGINT ends it, with workers of which some may be on their way already.

    Raises ServerError where the store cannot be what the settings want.
    """
    log = Log(_STANDARD_ERROR, settings.log_format)
    try:
        app = create(settings, log)
    except BaseException:
        for one in newborn:
            one.end()
        raise
    _log_as(settings)
    config = uvicorn.Config(
        app,
        settings.host,
        settings.port,
        http=Protocol,
        access_log=False,
        log_config=None,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=int(settings.drain_seconds) + _FAREWELL_SECONDS,
    )
    service: Service = app.state.service
    service.fleet.newborn = newborn
    try:
        Server(config, service).run()
    finally:
        log.end()


def _log_as(settings: Settings) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter(settings.log_format))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("asyncio").setLevel(logging.WARNING)


class Server(uvicorn.Server):
    """Uvicorn's server with an end in three parts: notice, then no new connections, then no queries."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service
        self._ends_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM is the way to end well, and leaves the exit code 0; it comes once."""
        self._service.fleet.ending = True
        if sig != signal.SIGTERM or self._ends_at is not None:
            super().handle_exit(sig, frame)
        else:
            self._ends_at = time.monotonic() + self._service.settings.notice_seconds

    async def on_tick(self, counter: int) -> bool:
        """Whether it is time to end."""
        given_notice = self._ends_at is not None and time.monotonic() >= self._ends_at
        return await super().on_tick(counter) or given_notice

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets queries run on for a while, and stops those that still do."""
        running = self._service.runs.running
        stopping = asyncio.get_running_loop().call_later(self._service.settings.drain_seconds, running.stop_all)
        await super().shutdown(sockets)
        stopping.cancel()
