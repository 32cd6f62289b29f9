"""The release that is served, as a thing: `/id/release/<release>` and its document."""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Triple

from ontology import DCTERMS, RDF, SD, VOID
from server.census import counted
from server.errors import Extras, NotFound
from server.formats import HTML, Format
from server.linked import links
from server.linked.descriptions import date_time
from server.linked.documents import headed, location
from server.linked.links import Relation
from server.linked.offers import DOCUMENTS, parted
from server.linked.pages import Link, ResourcePage, Turns
from server.linked.reading import Reading, reading
from server.pages import frame_of, render
from server.protocol import wish_of
from server.release import Release

router = APIRouter(tags=["resources"])
_TITLES = ("政策グラフ", "Seisaku Graph")
_SPARQL = "http://rdfs.org/ns/void#sparqlEndpoint"
_SUBSET = "http://rdfs.org/ns/void#subset"
_DUMP = "http://rdfs.org/ns/void#dataDump"


@router.get("/id/release/{name}", summary="Where the description of a release is")
async def release(request: Request, name: str) -> Response:
    """The way to the document about the release."""
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose(DOCUMENTS, "A release")
    async with reading(request) as read:
        await _required(read, name)
    address = f"/doc/release/{name}"
    suffix = "" if choice.format is HTML and wish.name is None else f".{choice.format.names[0]}"
    found = (Relation(address, "describedby"), *links.alternates(address, DOCUMENTS))
    return RedirectResponse(address + suffix, 303, links.header(found))


@router.get("/doc/release/{name}", summary="What a release holds, as RDF or a page")
async def description(request: Request, name: str) -> Response:
    """The release with its size, its graphs and where it can be had."""
    stem, suffix = parted(name, DOCUMENTS)
    wish = wish_of(request, suffix or request.query_params.get("format"))
    choice = wish.choose(DOCUMENTS, "A release")
    async with reading(request) as read:
        found = await _required(read, stem)
        node = NamedNode(f"{read.base_iri}id/release/{stem}")
        triples = tuple(_statements(read, node, found))
        if choice.format is HTML:
            response = _page(read, node, triples)
        else:
            answer = read.service.writer.from_(node.value).answer(triples, choice)
            response = Response(answer.content, media_type=answer.media_type)
    address = f"/doc/release/{stem}"
    relations = (Relation(node.value, "describes"), *links.alternates(address, DOCUMENTS))
    place = location(address, choice.format, language=response.headers.get("content-language", ""))
    return headed(response, place, found.modified, relations)


async def _required(read: Reading, name: str) -> Release:
    found = await counted(read.request, read.visited)
    here = found.manifest.release
    if name != here:
        see = [f"/doc/release/{here}"]
        raise NotFound(
            f"The release {name!r} is not served here; the one that is, is {here}.",
            f"リリース {name!r} は公開していません。公開中のリリースは {here} です。",
            Extras({"near": [here], "see": see}),
        )
    return found


def _statements(read: Reading, node: NamedNode, found: Release) -> Iterator[Triple]:
    settings = read.service.settings
    yield Triple(node, RDF.type, VOID.Dataset)
    yield Triple(node, DCTERMS.title, Literal(_TITLES[0], language="ja"))
    yield Triple(node, DCTERMS.title, Literal(_TITLES[1], language="en"))
    yield Triple(node, DCTERMS.identifier, Literal(found.manifest.release))
    yield Triple(node, DCTERMS.issued, date_time(found.modified))
    yield Triple(node, VOID.triples, Literal(found.manifest.triples))
    yield Triple(node, NamedNode(_SPARQL), NamedNode(settings.endpoint))
    if found.dump is not None and found.dump.is_file():
        yield Triple(node, NamedNode(_DUMP), NamedNode(f"{settings.public_url.rstrip('/')}/dumps/seisaku.nq"))
    for graph in found.manifest.graphs:
        yield Triple(node, NamedNode(_SUBSET), NamedNode(graph.iri))
        yield Triple(NamedNode(graph.iri), RDF.type, SD.NamedGraph)
        yield Triple(NamedNode(graph.iri), VOID.triples, Literal(graph.triples))


def _page(read: Reading, node: NamedNode, triples: tuple[Triple, ...]) -> Response:
    frame, cells = frame_of(read.request, read.release.manifest.release), read.cells
    own = (Link(cells.cell(one.predicate), cells.cell(one.object)) for one in triples if one.subject == node)
    formats: dict[str, Format] = {
        location(f"/doc{node.value.removeprefix(read.base_iri + 'id')}", one): one
        for one in DOCUMENTS
        if one is not HTML
    }
    name = f"{frame.say(*_TITLES)} {read.release.manifest.release}"
    return render(
        read.request,
        ResourcePage(frame, node.value, name, tuple(own), (), (), Turns(0, 1, {}), formats, {}, (), Markup()),
    )
