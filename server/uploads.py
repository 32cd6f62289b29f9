"""Bodies of writes, taken in as files: they may be larger than what the server holds in memory."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from fastapi import Request

from server.errors import BadRequest, TooLarge, not_stored


@asynccontextmanager
async def upload(request: Request, limit: int, folder: Path) -> AsyncIterator[Path]:
    """A file with the body of a request, for as long as it is needed; raises TooLarge before all of it came."""
    if _announced(request) > limit:
        raise _too_large(limit)
    with _file(folder) as file:
        await _receive(request, limit, file)
        yield Path(file.name)


@asynccontextmanager
async def kept(text: str, folder: Path) -> AsyncIterator[Path]:
    """A file with a text that has come already, for as long as it is needed."""
    with _file(folder) as file:
        _put(file, text.encode())
        yield Path(file.name)


def _file(folder: Path) -> IO[bytes]:
    try:
        return tempfile.NamedTemporaryFile(dir=folder)
    except OSError as error:
        raise not_stored(error) from error


async def _receive(request: Request, limit: int, file: IO[bytes]) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        _put(file, chunk)


def _put(file: IO[bytes], content: bytes) -> None:
    try:
        file.write(content)
        file.flush()
    except OSError as error:
        raise not_stored(error) from error


def _announced(request: Request) -> int:
    try:
        return int(request.headers.get("content-length", "0"))
    except ValueError as error:
        raise BadRequest("The Content-Length is no number.") from error


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"The body is longer than {limit} bytes.", f"本文は {limit} バイトまでです。")
