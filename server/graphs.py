"""Triples as documents, with the project's prefixes and JSON-LD context."""

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import IO, Any, NoReturn

from pyoxigraph import QueryTriples, RdfFormat, Triple, serialize

import ontology
from server.formats import Answer, Choice
from server.limits import files_allowed

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class GraphWriter:
    """Writes triples in every RDF format."""

    def __init__(self, prefixes: Mapping[str, str], context: Mapping[str, object], focus: str = "") -> None:
        self._prefixes = dict(prefixes)
        self._context = dict(context)
        self._focus = focus

    def from_(self, focus: str) -> "GraphWriter":
        """The same, whose JSON-LD is a tree from a thing, with what points at it beneath `@reverse`."""
        return GraphWriter(self._prefixes, self._context, focus) if focus else self

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefix to namespace."""
        return self._prefixes

    @property
    def context(self) -> Mapping[str, object]:
        """The JSON-LD context document."""
        return self._context

    def answer(self, triples: Iterable[Triple], choice: Choice) -> Answer:
        """The triples as an answer in the chosen format."""
        file = BytesIO()
        self.write_to(file, triples, choice)
        return Answer(file.getvalue(), choice.media_type)

    def write_to(self, file: IO[bytes], triples: Iterable[Triple], choice: Choice) -> None:
        """Writes the triples to a file, piece by piece; JSON-LD whole, compacted with the project's context."""
        form = choice.format.engine
        assert isinstance(form, RdfFormat), choice  # noqa: S101 (formats.GRAPHS says so)
        if form == RdfFormat.JSON_LD:
            file.write(self._compacted(serialize(triples, format=form) or b"[]"))
        elif isinstance(triples, QueryTriples) and form in {RdfFormat.N_TRIPLES, RdfFormat.N_QUADS}:
            # The engine's own way knows no prefixes, and is faster.
            triples.serialize(file, format=form)
        else:
            ontology.write(triples, file, form, self._prefixes)

    def _compacted(self, expanded: bytes) -> bytes:
        # PyLD takes a tenth of a second and 20 MB to import, which most workers never need. Workers may open no file
        # while they evaluate; that is over here.
        with files_allowed():
            from pyld import jsonld  # noqa: PLC0415

            nodes = _typed(json.loads(expanded))
            options = {"documentLoader": _refuse_to_load}
            if self._focus:
                compacted = jsonld.frame(nodes, self._frame(nodes), options | {"omitGraph": True})
            else:
                compacted = jsonld.flatten(nodes, self._context, options)
        return json.dumps(compacted, ensure_ascii=False).encode()

    def _frame(self, nodes: Iterable[Mapping[str, Any]]) -> Mapping[str, object]:
        pairs = ((name, values) for node in nodes for name, values in node.items() if name[0] != "@")
        found = {name for name, values in pairs if any(value.get("@id") == self._focus for value in values)}
        return frame(self._context, {"@id": self._focus}, found)


def frame(context: Mapping[str, object], wanted: Mapping[str, str], reverse: Iterable[str]) -> Mapping[str, object]:
    """The JSON-LD frame of the wanted things as trees: each node once, and what points at them by these properties."""
    return {**context, **wanted, "@embed": "@once", "@reverse": {name: {} for name in sorted(reverse)}}


def _typed(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Oxigraph writes rdf:type as any other property.
    for node in nodes:
        if types := node.pop(_RDF_TYPE, None):
            node["@type"] = [value["@id"] for value in types]
    return nodes


def _refuse_to_load(address: str, _options: object) -> NoReturn:
    raise LookupError(f"the JSON-LD context must hold everything itself, but names {address}")
