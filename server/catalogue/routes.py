"""The routes of the catalogue: `/catalog`, `/.well-known/void`, the sitemap, `/robots.txt` and `/llms.txt`."""

from collections.abc import Sequence
from functools import lru_cache

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse

from ontology import LICENCE
from server.catalogue import dcat, notices, sitemap, void, writing
from server.catalogue.datasets import Dataset, datasets
from server.catalogue.edition import Edition, edition_of, said_by, triples
from server.catalogue.page import OFFERS, SUFFIXES, shown
from server.catalogue.paging import Page, number_in, page_of
from server.errors import NotFound
from server.formats import GRAPHS, HTML, Answer, Choice
from server.inventory import Inventory
from server.pages import frame_of, render
from server.protocol import wish_of
from server.service import service_of, visit

router = APIRouter(tags=["catalogue"])
_XML = "application/xml"
_PER_PAGE = 50


@router.get("/catalog", summary="The catalogue of datasets, as DCAT or as a page")
async def catalog(request: Request) -> Response:
    """The datasets of one page (`page`), their files and services."""
    return await _catalog(request, request.query_params.get("format"))


@router.get("/catalog.{suffix}", summary="The catalogue of datasets in the format of the suffix")
async def catalog_file(request: Request, suffix: str) -> Response:
    """The same in Turtle, JSON-LD, RDF/XML or N-Triples."""
    if suffix not in SUFFIXES:
        listed = ", ".join(f".{one}" for one in SUFFIXES)
        raise NotFound(f"There is no /catalog.{suffix}; there is {listed}.", f"使える拡張子は {listed} です。")
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
        response = await run_in_threadpool(_page, request, edition, page)
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
        said = await said_by(request, visited)
    answer = await run_in_threadpool(_counted, edition, said, choice)
    headers = _headers(edition) | {"Link": f'<{edition.catalogue.value}>; rel="describedby"'}
    return Response(answer.content, media_type=answer.media_type, headers=headers)


@router.get("/sitemap.xml", summary="The index of the sitemap")
async def sitemap_index(request: Request) -> Response:
    """Which parts the sitemap has."""
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
        found = await Inventory(service_of(request), visited).kinds()
    kinds = [sitemap.Kind(kind, things) for kind, things in found.items()]
    return Response(sitemap.index(edition, kinds), media_type=_XML, headers=_headers(edition))


@router.get("/sitemap/{name}.xml", summary="A part of the sitemap")
async def sitemap_part(request: Request, name: str) -> Response:
    """At most 10,000 addresses with their pages in both languages."""
    part = None if name == sitemap.SITE else sitemap.part_named(name)
    async with visit(request) as visited:
        edition = await edition_of(request, visited)
        if part is None:
            return Response(sitemap.site(edition), media_type=_XML, headers=_headers(edition))
        found = await Inventory(service_of(request), visited).things(part.kind)
    text = await run_in_threadpool(sitemap.things, edition, part.of(found))
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


def _page(request: Request, edition: Edition, page: Page[Dataset]) -> Response:
    return render(request, shown(edition, page, frame_of(request, edition.manifest.release)))


# A catalogue is made in a tenth of a second, and stays as it is as long as the release.
@lru_cache(32)
def _written(edition: Edition, at: tuple[int, int], choice: Choice) -> Answer:
    """A page of the catalogue, of its number and size, in one format."""
    return writing.answer(dcat.catalogue(edition, page_of(datasets(edition), *at)), choice)


@lru_cache(4)
def _counted(edition: Edition, said: bytes, choice: Choice) -> Answer:
    """The VoID description in one format."""
    return writing.answer(void.description(edition, triples(said)), choice)
