"""The things of the graph under their own paths: `/id/program/kakenhi` is `<base>id/program/kakenhi`."""

from collections.abc import Sequence
from itertools import islice

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions, QueryTriples, Store

import queries
from server.errors import NotFound
from server.formats import GRAPHS, HTML, Choice
from server.pages import Link, ResourcePage, frame_of, render
from server.protocol import wish_of
from server.results import Query, Result, Term, evaluate, plan
from server.service import Service, service_of
from server.sparql import respond
from server.tables import Cell, Cells
from server.threads import in_thread

router = APIRouter(prefix="/id", tags=["resources"])
_TITLES = tuple(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        "http://www.w3.org/2000/01/rdf-schema#label",
    )
)


@router.get("/{kind}/{slug:path}", summary="What the graph says about a thing, as RDF or as a page")
async def resource(request: Request, kind: str, slug: str) -> Response:
    """The outgoing triples of a thing as RDF; its outgoing and incoming links as a page."""
    wish = wish_of(request, request.query_params.get("format"))
    choice = wish.choose((*GRAPHS, HTML), "A resource")
    iri = f"{service_of(request).settings.base_iri}id/{kind}/{slug}"
    return await in_thread(_answer, request, iri, choice)


def _answer(request: Request, iri: str, choice: Choice) -> Response:
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise _nothing(iri) from error
    if choice.format is HTML:
        return _page(request, node)
    service = service_of(request)
    result = _ask(service, service.releases.current().store, queries.page("resource", resource=node))
    assert isinstance(result, QueryTriples)  # noqa: S101 (resource.rq is a CONSTRUCT)
    triples = list(result)
    if not triples:
        raise _nothing(iri)
    return respond(service.writer.answer(triples, choice))


def _nothing(iri: str) -> NotFound:
    return NotFound(f"The graph says nothing about <{iri}>.", f"<{iri}> についての記述はありません。")


def _ask(service: Service, store: Store, text: str) -> Result:
    return evaluate(store, plan(Query(text, service.settings.endpoint)))


def _page(request: Request, node: NamedNode) -> Response:
    service = service_of(request)
    release = service.releases.current()
    frame = frame_of(request, release.manifest.release)
    language = Literal(frame.language)
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    most = service.settings.rows_per_page
    text = queries.page("outgoing", resource=node, language=language)
    outgoing = list(_solutions(_ask(service, release.store, text)))
    if not outgoing:
        raise _nothing(node.value)
    text = queries.page("incoming", resource=node, language=language)
    found = _solutions(_ask(service, release.store, text))
    incoming = [_link(row, cells) for row in islice(found, most + 1)]
    return render(
        request,
        ResourcePage(
            frame,
            node.value,
            _title(outgoing, frame.language) or cells.short(node.value),
            tuple(_link(row, cells) for row in outgoing),
            tuple(incoming[:most]),
            len(incoming) <= most,
        ),
    )


def _solutions(result: Result) -> QuerySolutions:
    assert isinstance(result, QuerySolutions)  # noqa: S101 (outgoing.rq and incoming.rq are SELECTs)
    return result


def _title(outgoing: Sequence[QuerySolution], language: str) -> str:
    found = [
        (_TITLES.index(row["property"]), row["value"].language != language, row["value"].value)
        for row in outgoing
        if row["property"] in _TITLES and isinstance(row["value"], Literal)
    ]
    return min(found)[2] if found else ""


def _link(row: QuerySolution, cells: Cells) -> Link:
    return Link(
        _labelled(cells.cell(row["property"]), row["propertyLabel"]),
        _labelled(cells.cell(row["value"]), row["valueLabel"]),
    )


def _labelled(cell: Cell, label: Term | None) -> Cell:
    if not isinstance(label, Literal):
        return cell
    return Cell(label.value, cell.kind, cell.href, label.language or "")
