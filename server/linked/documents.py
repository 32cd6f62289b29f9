"""Descriptions as responses: a page or a document, with what else there is about the thing."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote, urlencode

from fastapi import Response
from pyoxigraph import Literal, NamedNode, QuerySolution

from server.addresses import local
from server.catalogue import programs
from server.formats import HTML, Choice, Format
from server.linked import graphs, links
from server.linked.companions import companions
from server.linked.descriptions import Description
from server.linked.links import Relation
from server.linked.offers import CSV, RESOURCES
from server.linked.pages import Fragment, Link, Origin, ResourcePage, Turns
from server.linked.reading import Reading
from server.linked.windows import Window, relations
from server.pages import Frame, frame_of, render
from server.rows import Term
from server.tables import Cell, Cells

_TITLES = tuple(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        "http://www.w3.org/2000/01/rdf-schema#label",
    )
)


async def document(reading: Reading, description: Description, choice: Choice) -> Response:
    """The description in the format of the choice."""
    if choice.format is HTML:
        response = await _page(reading, description)
    elif choice.format is CSV:
        frame = frame_of(reading.request, "")
        found = await reading.document(description.query("table", wanted=Literal(frame.language)), choice)
        response = Response(found.body, media_type=choice.media_type, headers=_in(frame.language))
    else:
        text = description.graph(release_iri(reading), reading.release.modified)
        found = await reading.document(text, choice, description.about.node.value)
        response = Response(found.body, media_type=choice.media_type)
    address, page = local(description.document, reading.base_iri), description.window.number
    place = location(address, choice.format, page, response.headers.get("content-language", ""))
    return headed(response, place, reading.release.modified, _relations(reading, description, address))


def _in(language: str) -> dict[str, str]:
    return {"Vary": "Accept, Accept-Language", "Content-Language": language}


def release_iri(reading: Reading) -> str:
    """What the release that is read is called."""
    return f"{reading.base_iri}id/release/{reading.release.manifest.release}"


def headed(response: Response, location: str, modified: str, found: Iterable[Relation]) -> Response:
    """The response with the headers that all documents have: where this format of it is, since when, and links."""
    response.headers["Content-Location"] = quote(location, safe="/%:@!$&'()*+,;=~?")
    response.headers["Last-Modified"] = modified
    response.headers.setdefault("Vary", "Accept")
    # A page may have said already how it can be embedded.
    said = response.headers.get("link")
    response.headers["Link"] = ", ".join([*([said] if said else []), *map(str, found)])
    return response


def location(address: str, form: Format, page: int = 1, language: str = "") -> str:
    """The address of a document in one format."""
    parameters = ({"page": page} if page > 1 else {}) | ({"lang": language} if language else {})
    return f"{address}.{form.names[0]}{f'?{urlencode(parameters)}' if parameters else ''}"


def _relations(reading: Reading, description: Description, address: str) -> Iterator[Relation]:
    node, number = description.about.node.value, description.window.number
    yield Relation(description.document, "canonical")
    yield Relation(node, "describes")
    yield Relation(node, links.TOPIC)
    for one in RESOURCES:
        yield Relation(location(address, one, number), "alternate", one.media_types[0])
    for licence in description.about.licences:
        yield Relation(licence.value, "license")
    for source in description.about.sources:
        yield Relation(local(source.graph.value, reading.base_iri) or source.graph.value, links.PROVENANCE)
    yield from relations(description.window, reading.request.scope["path"])


async def _page(reading: Reading, description: Description) -> Response:
    frame = frame_of(reading.request, reading.release.manifest.release)
    language = Literal(frame.language)
    outgoing = sorted(await reading.rows(description.query("outgoing", language=language)), key=_place)
    incoming = sorted(await reading.rows(description.query("incoming", language=language)), key=_place)
    node, cells = description.about.node, reading.cells
    address, number = local(description.document, reading.base_iri), description.window.number
    own = [row for row in outgoing if row["subject"] == node]
    heading = title(own, frame.language)
    page = ResourcePage(
        frame,
        node.value,
        heading.text or cells.short(node.value),
        tuple(_link(row, cells) for row in own),
        tuple(_fragments(node, outgoing, cells)),
        tuple(_link(row, cells) for row in incoming),
        _turns(description.window, address, frame),
        {location(address, one, number): one for one in RESOURCES if one is not HTML},
        graphs.files(address) if address.startswith("/doc/graph/") else {},
        tuple(_origins(reading, description, frame)),
        await programs.markup(reading.request, reading.visited, node, frame.language),
        heading.language,
        companions(address, frame.language, drawn=bool(heading.text)),
    )
    return render(reading.request, page)


def _place(row: QuerySolution) -> tuple[str, str]:
    return str(row["property"]), str(row["value"])


def _turns(window: Window, address: str, frame: Frame) -> Turns:
    pages = {rel: f"{address}?{urlencode({'page': number, 'lang': frame.language})}" for rel, number in window.named()}
    return Turns(window.total, window.offset + 1, pages if window.last > 1 else {})


def _fragments(node: NamedNode, rows: Sequence[QuerySolution], cells: Cells) -> Iterator[Fragment]:
    for subject in dict.fromkeys(row["subject"] for row in rows if row["subject"] != node):
        fragment = str(subject.value).removeprefix(node.value + "#")
        yield Fragment(fragment, tuple(_link(row, cells) for row in rows if row["subject"] == subject))


def _origins(reading: Reading, description: Description, frame: Frame) -> Iterator[Origin]:
    for source in description.about.sources:
        licences = tuple(Cell(one.value, "iri", one.value) for one in source.licences)
        title = source.title(frame.language)
        yield Origin(Cell(title, "iri", reading.cells.link(source.graph.value)), licences)


def title(outgoing: Sequence[QuerySolution], language: str) -> Cell:
    """The best title among the rows about a thing, in a language if there is one; empty if there is none."""
    found = [
        (_TITLES.index(row["property"]), row["value"].language != language, row["value"].value, row["value"].language)
        for row in outgoing
        if row["property"] in _TITLES and isinstance(row["value"], Literal)
    ]
    _, _, text, spoken = min(found, default=(0, False, "", None))
    return Cell(text, language=spoken or "")


def _link(row: QuerySolution, cells: Cells) -> Link:
    return Link(
        labelled(cells.cell(row["property"]), row["propertyLabel"]),
        labelled(cells.cell(row["value"]), row["valueLabel"]),
    )


def labelled(cell: Cell, label: Term | None) -> Cell:
    """The cell under its label, where it has one."""
    if not isinstance(label, Literal):
        return cell
    return Cell(label.value, cell.kind, cell.href, label.language or "")
