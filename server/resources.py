"""The things of the graph under their own paths: `/id/program/kakenhi` is `<base>id/program/kakenhi`."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode, QuerySolution

import queries
from server.errors import NotFound
from server.formats import GRAPHS, HTML, Choice
from server.frames import Task
from server.pages import Link, ResourcePage, frame_of, render
from server.protocol import wish_of
from server.rows import Term
from server.runs import Visit
from server.service import service_of, visit
from server.tables import Cell, Cells, read_rows

router = APIRouter(prefix="/id", tags=["resources"])
# `incoming.rq` answers one more at the most: thousands of things point at a fiscal year.
_INCOMING = 500
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
    try:
        node = NamedNode(iri)
    except ValueError as error:
        raise _nothing(iri) from error
    async with visit(request) as visited:
        if choice.format is HTML:
            return await _page(request, node, visited)
        return await _graph(request, node, visited, choice)


async def _graph(request: Request, node: NamedNode, visited: Visit, choice: Choice) -> Response:
    task = Task(queries.page("resource", resource=node), _base(request), choice.media_type, some=True)
    try:
        answer = await service_of(request).runs.collect(visited, task)
    except NotFound as error:
        raise _nothing(node.value) from error
    return Response(answer.body, media_type=answer.header.media_type)


def _nothing(iri: str) -> NotFound:
    return NotFound(f"The graph says nothing about <{iri}>.", f"<{iri}> についての記述はありません。")


def _base(request: Request) -> str:
    return service_of(request).settings.endpoint


async def _page(request: Request, node: NamedNode, visited: Visit) -> Response:
    service = service_of(request)
    frame = frame_of(request, visited.crew.release.manifest.release)
    cells = Cells(service.settings.base_iri, service.writer.prefixes)
    most = min(service.settings.rows_per_page, _INCOMING)
    asked: dict[str, NamedNode | Literal] = {"resource": node, "language": Literal(frame.language)}
    outgoing = await _rows(request, visited, queries.page("outgoing", **asked), None)
    if not outgoing:
        raise _nothing(node.value)
    incoming = await _rows(request, visited, queries.page("incoming", **asked), most + 1)
    return render(
        request,
        ResourcePage(
            frame,
            node.value,
            _title(outgoing, frame.language) or cells.short(node.value),
            tuple(_link(row, cells) for row in outgoing),
            tuple(_link(row, cells) for row in incoming[:most]),
            len(incoming) <= most,
        ),
    )


async def _rows(request: Request, visited: Visit, text: str, most: int | None) -> Sequence[QuerySolution]:
    task = Task(text, _base(request), HTML.media_types[0], rows=most)
    answer = await service_of(request).runs.collect(visited, task)
    return list(read_rows(answer.body)[1])


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
