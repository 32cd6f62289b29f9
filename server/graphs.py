"""Triples as documents, with the project's prefixes and JSON-LD context."""

import json
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, NoReturn

from pyld import jsonld
from pyoxigraph import RdfFormat, Triple, serialize

from server.formats import Answer, Choice

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class GraphWriter:
    """Writes triples in every RDF format."""

    def __init__(self, prefixes: Mapping[str, str], context: Mapping[str, object]) -> None:
        self._prefixes = dict(prefixes)
        self._context = dict(context)
        # PyLD keeps its contexts in a cache that is not safe in threads.
        self._lock = Lock()

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix to namespace."""
        return self._prefixes

    def write(self, triples: Iterable[Triple], form: RdfFormat) -> bytes:
        """The triples as a document; JSON-LD is compacted with the project's context."""
        if form == RdfFormat.JSON_LD:
            return self._compact(serialize(triples, format=form) or b"[]")
        written = serialize(triples, format=form, prefixes=self._prefixes) or b""
        return self._sorted(written) if form in {RdfFormat.TURTLE, RdfFormat.TRIG} else written

    def _sorted(self, document: bytes) -> bytes:
        # Oxigraph writes prefixes in another order in each process.
        *prefixes, rest = document.split(b"\n", len(self._prefixes))
        return b"\n".join([*sorted(prefixes), rest])

    def answer(self, triples: Iterable[Triple], choice: Choice) -> Answer:
        """The triples as an answer in the chosen format."""
        form = choice.format.engine
        assert isinstance(form, RdfFormat), choice  # noqa: S101 (formats.GRAPHS says so)
        return Answer(self.write(triples, form), choice.media_type)

    def _compact(self, expanded: bytes) -> bytes:
        with self._lock:
            options = {"documentLoader": _refuse_to_load}
            compacted = jsonld.flatten(_typed(json.loads(expanded)), self._context, options)
        return json.dumps(compacted, ensure_ascii=False).encode()


def _typed(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Oxigraph writes rdf:type as any other property.
    for node in nodes:
        if types := node.pop(_RDF_TYPE, None):
            node["@type"] = [value["@id"] for value in types]
    return nodes


def _refuse_to_load(address: str, _options: object) -> NoReturn:
    raise LookupError(f"the JSON-LD context must hold everything itself, but names {address}")
