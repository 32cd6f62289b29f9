"""The JSON-LD context, and a frame for each class that makes trees of its things."""

from collections.abc import Mapping
from email.utils import formatdate
from functools import cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode

import ontology
import queries
from queries import Text
from server.errors import Extras, NotFound
from server.formats import JSON_LD
from server.graphs import frame
from server.linked import links
from server.linked.reading import reading
from server.neighbours import hinted, neighbours
from server.protocol import wish_of
from server.service import service_of

router = APIRouter(tags=["resources"])
_CLASSES = frozenset(
    NamedNode(iri) for iri in ("http://www.w3.org/2002/07/owl#Class", "http://www.w3.org/2000/01/rdf-schema#Class")
)


@router.get("/context.jsonld", summary="The JSON-LD context")
async def context(request: Request) -> Response:
    """The context that our JSON-LD is compacted with."""
    choice = wish_of(request, None).choose((JSON_LD,), "The context")
    modified = formatdate((ontology.FOLDER / "context.jsonld").stat().st_mtime, usegmt=True)
    writer = service_of(request).writer
    return JSONResponse(dict(writer.context), headers={"Last-Modified": modified}, media_type=choice.media_type)


@router.get("/context/{name}.frame.jsonld", summary="The JSON-LD frame of a class")
async def class_frame(request: Request, name: str) -> Response:
    """The frame of a class: its things, and beneath them what points at things of the class in this release."""
    choice = wish_of(request, None).choose((JSON_LD,), "A frame")
    iri = _class(name)
    async with reading(request) as read:
        rows = await read.rows(queries.page("reverse", **{"class": NamedNode(iri)}))
        found = {links.TOPIC, *(row["property"].value for row in rows)}
        content = frame(read.service.writer.context, {"@type": iri}, found)
        headers = {"Last-Modified": read.release.modified}
    return JSONResponse(dict(content), headers=headers, media_type=choice.media_type)


def _class(name: str) -> str:
    try:
        return classes()[name]
    except KeyError:
        near = neighbours(name, classes())
        said = Text(f"{name!r} というクラスはありません。", f"There is no class {name!r}.")
        see = [f"/context/{one}.frame.jsonld" for one in near]
        raise NotFound(*hinted(said, near), Extras({"near": near, "see": see})) from None


@cache
def classes() -> Mapping[str, str]:
    """Each class that the ontology declares, by the last part of its IRI; of the same name ours comes first."""
    subjects = (one.subject for one in ontology.triples() if one.object in _CLASSES)
    found = {subject.value for subject in subjects if isinstance(subject, NamedNode)}
    ours_last = sorted(found, key=lambda iri: iri.startswith(ontology.BASE))
    return {iri.replace("#", "/").rpartition("/")[2]: iri for iri in ours_last}
