"""The routes of the catalogue: `/catalog`, `/.well-known/void`, the sitemap, `/robots.txt` and `/llms.txt`."""

from collections.abc import Sequence
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from pyoxigraph import Literal, QuerySolution

import queries
from ontology import LICENCE
from server.catalogue import dcat, notices, sitemap, void, writing
from server.catalogue.datasets import Dataset, datasets
from server.catalogue.edition import Edition, edition_of
from server.catalogue.page import OFFERS, SUFFIXES, shown
from server.catalogue.paging import Page, number_in, page_of
from server.errors import NotFound
from server.formats import GRAPHS, HTML, Answer, Choice
from server.frames import Task
from server.pages import frame_of, render
from server.protocol import wish_of
from server.runs import Visit
from server.service import service_of, visit
from server.tables import read_rows

router = APIRouter(tags=["catalogue"])
_XML = "application/xml"
_PER_PAGE = 100


@router.get("/catalog", summary="The catalogue of datasets, as DCAT or as a page")
async def catalog(request: Request) -> Response:
    """The datasets of one page (`page`), their files and services."""
    return await _catalog(request, request.query_params.get("format"))


@router.get("/catalog.{suffix}", summary="The catalogue of datasets in the format of the suffix")
async def catalog_file(request: Request, suffix: str) -> Response:
    """The same in Turtle, JSON-LD, RDF/XML or N-Triples."""
    if suffix not in SUFFIXES:
        raise NotFound(f"There is no /catalog.{suffix}; there is {', '.join(f'.{one}' for one in SUFFIXES)}.")
    return await _catalog(request, suffix)


async def _catalog(request: Request, name: str | None) -> Response:
    choice = wish_of(request, name).choose((*OFFERS, HTML), "The catalogue")
    number = number_in(request.query_params.getlist("page"))
    service = service_of(request)
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
    page = page_of(datasets(edition), number, min(_PER_PAGE, service.settings.rows_per_page))
    headers = _headers(edition) | {"Link": ", ".join(_links(edition, page, choice))}
    if choice.format is HTML:
        response: Response = render(
            request, await run_in_threadpool(shown, edition, page, frame_of(request, edition.manifest.release))
        )
        response.headers.update(headers | {"Vary": response.headers["Vary"]})
        return response
    answer = await run_in_threadpool(_written, edition, (number, page.size), choice)
    return Response(answer.content, media_type=answer.media_type, headers=headers)


@router.get(void.PATH, summary="What the graph holds, counted: VoID")
async def void_description(request: Request) -> Response:
    """The VoID description of the whole graph and each named graph."""
    choice = wish_of(request, request.query_params.get("format")).choose(GRAPHS, "The VoID description")
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
    answer = await run_in_threadpool(_written, edition, None, choice)
    headers = _headers(edition) | {"Link": f'<{edition.catalogue.value}>; rel="describedby"'}
    return Response(answer.content, media_type=answer.media_type, headers=headers)


@router.get("/sitemap.xml", summary="The index of the sitemap")
async def sitemap_index(request: Request) -> Response:
    """Which parts the sitemap has."""
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
        rows = await _rows(request, visited, queries.page("kinds", space=_space(request)))
    kinds = [sitemap.Kind(_text(row, "kind"), int(_text(row, "things"))) for row in rows]
    return Response(sitemap.index(edition, kinds), media_type=_XML, headers=_headers(edition))


@router.get("/sitemap/{name}.xml", summary="A part of the sitemap")
async def sitemap_part(request: Request, name: str) -> Response:
    """At most 50,000 addresses with their pages in both languages."""
    part = None if name == sitemap.SITE else sitemap.part_named(name)
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
        if part is None:
            return Response(sitemap.site(edition), media_type=_XML, headers=_headers(edition))
        rows = await _rows(request, visited, queries.page("things", space=_space(request, f"{part.kind}/")))
    text = sitemap.things(edition, part.of([_text(row, "thing") for row in rows]))
    return Response(text, media_type=_XML, headers=_headers(edition))


@router.get("/robots.txt", summary="What crawlers may fetch")
async def robots(request: Request) -> Response:
    """RFC 9309."""
    return PlainTextResponse(notices.robots(service_of(request).settings.public_url))


@router.get("/llms.txt", summary="What is here, for programs that read text")
async def llms(request: Request) -> Response:
    """Markdown as https://llmstxt.org/ has it."""
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
    return Response(notices.llms(edition), media_type="text/markdown", headers=_headers(edition))


def _headers(edition: Edition) -> dict[str, str]:
    # The compression of an answer would leave out Accept.
    changes = edition.last_modified
    return {"Last-Modified": changes, "Vary": "Accept, Accept-Encoding"}


def _space(request: Request, path: str = "") -> Literal:
    return Literal(f"{service_of(request).settings.base_iri}id/{path}")


async def _rows(request: Request, visited: Visit, text: str) -> Sequence[QuerySolution]:
    service = service_of(request)
    answer = await service.runs.collect(visited, Task(text, service.settings.endpoint, HTML.media_types[0]))
    return list(read_rows(answer.body)[1])


def _text(row: QuerySolution, name: str) -> str:
    return str(getattr(row[name], "value", ""))


def _links(edition: Edition, page: Page[Dataset], choice: Choice) -> Sequence[str]:
    this = f"?page={page.number}" if page.number > 1 else ""
    canonical = edition.catalogue.value + this
    beside = [
        (f"{edition.catalogue.value}.{one.names[0]}{this}", one.media_types[0])
        for one in OFFERS
        if one is not choice.format
    ]
    others = [("prev", page.number - 1), ("next", page.number + 1)]
    return [
        f'<{canonical}>; rel="canonical"',
        *(f'<{address}>; rel="alternate"; type="{media_type}"' for address, media_type in beside),
        *(f'<{edition.catalogue.value}?page={at}>; rel="{rel}"' for rel, at in others if 1 <= at <= page.last),
        f'<{edition.at(void.PATH)}>; rel="describedby"',
        f'<{LICENCE.value}>; rel="license"',
    ]


# A catalogue is made in a tenth of a second, and stays as it is as long as the release.
@lru_cache(32)
def _written(edition: Edition, at: tuple[int, int] | None, choice: Choice) -> Answer:
    """The catalogue (page and size) or the VoID description in one format."""
    made = void.description(edition) if at is None else dcat.catalogue(edition, page_of(datasets(edition), *at))
    return writing.answer(made, choice)
