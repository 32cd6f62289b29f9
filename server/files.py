"""Files sent as they are, whole or in ranges (RFC 9110, section 14)."""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from server.coding import IDENTITY, coding_of
from server.errors import RangeRefused
from server.service import service_of
from server.validators import matches, unmodified

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


@dataclass(frozen=True)
class StoredFile:
    """A file to send: the name and media type that it is saved under, and its coding as an answer.

    `sha256` is that of its bytes in hexadecimal; `link` is a Link header that goes with it, if there is one.
    """

    path: Path
    name: str
    media_type: str
    coding: str
    sha256: str
    published: datetime
    link: str = ""

    @property
    def tag(self) -> str:
        """Its strong ETag."""
        return f'"{self.sha256}"'

    @property
    def headers(self) -> dict[str, str]:
        """What is said of it before its bytes; the digest is that of RFC 9530."""
        digest = b64encode(bytes.fromhex(self.sha256)).decode()
        said = {
            "ETag": self.tag,
            "Cache-Control": "no-cache",
            "Last-Modified": format_datetime(self.published, usegmt=True),
            "Repr-Digest": f"sha-256=:{digest}:",
            "Content-Encoding": "" if self.coding == IDENTITY else self.coding,
            "Link": self.link,
        }
        return {name: value for name, value in said.items() if value}


def stored_file(request: Request, files: Sequence[StoredFile]) -> Response:
    """The first of the files, or one of its codings behind it if the client likes that best.

    Whole, a part of it, or that the client has it; raises NotAcceptable if it refuses all.
    """
    file = _chosen(request, files)
    if _is_known(request, file):
        kept = ("ETag", "Cache-Control", "Last-Modified")
        return Response(status_code=304, headers={name: file.headers[name] for name in kept})
    return _RangedFile(file.path, headers=file.headers, media_type=file.media_type, filename=file.name)


def _is_known(request: Request, file: StoredFile) -> bool:
    asked = request.headers
    if "if-none-match" in asked:
        return matches(asked["if-none-match"], file.tag)
    since = service_of(request).fleet.since
    return unmodified(asked.get("if-modified-since", ""), file.headers["Last-Modified"], since)


def _chosen(request: Request, files: Sequence[StoredFile]) -> StoredFile:
    plain, *coded = files
    if not coded:
        return plain
    if "range" in request.headers:
        # Who has a part of a file counts its own bytes, unless what it names says that it counts those of a coding.
        return next((file for file in coded if file.tag == request.headers.get("if-range")), plain)
    coding = coding_of(request.headers.get("accept-encoding", ""), frozenset(file.coding for file in files))
    return next(file for file in files if file.coding == coding)
