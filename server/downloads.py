"""The files of the release: a list of them, and each as it is, in parts, or compressed for who accepts that."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from email.utils import format_datetime
from types import MappingProxyType
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from queries import Text
from server.coding import IDENTITY
from server.dumps import MANIFEST, Download, Downloads, downloads
from server.errors import NotFound
from server.files import StoredFile, stored_file
from server.formats import HTML, JSON_LIST
from server.neighbours import LONGEST, missing, neighbours
from server.operations import ANY, COMMON, LANGUAGE, RANGE, TEXT, Object, chosen, get, like, place
from server.pages import Page, frame_of, render
from server.protocol import wish_of
from server.release import Release
from server.service import visit

router = APIRouter(prefix="/dumps", tags=["downloads"])
_PACKED = MappingProxyType({"gzip": "application/gzip", "zstd": "application/zstd"})
_DESCRIBED, _DESCRIPTION = "tables/", "csv-metadata.json"
_SECTIONS = (
    ("", "全データ", "The whole graph"),
    ("tables", "表（CSV）", "Tables (CSV)"),
    ("classes", "種類ごと（RDF）", "By kind of thing (RDF)"),
    ("graphs", "名前付きグラフごと（RDF）", "By named graph (RDF)"),
)


@dataclass(frozen=True)
class DownloadRow:
    """A file, and its compressed copies."""

    file: Download
    packed: tuple[Download, ...]


@dataclass(frozen=True)
class DownloadSection:
    """Files of one kind."""

    title_ja: str
    title_en: str
    rows: tuple[DownloadRow, ...]


@dataclass(frozen=True)
class DownloadsPage(Page):
    """The files to take away."""

    template: ClassVar = "downloads.html"
    published: str
    sections: tuple[DownloadSection, ...]


@router.get("/", summary="The files to take away")
async def listing(request: Request) -> Response:
    """The list of the files as JSON or as a page."""
    choice = wish_of(request, request.query_params.get("format")).choose((JSON_LIST, HTML), "The list of downloads")
    release, found = await _found(request)
    if choice.format is JSON_LIST:
        return _manifest(found)
    page = await run_in_threadpool(_page, request, release, found)
    page.headers["Last-Modified"] = format_datetime(found.published, usegmt=True)
    return page


def _page(request: Request, release: Release, found: Downloads) -> Response:
    packed: dict[str, list[Download]] = defaultdict(list)
    for one in found.files:
        if one.compression:
            packed[one.path.rpartition(".")[0]].append(one)
    sections = tuple(section for one in _SECTIONS if (section := _section(found, packed, *one)).rows)
    frame = frame_of(request, release.manifest.release)
    return render(request, DownloadsPage(frame, f"{found.published:%Y-%m-%d %H:%M} UTC", sections))


@router.get(f"/{MANIFEST}", summary="The files to take away, as JSON")
async def manifest(request: Request) -> Response:
    """The list of the files as JSON."""
    _, found = await _found(request)
    return _manifest(found)


@router.head("/{path:path}", include_in_schema=False)
@router.get("/{path:path}", summary="A file to take away, or parts of it")
async def download(request: Request, path: str) -> Response:
    """A file of the current release; raises NotFound with names like the one asked for."""
    _, found = await _found(request)
    one = found.named(path)
    if one is None:
        raise _unknown(path, found)
    files = [_stored(found, one), *(_stored(found, packed, one) for packed in _packed(found, one))]
    for file in files:
        if not file.path.is_file():
            raise _lost(path)
    return stored_file(request, files)


async def _found(request: Request) -> tuple[Release, Downloads]:
    async with visit(request) as visited:
        release = visited.crew.release
    found = downloads(release)
    if found is None:
        raise NotFound(
            "There are no files to take away here: /data?default is the whole graph in any format of RDF, and "
            "`seisaku dump` writes it where it was built.",
            "このサーバーにダウンロード用のファイルはありません。/data?default から全データを取得できます。"
            "構築した場所では `seisaku dump` で作成できます。",
        )
    return release, found


def _manifest(found: Downloads) -> Response:
    files = [_member(one) for one in found.files]
    # The compression would leave no other name in Vary than its own.
    headers = {"Vary": "Accept", "Last-Modified": format_datetime(found.published, usegmt=True)}
    return JSONResponse({"published": f"{found.published:%Y-%m-%dT%H:%M:%SZ}", "files": files}, headers=headers)


def _member(one: Download) -> dict[str, str | int | None]:
    return {"class" if name == "class_iri" else name: value for name, value in asdict(one).items()}


def _packed(found: Downloads, one: Download) -> list[Download]:
    if one.compression is not None:
        return []
    return [file for file in found.files if file.compression and file.path.rpartition(".")[0] == one.path]


def _stored(found: Downloads, one: Download, plain: Download | None = None) -> StoredFile:
    """The file under its own name, or as another coding of the plain one."""
    shown = plain or one
    described = one.path.endswith(".csv") and not one.path.endswith(".excel.csv")
    return StoredFile(
        path=found.folder / one.path,
        name=shown.path.rpartition("/")[2],
        media_type=_PACKED.get(shown.compression or "", shown.media_type),
        coding=one.compression if plain and one.compression else IDENTITY,
        sha256=one.sha256,
        published=found.published,
        link=f'<{_DESCRIPTION}>; rel="describedby"; type="application/csvm+json"' if described else "",
    )


def _unknown(path: str, found: Downloads) -> NotFound:
    near = neighbours(path, (one.path for one in found.files))
    said = Text("そのファイルはありません。", f"There is no file {path[:LONGEST]!r}.")
    return missing(said, near, "/dumps/")


def _lost(path: str) -> NotFound:
    return NotFound(
        f"The file {path!r} is listed and is not there: make the release anew with `seisaku build`.",
        f"ファイル {path!r} が失われています。`seisaku build` で作り直してください。",
    )


def _section(found: Downloads, packed: Mapping[str, list[Download]], folder: str, ja: str, en: str) -> DownloadSection:
    plain = [
        one for one in found.files if one.compression is None and one.path.partition("/")[0] == (folder or one.path)
    ]
    return DownloadSection(ja, en, tuple(DownloadRow(one, tuple(packed.get(one.path, ()))) for one in plain))


_MANIFEST: Object = {
    "type": "object",
    "required": ["published", "files"],
    "properties": {"published": {"type": "string", "format": "date-time"}, "files": {"type": "array"}},
}
_JSON = {"application/json": _MANIFEST}
_LISTED = {**_JSON, "text/html": TEXT}
_SUMMARY = "The files to take away"
# Each file has its own media type, which the list tells.
_FILE = get(
    "A file to take away, or parts of it",
    {"*/*": ANY},
    (206, 304, 404, 406, 416, 503),
    [place("path", like("seisaku.nq")), RANGE],
)
PATHS: Object = {
    "/dumps/": get(_SUMMARY, _LISTED, (*COMMON, 404), [LANGUAGE, chosen(("json", "html"))]),
    f"/dumps/{MANIFEST}": get(_SUMMARY, _JSON, (304, 404, 503)),
    "/dumps/{path}": _FILE,
}
