"""The files that pages load, by name; there are few and they are small."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from mimetypes import guess_type
from pathlib import Path

from fastapi import Request, Response

from server.errors import NotFound

PATH = "/static/{name}"
_FOLDER = Path(__file__).parent / "static"


async def asset(request: Request) -> Response:
    """The file of a name; raises NotFound."""
    name = request.path_params["name"]
    if name not in _files():
        raise NotFound(f"There is no file {name!r}.", f"ファイル {name!r} はありません。")
    content, modified = _files()[name]
    headers = {"Last-Modified": format_datetime(modified, usegmt=True)}
    return Response(content, headers=headers, media_type=guess_type(name)[0])


@cache
def _files() -> Mapping[str, tuple[bytes, datetime]]:
    return {path.name: (path.read_bytes(), _changed(path)) for path in _FOLDER.iterdir() if path.is_file()}


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
