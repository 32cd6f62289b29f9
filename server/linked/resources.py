"""Things and their documents: `/id/program/kakenhi` answers 303 to `/doc/program/kakenhi`, or that with a suffix."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server.addresses import local, spellings
from server.formats import HTML
from server.linked import graphs, links
from server.linked.descriptions import Description, described
from server.linked.documents import document
from server.linked.links import Relation
from server.linked.offers import RESOURCES, parted
from server.linked.reading import Reading, reading
from server.linked.standing import standing
from server.linked.windows import number
from server.pages import frame_of
from server.protocol import wish_of

router = APIRouter(tags=["resources"])
_GRAPHS = "graph/"


@dataclass(frozen=True)
class Asked:
    """What the path of a document names: paths of things, in the spellings that it may mean, and a format."""

    paths: tuple[str, ...]
    suffix: str | None

    def iris(self, base_iri: str) -> list[str]:
        """The IRIs of those things."""
        return [f"{base_iri}{'' if path.startswith(_GRAPHS) else 'id/'}{path}" for path in self.paths]


def asked(raw_path: bytes) -> Asked:
    """What the path asks for: `/doc/program/kakenhi.ttl` the thing `program/kakenhi` as `ttl`. `/id/` has no suffix."""
    spelled = [path.removeprefix("/") for path in spellings(raw_path)]
    place = spelled[0].partition("/")[0] + "/"
    parts = [(path, None) if place == "id/" else parted(path) for path in spelled]
    return Asked(tuple(path.removeprefix(place).rstrip("/") for path, _ in parts), parts[0][1])


@router.get("/id/{kind}/{slug:path}", summary="Where the description of a thing is")
async def thing(request: Request, kind: str, slug: str) -> Response:
    """The way to the document about a thing, in the format that the client likes best."""
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose(RESOURCES, "A description")
    async with reading(request) as read:
        about = await standing(read, asked(request.scope["raw_path"]).iris(read.base_iri))
        address = local(about.node.value, read.base_iri)
    # A person's address has no suffix, so that it can be shared with programs.
    suffix = "" if choice.format is HTML and wish.name is None else f".{choice.format.names[0]}"
    found = (Relation(address, "describedby"), *links.alternates(address, RESOURCES))
    return RedirectResponse(f"{address}{suffix}{links.kept(request)}", 303, links.header(found))


@router.get("/doc/{kind}/{slug:path}", summary="What the graph says about a thing, as RDF, a table or a page")
async def description(request: Request, kind: str, slug: str) -> Response:
    """The thing, a page of what points at it, and where all that is from; a suffix names the format."""
    if slug.endswith("/"):
        return RedirectResponse(request.scope["path"].rstrip("/") + links.kept(request), 308)
    page = number(request.query_params.getlist("page"))
    frame_of(request, "")
    wanted = asked(request.scope["raw_path"])
    wish = wish_of(request, wanted.suffix or request.query_params.get("format"))
    choice = wish.choose(RESOURCES, "A description")
    async with reading(request) as read:
        return await document(read, await _described(read, wanted, page), choice)


async def _described(read: Reading, wanted: Asked, page: int) -> Description:
    iris = wanted.iris(read.base_iri)
    if not wanted.paths[0].startswith(_GRAPHS):
        return await described(read, await standing(read, iris), page)
    about = await graphs.standing(read, iris[0])
    return await described(read, about, page, graphs.statements(about.node))
