"""The published releases: their list, what each is, and their files, which never change."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from queries import Text
from server.coding import IDENTITY
from server.dumps import instant
from server.errors import NotFound
from server.files import StoredFile, stored_file
from server.formats import GRAPHS, HTML, JSON_LIST
from server.headers import SETS
from server.neighbours import LONGEST, missing, neighbours
from server.operations import ANY, LANGUAGE, LISTED, RANGE, TEXT, Object, chosen, get, like, place
from server.pages import Page, frame_of, render
from server.protocol import wish_of
from server.published import DESCRIPTION, PublishedFile, PublishedSet, published
from server.service import service_of

router = APIRouter(prefix=SETS.rstrip("/"), tags=["releases"])
TURTLE = GRAPHS[0]
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class ReleasesPage(Page):
    """The published releases."""

    template: ClassVar = "releases.html"
    sets: tuple[PublishedSet, ...]


@dataclass(frozen=True)
class ReleasePage(Page):
    """A published release and its files."""

    template: ClassVar = "release.html"
    set: PublishedSet


@router.get("/", summary="The releases that are published for good")
def index(request: Request) -> Response:
    """The list of the published releases, the latest first, as JSON or as a page."""
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose((JSON_LIST, HTML), "The list of releases")
    found = _sets(request)
    if choice.format is JSON_LIST:
        return JSONResponse([_summary(request, one) for one in found])
    return render(request, ReleasesPage(frame_of(request, ""), found))


def _summary(request: Request, one: PublishedSet) -> dict[str, object]:
    said = vars(one)
    base = service_of(request).settings.base_iri
    address = f"{service_of(request).settings.public_url.rstrip('/')}{SETS}{one.version}"
    kept = {name: said[name] for name in ("version", "issued", "previous", "release", "triples")}
    return {"iri": f"{base}releases/{one.version}", **kept, "address": address, "files": len(one.files)}


@router.get("/{version}", summary="What a published release holds")
def release(request: Request, version: str) -> Response:
    """The manifest of a release as JSON, its description as Turtle, or a page."""
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose((JSON_LIST, TURTLE, HTML), "A release")
    found = _set(request, version)
    if choice.format is HTML:
        return render(request, ReleasePage(frame_of(request, ""), found))
    name = "manifest.json" if choice.format is JSON_LIST else DESCRIPTION
    return Response((found.folder / name).read_bytes(), media_type=choice.media_type)


@router.head("/{version}/{path:path}", include_in_schema=False)
@router.get("/{version}/{path:path}", summary="A file of a published release, whole or in ranges")
def file(request: Request, version: str, path: str) -> Response:
    """The file as it was published; without a path, what the release is."""
    if not path:
        return release(request, version)
    found = _set(request, version)
    named = found.named(path)
    if named is None:
        raise _no_file(found, path)
    return _sent(request, found, named)


def _sent(request: Request, found: PublishedSet, named: PublishedFile) -> Response:
    path = found.folder / named.path
    if not path.is_file():
        raise NotFound(f"The file {named.path} was taken away.", f"ファイル {named.path} がありません。")
    stored = StoredFile(path, path.name, named.sent_as, IDENTITY, named.sha256, instant(found.issued))
    answer = stored_file(request, [stored])
    answer.headers["Cache-Control"] = _FOREVER
    return answer


def _sets(request: Request) -> tuple[PublishedSet, ...]:
    store = service_of(request).settings.store
    if not isinstance(store, Path):
        raise NotFound(
            "The graph is held elsewhere, and its releases are published where it was built.",
            "グラフは別のサーバーにあります。リリースは構築元で公開されています。",
        )
    return published(store)


def _set(request: Request, version: str) -> PublishedSet:
    sets = _sets(request)
    found = next((one for one in sets if one.version == version), None)
    if found is None:
        said = Text(f"リリース {version[:LONGEST]!r} はありません。", f"There is no release {version[:LONGEST]!r}.")
        raise missing(said, neighbours(version, (one.version for one in sets)), SETS)
    return found


def _no_file(found: PublishedSet, path: str) -> NotFound:
    said = Text(
        f"リリース {found.version} に {path[:LONGEST]!r} はありません。",
        f"The release {found.version} has no file {path[:LONGEST]!r}.",
    )
    return missing(said, neighbours(path, (one.path for one in found.files)), SETS)


_STATUSES = (304, 400, 404, 406, 503)
_VERSION, _PATH = place("version", like("2026.11")), place("path", like("manifest.json"))
_TOLD = {"application/json": ANY, **dict.fromkeys(sorted(TURTLE.media_types), TEXT), "text/html": TEXT}
PATHS: Object = {
    SETS: get("The published releases", LISTED, _STATUSES, [LANGUAGE, chosen(("json", "html"))]),
    f"{SETS}{{version}}": get("A release", _TOLD, _STATUSES, [_VERSION, LANGUAGE, chosen(("json", "ttl", "html"))]),
    f"{SETS}{{version}}/{{path}}": get(
        "A file of a release", {"*/*": ANY}, (206, 304, 404, 416, 503), [_VERSION, _PATH, RANGE]
    ),
}
