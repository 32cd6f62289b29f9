"""oEmbed 1.0: what a page needs to show one of ours, by the address of ours."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

import queries
from server.embedding.markup import USUAL, Size, frame_markup
from server.embedding.options import THEMES, refused
from server.embedding.policies import PARAMETERS, QUESTION
from server.embedding.targets import Target, target_of
from server.embedding.things import Asking, heading
from server.embedding.thumbnails import thumbnail
from server.errors import BadQuestion, FormatMissing, NotFound
from server.negotiation import best_language
from server.pages import LANGUAGES
from server.questions.inquiry import bound
from server.service import service_of, visit
from server.things import require_known

router = APIRouter(tags=["embedding"])
FORMATS = ("json", "xml")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_MOST = 10**9
# What XML 1.0 cannot hold.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Embed:
    """An answer of the type `rich` (section 2.3.4.4), its members in the order of the specification."""

    title: str
    html: str
    width: int
    height: int
    provider_name: str
    provider_url: str
    cache_age: int
    type: str = "rich"
    version: str = "1.0"


@router.get("/oembed", summary="How a page of ours is embedded")
async def oembed(request: Request) -> Response:
    """The answer as JSON or XML; 404 for addresses of others, 501 for other formats."""
    _require_single(request)
    form = request.query_params.get("format", FORMATS[0])
    if form not in FORMATS:
        listed = ", ".join(FORMATS)
        raise FormatMissing(f"oEmbed answers come as {listed}, not {form[:200]!r}.", f"形式は {listed} です。")
    most = Size(_most(request, "maxwidth"), _most(request, "maxheight"))
    target = _target(request)
    async with visit(request) as visited:
        asking = Asking(service_of(request), visited, target.given["lang"])
        members = await _members(asking, target, most)
        modified = visited.crew.release.modified
    headers = {"Last-Modified": modified, "Content-Language": target.given["lang"], "Vary": "Accept-Language"}
    if form == "json":
        return JSONResponse(members, headers=headers)
    return Response(_xml(members), media_type="text/xml", headers=headers)


def _require_single(request: Request) -> None:
    names = [name for name, _ in request.query_params.multi_items()]
    for name in ("url", "format", "maxwidth", "maxheight"):
        if names.count(name) > 1:
            raise refused(name, f"{name} is given more than once.", f"{name} が複数あります。")


def _most(request: Request, name: str) -> int:
    text = request.query_params.get(name)
    if text is None:
        return _MOST
    if not _NUMBER.fullmatch(text):
        raise refused(
            name,
            f"{name} is a number of pixels from 1 to 999999999, not {text[:200]!r}.",
            f"{name} は 1 以上の画素数です。",
        )
    return int(text)


def _target(request: Request) -> Target:
    address = request.query_params.get("url")
    if not address:
        raise refused(
            "url",
            "The parameter url is missing: the address of a page of this server.",
            "url に、このサーバーのページの URL を指定してください。",
        )
    found = target_of(address, service_of(request).settings)
    if found is None:
        raise NotFound(
            "The address is no page of this server that can be embedded: of a program, a policy or a question.",
            "埋め込めるのは、このサーバーの事業・政策文書・質問のページです。",
        )
    language = found.given.get("lang") or best_language(request.headers.get("accept-language"), LANGUAGES)
    return Target(found.kind, found.name, {**_kept(found), "lang": language})


def _kept(found: Target) -> Mapping[str, str]:
    if found.kind == "query":
        return {**found.given}
    known = ("theme", *(PARAMETERS if found.kind == "policy" else ()))
    return {name: value for name, value in found.given.items() if name in known}


async def _members(asking: Asking, target: Target, most: Size) -> Mapping[str, object]:
    found = asdict(await _embed(asking, target, most))
    picture = await thumbnail(asking, target, most)
    if picture is None:
        return found
    address = asking.service.settings.public_url.rstrip("/") + picture.path
    size = {"thumbnail_width": picture.size.width, "thumbnail_height": picture.size.height}
    return found | {"thumbnail_url": address} | size


async def _embed(asking: Asking, target: Target, most: Size) -> Embed:
    settings = asking.service.settings
    public = settings.public_url.rstrip("/")
    if target.given["lang"] not in LANGUAGES or target.given.get("theme", "auto") not in THEMES:
        raise NotFound("The address has a language or a theme that no page has.", "lang 又は theme が違います。")
    title = await _title(asking, target)
    size = USUAL[target.kind].within(most)
    return Embed(
        title,
        str(frame_markup(public + target.path, title, size)),
        size.width,
        size.height,
        "Seisaku Graph",
        public + "/",
        settings.kept_seconds,
    )


async def _title(asking: Asking, target: Target) -> str:
    given = target.parameters
    try:
        if target.kind == "query":
            return await _question_title(asking, target.name, given)
        if target.kind == "policy":
            bound(queries.question(QUESTION), given)
    except (queries.UnknownQuery, BadQuestion) as error:
        raise NotFound(f"There is no such page: {error}", "そのページはありません。") from error
    return (await heading(asking, target.kind, target.name)).value


async def _question_title(asking: Asking, name: str, given: Mapping[str, str]) -> str:
    question = queries.question(name)
    bound(question, given)
    await require_known(asking.service, asking.visited, question, given)
    return asking.say(question.summary.ja, question.summary.en)


def _xml(members: Mapping[str, object]) -> str:
    lines = (f"<{name}>{escape(_NO_XML.sub('�', str(value)))}</{name}>" for name, value in members.items())
    return '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>' + "".join(lines) + "</oembed>\n"
