"""What the description of the API says of the documents about IRIs of ours."""

from collections.abc import Mapping, Sequence

from server.formats import GRAPHS, JSON_LD
from server.linked.offers import DOCUMENTS, RESOURCES, suffixes
from server.operations import (
    COMMON,
    LANGUAGE,
    TEXT,
    Object,
    chosen,
    get,
    like,
    media,
    names,
    operation,
    parameter,
    place,
)

_JSON, _RDF, _TRIPLES = media((JSON_LD,)), media(DOCUMENTS), media(GRAPHS)
_FORMAT = chosen(names(DOCUMENTS))
_THING = (place("kind", like("program")), place("slug", like("bbj")))
_THING_FORMAT = chosen(names(RESOURCES))
_PAGE = parameter("page", "of what points at it", {"type": "integer", "minimum": 1, "maximum": 999_999_999})
_RELEASE = place("name", like("r1"))
_SUFFIXED = [place("suffix", {**TEXT, "enum": list(suffixes(DOCUMENTS))}), LANGUAGE]
_GRAPH = [place("name", like("registry.nt")), chosen(names(GRAPHS))]
_STATUSES = (*COMMON, 404)


def _elsewhere(summary: str, parameters: Sequence[Object], content: Mapping[str, Object] | None = None) -> Object:
    described = operation(summary, content or {}, (303, *_STATUSES, 410), parameters)
    if content is None:
        del described["responses"]["200"]
    return {"get": described}


def _document(path: str, summary: str) -> Object:
    return {
        path: get(summary, _RDF, COMMON, [LANGUAGE, _FORMAT]),
        f"{path}.{{suffix}}": get(summary, _RDF, COMMON, _SUFFIXED),
    }


_DESCRIBED = get(
    "What the graph says about a thing",
    media(RESOURCES),
    (*_STATUSES, 308, 410, 413),
    [*_THING, _PAGE, LANGUAGE, _THING_FORMAT],
)
_VERSION = [place("version", like("0.1.0")), LANGUAGE]
_NAMED_GRAPH = "The triples of a named graph, with a suffix such as .nt; without it where its description is"
PATHS: Object = {
    "/id/{kind}/{slug}": _elsewhere("Where the description of a thing is", [*_THING, _THING_FORMAT]),
    "/doc/{kind}/{slug}": _DESCRIBED,
    "/id/release/{name}": _elsewhere("Where the description of a release is", [_RELEASE, _FORMAT]),
    "/doc/release/{name}": get("What a release holds", _RDF, _STATUSES, [_RELEASE, LANGUAGE, _FORMAT]),
    **_document("/ontology", "The ontology, code lists and all"),
    "/ontology/{version}": get("A version of the ontology", _RDF, _STATUSES, _VERSION),
    **_document("/shapes", "The shapes"),
    "/graph/{name}": _elsewhere(_NAMED_GRAPH, _GRAPH, _TRIPLES),
    "/context.jsonld": get("The JSON-LD context", _JSON, (304, 406)),
    "/context/{name}.frame.jsonld": get(
        "The JSON-LD frame of a class", _JSON, _STATUSES, [place("name", like("Program"))]
    ),
}
