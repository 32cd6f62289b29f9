"""The way of an operator to the queries that run: a Unix socket that only the server's user may open.

Each server has one in the control folder, named after its host and process. It is asked one line of JSON,
`{"stop": null}` for a list or `{"stop": 17}`, and answers one.
"""

import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from server.running import Entry, Running
from server.settings import Settings

_PATTERN = ".control-*.sock"
_SECONDS = 5.0
_LONGEST = 64 * 1024**2

logger = logging.getLogger("seisaku.server")


def control_folder(settings: Settings) -> Path:
    """Where the sockets are; the working directory where neither a setting nor a store directory says."""
    if settings.control_folder is not None:
        return settings.control_folder
    return settings.store if isinstance(settings.store, Path) else Path()


@asynccontextmanager
async def opened(running: Running, folder: Path) -> AsyncIterator[None]:
    """Answers operators as long as the block lasts; where no socket can be made it goes without, and says so."""
    path = folder / f".control-{socket.gethostname()}-{os.getpid()}.sock"
    try:
        server = await asyncio.start_unix_server(_Desk(running).answer, sock=_bound(path))
    except OSError as error:
        logger.warning("queries cannot be listed or stopped: no socket at %s (%s)", path, error)
        yield
        return
    try:
        async with server:
            yield
    finally:
        path.unlink(missing_ok=True)


def _bound(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        made.bind(str(path))
    except OSError:
        made.close()
        raise
    finally:
        os.umask(mask)
    return made


class _Desk:
    def __init__(self, running: Running) -> None:
        self._running = running

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, KeyError, TimeoutError):
            async with asyncio.timeout(_SECONDS):
                asked = json.loads(await reader.readline())["stop"]
                said = [asdict(one) for one in self._running.entries()] if asked is None else self._running.stop(asked)
                writer.write(json.dumps(said).encode() + b"\n")
                await writer.drain()
        writer.close()


@dataclass(frozen=True)
class Found:
    """A running query and the socket of the server that it runs on."""

    path: Path
    entry: Entry

    @property
    def name(self) -> str:
        """What the query is called among those of all servers of one folder."""
        return f"{self.path.stem.rpartition('-')[2]}-{self.entry.id}"


def found(folder: Path) -> Iterator[Found]:
    """The queries that run on the servers whose sockets are in a folder."""
    for path in sorted(folder.glob(_PATTERN)):
        said = _asked(path, None)
        for one in said if isinstance(said, list) else ():
            yield Found(path, Entry(**one))


def stop(folder: Path, name: str) -> bool:
    """Whether a query of that name ran, and is stopped now."""
    return any(one.name == name and _asked(one.path, one.entry.id) is True for one in found(folder))


def _asked(path: Path, number: int | None) -> object:
    with socket.socket(socket.AF_UNIX) as connection, suppress(ConnectionError, FileNotFoundError):
        connection.settimeout(_SECONDS)
        connection.connect(str(path))
        connection.sendall(json.dumps({"stop": number}).encode() + b"\n")
        with connection.makefile("rb") as stream:
            return json.loads(stream.readline(_LONGEST) or b"null")
    # The server of a socket that nobody listens on has been killed.
    return None
