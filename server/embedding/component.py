"""The file of web components, its hash for Subresource Integrity, and how it is served."""

from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from hashlib import sha384
from pathlib import Path

from fastapi import Response

FILE = Path(__file__).parent / "seisaku-program.js"


@cache
def integrity() -> str:
    """The hash of the file as the attribute `integrity` has it."""
    return "sha384-" + b64encode(sha384(FILE.read_bytes()).digest()).decode()


def response() -> Response:
    """The file as a module of JavaScript."""
    modified = datetime.fromtimestamp(FILE.stat().st_mtime, UTC)
    headers = {"Last-Modified": format_datetime(modified, usegmt=True)}
    return Response(FILE.read_bytes(), media_type="text/javascript", headers=headers)
