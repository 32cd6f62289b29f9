"""The embeds as documents: a page for a frame, or JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from ontology import LICENCE
from server.embedding.discovery import Discovery, discovery_of
from server.embedding.options import THEMES, Options
from server.embedding.views import Link, Row, View
from server.errors import ServerError
from server.formats import HTML
from server.licences import OURS
from server.negotiation import best
from server.notes import note_of
from server.pages import LANGUAGES, Frame, problem_frame
from server.problems import PROBLEM_OFFERS, problem_response
from server.protocol import wish_of
from server.release import Release
from server.service import service_of

# As everywhere (`headers.py`), but that any page may frame it.
SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
)
_LICENCE = Link(OURS, LICENCE.value)
NARROW, WIDE = 320, 640


@dataclass(frozen=True)
class Picture:
    """A picture that takes the place of another where the media query holds; the last has none."""

    address: str
    media: str


@dataclass(frozen=True)
class ViewPage:
    """embed/view.html: a table, with the chart of it, and what its figures are worth."""

    frame: Frame
    theme: str
    view: View
    pictures: tuple[Picture, ...]
    full: str
    licence: Link
    discovery: Discovery | None


@dataclass(frozen=True)
class NearLink:
    """An embed whose slug is nearly the one asked for."""

    name: str
    href: str


@dataclass(frozen=True)
class ProblemInFrame:
    """embed/problem.html: why there is nothing to show."""

    frame: Frame
    theme: str
    error: ServerError
    near: tuple[NearLink, ...]


def view_page(request: Request, release: Release, view: View, options: Options) -> Response:
    """The view as a page for a frame."""
    discovery = discovery_of(request, options.language)
    frame = Frame(options.language, release.manifest.release, "", "")
    full = with_language(view.page, options.language)
    page = ViewPage(frame, options.theme, view, tuple(_pictures(view, options)), full, _LICENCE, discovery)
    links = [f'<{full}>; rel="canonical"', *([discovery.header] if discovery else [])]
    headers = {"Content-Security-Policy": SECURITY, "Link": ", ".join(links)} | _said(release, options)
    html = service_of(request).templates.get_template("embed/view.html").render(page=page, frame=frame)
    return HTMLResponse(html, headers=headers)


def view_json(release: Release, view: View, options: Options) -> Response:
    """The view as JSON; its addresses are relative to that of the answer."""
    members = asdict(view) | {
        "language": options.language,
        "release": release.manifest.release,
        "licence": asdict(_LICENCE),
        "page": with_language(view.page, options.language),
        "rows": [_row(row, options.language) for row in view.rows],
        "total": _row(view.total, options.language) if view.total else None,
    }
    return JSONResponse(members, headers=_said(release, options))


def _row(row: Row, language: str) -> Mapping[str, object]:
    exact = {"exact": row.amount.exact(language)} if row.amount else {}
    return asdict(row) | exact


def _said(release: Release, options: Options) -> dict[str, str]:
    vary = {"Vary": "Accept, Accept-Language", "Content-Language": options.language}
    return vary | {"Last-Modified": release.modified}


def with_language(address: str, language: str) -> str:
    """The address of a page of ours in a language."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def _pictures(view: View, options: Options) -> list[Picture]:
    if not view.picture:
        return []
    themes = ("dark", "light") if options.theme == "auto" else (options.theme,)
    kept = options.given if view.kind == "query" else {}
    made = []
    for theme in themes:
        for width, narrow in ((NARROW, "(max-width: 479px)"), (WIDE, "")):
            dark = "(prefers-color-scheme: dark)" if theme == "dark" and len(themes) > 1 else ""
            asked = {**kept, "lang": options.language, "theme": theme, "width": width}
            media = " and ".join(filter(None, (dark, narrow)))
            made.append(Picture(f"{view.picture}.svg?{urlencode(asked)}", media))
    return made


def framed_problem(request: Request, error: ServerError) -> Response:
    """The error as the client likes it, as a page that fits a frame if it prefers pages."""
    wish = wish_of(request, request.query_params.get("format"))
    media_type = HTML.media_types[0]
    chosen = media_type if wish.name == "html" else best(wish.accept, PROBLEM_OFFERS)
    if chosen != media_type or request.scope["path"].endswith(".json"):
        return problem_response(request, error)
    note_of(request.scope).outcome = error.kind
    frame = problem_frame(request)
    theme = request.query_params.get("theme", THEMES[0])
    page = ProblemInFrame(frame, theme if theme in THEMES else THEMES[0], error, tuple(_near(request, error, frame)))
    html = service_of(request).templates.get_template("embed/problem.html").render(page=page, frame=frame)
    headers = {**error.extras.headers, "Content-Security-Policy": SECURITY, "Content-Language": frame.language}
    return HTMLResponse(html, error.status, headers | {"Vary": "Accept, Accept-Language"})


def _near(request: Request, error: ServerError, frame: Frame) -> list[NearLink]:
    near = error.extras.members.get("near", ())
    place = request.scope["path"].rpartition("/")[0]
    # Near values of a parameter are no embeds.
    if "parameter" in error.extras.members or not isinstance(near, list | tuple):
        return []
    language = frame.language if frame.language in LANGUAGES else LANGUAGES[0]
    return [NearLink(str(name), f"{place}/{name}?lang={language}") for name in near]
