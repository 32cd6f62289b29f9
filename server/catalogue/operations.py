"""What the description of the API says of the catalogue and of what is made for crawlers."""

from collections.abc import Mapping

from server.catalogue.page import OFFERS, SUFFIXES
from server.formats import GRAPHS, HTML
from server.operations import COMMON, LANGUAGE, TEXT, WORD, Object, chosen, get, like, media, names, parameter, place

_CROWDED = (304, 413, 429, 503)
_STATUSES = (*COMMON, 404, 413)
_PAGE = parameter("page", "of the list of datasets", {"type": "integer", "minimum": 1, "maximum": 999_999_999})
_SHOWN = (*OFFERS, HTML)
_FORMAT = chosen(names(_SHOWN))
_SUFFIX = place("suffix", {**WORD, "enum": list(SUFFIXES)})
_NAME = place("name", like("program-1"))
_XML: Mapping[str, Object] = {"application/xml": TEXT}
PATHS: Object = {
    "/catalog": get("The catalogue of datasets", media(_SHOWN), _STATUSES, [_PAGE, LANGUAGE, _FORMAT]),
    "/catalog.{suffix}": get("The catalogue in one format", media(OFFERS), _STATUSES, [_SUFFIX, _PAGE]),
    "/.well-known/void": get("What the graph holds", media(GRAPHS), (*COMMON, 413), [chosen(names(GRAPHS))]),
    "/sitemap.xml": get("The index of the sitemap", _XML, _CROWDED),
    "/sitemap/{name}.xml": get("A part of the sitemap", _XML, (*_CROWDED, 404), [_NAME]),
    "/robots.txt": get("What crawlers may fetch", {"text/plain": TEXT}, (304,)),
    "/llms.txt": get("What is here", {"text/markdown": TEXT}, _CROWDED),
}
