"""Files sent as they are, whole or in ranges (RFC 9110, section 14)."""

import re
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from server.errors import RangeRefused
from server.validators import matches

_RANGES = re.compile(r"bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))*\s*", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)-(\d+)")


class _RangedFile(FileResponse):
    """A file; a Range that cannot be read counts as absent (section 14.2), one beyond its end raises RangeRefused."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = [(name, value) for name, value in scope["headers"] if name != b"range" or _is_readable(value)]
        await super().__call__({**scope, "headers": asked}, receive, _refusing(send))


def _refusing(send: Send) -> Send:
    async def refuse(message: Message) -> None:
        if message.get("status") == RangeRefused.status:
            raise RangeRefused.of(dict(message["headers"])[b"content-range"].decode())
        await send(message)

    return refuse


def _is_readable(value: bytes) -> bool:
    text = value.decode("latin-1")
    in_order = all(int(first) <= int(last) for first, last in _RANGE.findall(text))
    return len(text) < 1000 and _RANGES.fullmatch(text) is not None and in_order


def stored_file(request: Request, path: Path, media_type: str, state: str) -> Response:
    """The file, a part of it, or that the client has it; `state` changes whenever the file does."""
    tag = f'"{state}-{path.suffix[1:]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return _RangedFile(path, headers=headers, media_type=media_type)
