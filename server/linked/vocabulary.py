"""The ontology as a document: every class, property and individual with an anchor, the code lists, and all as RDF."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode, QuerySolution

import queries
from server.errors import NotFound
from server.formats import HTML
from server.linked import links
from server.linked.documents import headed, labelled, location, title
from server.linked.links import Relation
from server.linked.offers import DOCUMENTS, parted
from server.linked.pages import Link, Section, Term, VocabularyPage
from server.linked.reading import Reading, reading
from server.pages import frame_of, render
from server.protocol import wish_of
from server.tables import Cell, Cells

router = APIRouter(tags=["resources"])
_OWL = "http://www.w3.org/2002/07/owl#"
_KINDS = {
    "Ontology": ("オントロジー", "Ontology"),
    "Class": ("クラス", "Classes"),
    "ObjectProperty": ("オブジェクトプロパティ", "Object properties"),
    "DatatypeProperty": ("データプロパティ", "Datatype properties"),
    "AnnotationProperty": ("注釈プロパティ", "Annotation properties"),
    "": ("その他の語", "Other terms"),
}
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TEXTS = frozenset(
    {
        NamedNode(_RDFS + "label"),
        NamedNode("http://www.w3.org/2004/02/skos/core#definition"),
        NamedNode("http://purl.org/dc/terms/description"),
    }
)
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LICENCE = NamedNode("http://purl.org/dc/terms/license")
_VERSION = NamedNode(_OWL + "versionIRI")


@router.get("/ontology", summary="The ontology: each term with an anchor, or RDF")
@router.get("/ontology.{suffix}", summary="The ontology in one format")
@router.get("/ontology/{version}", summary="A version of the ontology; only the one in force is here")
async def vocabulary(request: Request, suffix: str | None = None, version: str | None = None) -> Response:
    """The ontology and its code lists."""
    if version is not None:
        version, suffix = parted(version, DOCUMENTS)
    wish = wish_of(request, suffix or request.query_params.get("format"))
    choice = wish.choose(DOCUMENTS, "The ontology")
    async with reading(request) as read:
        ontology, graph = NamedNode(read.base_iri + "ontology"), NamedNode(read.base_iri + "graph/ontology")
        rows = await read.rows(queries.page("terms", graph=graph, ontology=ontology))
        _require(rows, ontology.value, version)
        if choice.format is HTML:
            response = await _page(read, ontology, rows)
        else:
            found = await read.document(queries.page("graph", graph=graph), choice)
            response = Response(found.body, media_type=choice.media_type)
    licences = [row["value"].value for row in rows if row["term"] == ontology and row["property"] == _LICENCE]
    relations = (
        Relation(ontology.value, "canonical"),
        *links.alternates("/ontology", DOCUMENTS),
        *(Relation(licence, "license") for licence in licences),
    )
    place = location("/ontology", choice.format, language=response.headers.get("content-language", ""))
    return headed(response, place, read.release.modified, relations)


def _require(rows: Sequence[QuerySolution], ontology: str, version: str | None) -> None:
    if not rows:
        raise NotFound("The graph holds no ontology.", "グラフにオントロジーがありません。")
    known = [row["value"].value for row in rows if row["property"] == _VERSION]
    if version is not None and f"{ontology}/{version}" not in known:
        here = ", ".join(known)
        raise NotFound(f"<{ontology}/{version}> is not here, but {here}.", f"公開中の版は {here} です。")


async def _page(read: Reading, ontology: NamedNode, rows: Sequence[QuerySolution]) -> Response:
    frame = frame_of(read.request, read.release.manifest.release)
    codes = await read.rows(queries.page("codes", language=Literal(frame.language)))
    page = VocabularyPage(
        frame,
        ontology.value,
        title([row for row in rows if row["term"] == ontology], frame.language).text or "ontology",
        tuple(_sections(rows, read.cells, frame.language == "ja")),
        _codes(codes, read.cells),
        {location("/ontology", one): one for one in DOCUMENTS if one is not HTML},
    )
    return render(read.request, page)


def _sections(rows: Sequence[QuerySolution], cells: Cells, ja: bool) -> Iterator[Section]:
    by_term: dict[str, list[QuerySolution]] = {}
    for row in sorted(rows, key=lambda row: (row["property"].value, row["value"].value)):
        by_term.setdefault(row["term"].value, []).append(row)
    for kind, titles in _KINDS.items():
        terms = [_term(iri, found, cells) for iri, found in sorted(by_term.items()) if _kind(found) == kind]
        if terms:
            yield Section(titles[not ja], tuple(terms))


def _kind(rows: Iterable[QuerySolution]) -> str:
    types = {row["value"].value for row in rows if row["property"] == _TYPE}
    return next((kind for kind in _KINDS if _OWL + kind in types), "")


def _term(iri: str, rows: Iterable[QuerySolution], cells: Cells) -> Term:
    return Term(
        iri.partition("#")[2],
        iri,
        tuple(cells.cell(row["value"]) for row in rows if row["property"] in _TEXTS),
        tuple(
            Link(cells.cell(row["property"]), cells.cell(row["value"])) for row in rows if row["property"] not in _TEXTS
        ),
    )


def _codes(rows: Iterable[QuerySolution], cells: Cells) -> Mapping[Cell, tuple[Cell, ...]]:
    found: dict[Cell, list[Cell]] = {}
    for row in sorted(rows, key=lambda row: (row["scheme"].value, row["notation"].value)):
        scheme = labelled(cells.cell(row["scheme"]), row["schemeLabel"])
        found.setdefault(scheme, []).append(labelled(cells.cell(row["code"]), row["codeLabel"]))
    return {scheme: tuple(codes) for scheme, codes in found.items()}
