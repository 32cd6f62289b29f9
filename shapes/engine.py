"""Triples held against the shapes by pySHACL on rdflib graphs. Slow to import (0.4 s): imported when it is needed."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyoxigraph
import pyshacl
from pyoxigraph import RdfFormat, Triple
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from rdflib.term import Identifier, Node

from shapes.report import Result, Severity

_STRING = "http://www.w3.org/2001/XMLSchema#string"


class _PreparedGraph(Graph):
    """A graph that reads each query once: pySHACL asks the same one again for every node, at 20 ms a reading."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Answer:  # noqa: ANN401 (rdflib's own)
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@cache
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def results(triples: Iterable[Triple], shapes: tuple[Path, ...]) -> Iterator[Result]:
    """Everything that the shapes of these files find in the triples, in no order."""
    data = _filled(_PreparedGraph(), triples)
    _, found, _ = pyshacl.validate(data, shacl_graph=_shapes(shapes), inplace=True)
    assert isinstance(found, Graph), found  # noqa: S101 (else pySHACL failed, and says how)
    for node in found.objects(None, SH.result):
        texts = [str(message) for message in found.objects(node, SH.resultMessage)]
        yield _result(dict(found.predicate_objects(node)), partial(_message, _shapes(shapes), texts))


@cache
def _shapes(files: tuple[Path, ...]) -> Graph:
    quads = (quad for file in files for quad in pyoxigraph.parse(path=file, format=RdfFormat.TURTLE))
    return _filled(Graph(), (quad.triple for quad in quads))


def _filled(graph: Graph, triples: Iterable[Triple]) -> Graph:
    # A literal outside its datatype is for a shape to report; rdflib would log a traceback of each as well.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    term = cache(_rdflib_term)
    for triple in triples:
        graph.add((term(triple.subject), term(triple.predicate), term(triple.object)))
    return graph


def _rdflib_term(term: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | Triple) -> Identifier:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return BNode(term.value)
    assert isinstance(term, pyoxigraph.Literal)  # noqa: S101 (files.py refuses triple terms)
    if term.language:
        return Literal(term.value, lang=term.language)
    # rdflib holds "a" and "a"^^xsd:string for different; its readers write the former.
    return Literal(term.value, datatype=None if term.datatype.value == _STRING else term.datatype.value)


def _result(pairs: Mapping[Node, Node], message: Callable[[Node, str], str]) -> Result:
    shape, path, value = pairs[SH.sourceShape], pairs.get(SH.resultPath), pairs.get(SH.value)
    return Result(
        focus=_name(pairs[SH.focusNode]),
        path=None if path is None else _name(path),
        value=None if value is None else _ntriples(value),
        severity=Severity[str(pairs[SH.resultSeverity]).removeprefix(str(SH)).upper()],
        shape=_name(shape),
        message_ja=message(shape, "ja"),
        message_en=message(shape, "en"),
        component=_name(pairs[SH.sourceConstraintComponent]),
    )


def _message(shapes: Graph, texts: Iterable[str], shape: Node, language: str) -> str:
    # pySHACL drops the language of a message when it fills in {?variables}: it is known by its template.
    said = (message for path in (SH.message, SH.sparql / SH.message) for message in shapes.objects(shape, path))
    (template,) = (str(one) for one in said if isinstance(one, Literal) and one.language == language)
    form = ".*".join(re.escape(part) for part in re.split(r"\{[?$]\w+\}", template))
    return next(text for text in texts if re.fullmatch(form, text))


def _name(node: Node) -> str:
    return f"_:{node}" if isinstance(node, BNode) else str(node)


def _ntriples(node: Node) -> str:
    if isinstance(node, Literal):
        kind = None if node.datatype is None else pyoxigraph.NamedNode(node.datatype)
        return str(pyoxigraph.Literal(str(node), language=node.language, datatype=kind))
    return _name(node) if isinstance(node, BNode) else f"<{node}>"
