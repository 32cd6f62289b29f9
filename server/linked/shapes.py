"""The shapes as a document: what must hold of the graph, each constraint with an anchor, and all as RDF."""

from collections.abc import Iterable, Iterator, Sequence
from email.utils import formatdate
from functools import cache, lru_cache
from itertools import groupby

from fastapi import APIRouter, Request, Response
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple, parse
from starlette.concurrency import run_in_threadpool

import shapes
from server.formats import HTML, Choice
from server.graphs import GraphWriter
from server.linked import links
from server.linked.documents import headed, location
from server.linked.links import Relation
from server.linked.offers import DOCUMENTS
from server.linked.pages import Link, Section, Term, VocabularyPage
from server.pages import Frame, frame_of, render
from server.protocol import wish_of
from server.service import service_of
from server.tables import Cells

router = APIRouter(tags=["resources"])
_MESSAGE = NamedNode("http://www.w3.org/ns/shacl#message")
_PREFIXES = {"sh": "http://www.w3.org/ns/shacl#"}


@router.get("/shapes", summary="The shapes: what must hold, each with an anchor, or RDF")
@router.get("/shapes.{suffix}", summary="The shapes in one format")
async def constraints(request: Request, suffix: str | None = None) -> Response:
    """All shapes that a release is held against."""
    wish = wish_of(request, suffix or request.query_params.get("format"))
    choice = wish.choose(DOCUMENTS, "The shapes")
    service = service_of(request)
    if choice.format is HTML:
        response: Response = await run_in_threadpool(_page, request)
    else:
        content = await run_in_threadpool(_written, service.writer, choice)
        response = Response(content, media_type=choice.media_type)
    relations = (Relation(service.settings.base_iri + "shapes", "canonical"), *links.alternates("/shapes", DOCUMENTS))
    modified = formatdate(max(path.stat().st_mtime for path in shapes.FILES), usegmt=True)
    place = location("/shapes", choice.format, language=response.headers.get("content-language", ""))
    return headed(response, place, modified, relations)


@cache
def _triples() -> Sequence[Triple]:
    """The triples of all files; blank nodes have the same names in each process, so that the ETag stays."""
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, quad.object)
        for path in shapes.FILES
        for quad in parse(path=path, rename_blank_nodes=True)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)


# JSON-LD takes a second.
@lru_cache(16)
def _written(writer: GraphWriter, choice: Choice) -> bytes:
    return writer.answer(_triples(), choice).content


def _page(request: Request) -> Response:
    settings, frame = service_of(request).settings, frame_of(request, "")
    cells = Cells(settings.base_iri, {**service_of(request).writer.prefixes, **_PREFIXES})
    page = VocabularyPage(
        frame,
        settings.base_iri + "shapes",
        frame.say("シェイプ（グラフが満たすべき条件）", "Shapes: what must hold of the graph"),
        tuple(_sections(settings.base_iri + "shapes#", cells, frame)),
        {},
        {location("/shapes", one): one for one in DOCUMENTS if one is not HTML},
    )
    return render(request, page)


def _sections(space: str, cells: Cells, frame: Frame) -> Iterator[Section]:
    own = [one for one in _triples() if isinstance(one.subject, NamedNode) and one.subject.value.startswith(space)]
    terms = [
        _term(iri, tuple(found), cells, frame) for iri, found in groupby(own, key=lambda one: str(one.subject)[1:-1])
    ]
    for name, found in groupby(terms, key=lambda term: term.name.partition("-")[0]):
        yield Section(name, tuple(found))


def _term(iri: str, triples: Iterable[Triple], cells: Cells, frame: Frame) -> Term:
    messages = [one.object for one in triples if one.predicate == _MESSAGE and isinstance(one.object, Literal)]
    messages.sort(key=lambda message: message.language != frame.language)
    found = [one for one in triples if one.predicate != _MESSAGE and isinstance(one.object, NamedNode | Literal)]
    return Term(
        iri.partition("#")[2],
        iri,
        tuple(map(cells.cell, messages)),
        tuple(Link(cells.cell(one.predicate), cells.cell(one.object)) for one in found),
    )
