"""`/embed/`: how to embed, with code to copy and a live preview."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

import queries
from server.embedding import component
from server.embedding.markup import USUAL, frame_markup
from server.embedding.options import THEMES, options_of, refused
from server.embedding.targets import Target, target_at
from server.pages import Frame, frame_of
from server.service import service_of, visit

router = APIRouter(prefix="/embed", tags=["embedding"])
KINDS = ("program", "policy", "query")
# The preview shows a frame and runs the component; both are our own.
_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class GuidePage:
    """embed/guide.html: the embed that was chosen, as code and as it looks."""

    frame: Frame
    target: Target
    theme: str
    kinds: tuple[str, ...]
    themes: tuple[str, ...]
    public_url: str
    frame_code: str
    preview: Markup
    integrity: str


@router.get("/", summary="How to embed, with code to copy and a preview")
async def guide(request: Request) -> Response:
    """The page; `kind` and `name` choose what it shows."""
    options = options_of(request, ("kind", "name"))
    async with visit(request) as visited:
        release = visited.crew.release
    frame = frame_of(request, release.manifest.release)
    target = _target(options.given.get("kind", KINDS[0]), options.given.get("name", ""))
    shown = Target(target.kind, target.name, {"lang": options.language, "theme": options.theme})
    public, size = service_of(request).settings.public_url.rstrip("/"), USUAL[target.kind]
    title = f"Seisaku Graph: {target.name}"
    code, preview = (frame_markup(base + shown.path, title, size) for base in (public, ""))
    page = GuidePage(frame, target, options.theme, KINDS, THEMES, public, str(code), preview, component.integrity())
    html = service_of(request).templates.get_template("embed/guide.html").render(page=page, frame=frame)
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": frame.language, "Last-Modified": release.modified}
    return HTMLResponse(html, headers=headers | {"Content-Security-Policy": _SECURITY})


def _target(kind: str, name: str) -> Target:
    if kind not in KINDS:
        listed = ", ".join(KINDS)
        raise refused("kind", f"kind is one of {listed}, not {kind[:200]!r}.", f"kind は {listed} のいずれかです。")
    found = target_at(f"/embed/{kind}/{name.strip() or _example(kind)}")
    if found is None:
        raise refused(
            "name", f"{name[:200]!r} is no slug such as brain-neuro.", f"{name[:200]!r} は識別子ではありません。"
        )
    return found


def _example(kind: str) -> str:
    if kind == "query":
        return queries.questions()[0].name
    parameters = (one for question in queries.questions() for one in question.parameters)
    return next((one.default for one in parameters if one.kind == kind), kind)
