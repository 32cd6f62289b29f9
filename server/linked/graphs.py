"""Named graphs: `/graph/registry` leads to what is said of it, `/graph/registry.ttl` is what it says itself."""

from collections.abc import Iterator, Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode, Triple
from starlette.types import Receive, Scope, Send

import queries
from ontology import RDF, SD
from server.addresses import local, spellings
from server.census import counted
from server.coding import coding_of
from server.errors import NotFound
from server.formats import GRAPHS, HTML, Format
from server.frames import Task
from server.linked import links
from server.linked import standing as standings
from server.linked.links import Relation
from server.linked.offers import RESOURCES, parted
from server.linked.reading import Reading, reading
from server.linked.standing import Standing
from server.protocol import header, wish_of
from server.service import service_of, visit
from server.sparql import Exchange

router = APIRouter(tags=["resources"])
_DUMP = "http://rdfs.org/ns/void#dataDump"


async def standing(read: Reading, iri: str) -> Standing:
    """A graph, whether or not the catalogue describes it; raises NotFound with near ones."""
    release = await counted(read.request, read.visited)
    try:
        return await standings.standing(read, [iri])
    except NotFound:
        if iri in {graph.iri for graph in release.manifest.graphs}:
            return Standing(NamedNode(iri), ())
        raise


@router.get("/graph/{name:path}", summary="A named graph: where its description is, or its triples by suffix")
async def graph(request: Request, name: str) -> Response:
    """With a suffix the triples of a graph, without it the way to its description."""
    path = spellings(request.scope["raw_path"])[0].removeprefix("/")
    stem, suffix = parted(path, GRAPHS)
    async with reading(request) as read:
        about = await standing(read, read.base_iri + stem.rstrip("/"))
    if suffix is not None:
        return Triples(about.node.value, suffix)
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose(RESOURCES, "A description")
    address = local(about.node.value, read.base_iri)
    ending = "" if choice.format is HTML and wish.name is None else f".{choice.format.names[0]}"
    items = (Relation(place, "item", one.media_types[0]) for place, one in files(address).items())
    found = (Relation(address, "describedby"), *items)
    return RedirectResponse(f"{address}{ending}{links.kept(request)}", 303, links.header(found))


def files(document: str) -> Mapping[str, Format]:
    """Where the triples are of the graph that has this document, and in which formats."""
    return {f"{document.removeprefix('/doc')}.{one.names[0]}": one for one in GRAPHS}


def statements(graph: NamedNode) -> Iterator[Triple]:
    """What is true of any graph here: that it is one, and where its triples are."""
    yield Triple(graph, RDF.type, SD.NamedGraph)
    for one in GRAPHS:
        yield Triple(graph, NamedNode(_DUMP), NamedNode(f"{graph.value}.{one.names[0]}"))


class Triples(Response):
    """The triples of a graph, sent as they come from a worker."""

    def __init__(self, iri: str, suffix: str) -> None:
        super().__init__()
        self._iri = iri
        self._suffix = suffix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; raises ServerError before an answer has begun, AnswerBroken after."""
        request = Request(scope, receive)
        async with visit(request) as visited:
            await Exchange(service_of(request), visited, scope, send).answer(self._task(request))

    def _task(self, request: Request) -> Task:
        settings = service_of(request).settings
        return Task(
            queries.page("graph", graph=NamedNode(self._iri)),
            settings.endpoint,
            name=self._suffix,
            parse_only=bool(request.scope.get("bodiless")),
            seconds=settings.query_seconds + settings.quick_seconds,
            coding=coding_of(header(request.scope, b"accept-encoding")),
            graph=self._iri,
        )
