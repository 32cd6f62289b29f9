"""The service description; its manifest states the three demands in words only."""

from collections.abc import Callable
from pathlib import Path

import httpx
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from tests.conformance.cases import Description, GraphFile
from tests.conformance.endpoint import Endpoint
from tests.conformance.turtle import TYPE, Term

_SD = "http://www.w3.org/ns/sparql-service-description#"
# Property: class of its subject, and of its value where the vocabulary has one (Service Description, section 3.4).
_SCHEMA: dict[str, tuple[str, str | None]] = {
    "endpoint": ("Service", None),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", None),
    "inputFormat": ("Service", None),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", None),
    "graph": ("NamedGraph", "Graph"),
}
_SUBCLASSES = {"GraphCollection": "Dataset"}
_MAY_BE_FOREIGN = {"EntailmentRegime", "EntailmentProfile", "Function", "Aggregate"}
_CLASSES = {name for pair in _SCHEMA.values() for name in pair if name}
_INSTANCES = {
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
}
_TERMS = _SCHEMA.keys() | _CLASSES | set().union(*_INSTANCES.values())
_EXACTLY_ONE = {"Service": "endpoint", "NamedGraph": "name"}


def test_description(endpoint: Endpoint, description: Description, tmp_path: Path) -> None:
    triples = tmp_path / "triples.ttl"
    triples.write_text("<a> a <b> .", encoding="utf-8")
    endpoint.publish((), [GraphFile("one", triples), GraphFile("two", triples)], b"")
    response = endpoint.send("GET", "", [("accept", "*/*")], b"")
    assert response.status_code == 200, response.text
    _DEMANDS[description.name](endpoint, _graph(response))


def _graph(response: httpx.Response) -> Store:
    kind = response.headers["content-type"].partition(";")[0]
    form = RdfFormat.from_media_type(kind)
    assert form is not None, f"{kind} is no format of RDF"
    graph = Store()
    graph.load(response.content, format=form, base_iri=str(response.url))
    return graph


def _returns_rdf(_endpoint: Endpoint, graph: Store) -> None:
    assert len(graph) > 0


def _names_the_endpoint(endpoint: Endpoint, graph: Store) -> None:
    found = [quad.object for quad in graph.quads_for_pattern(None, _sd("endpoint"), None)]
    assert found == [NamedNode(endpoint.address)]


def _conforms(_endpoint: Endpoint, graph: Store) -> None:
    named = {term.value for quad in graph for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    terms = {iri.removeprefix(_SD) for iri in named if iri.startswith(_SD)}
    assert terms <= _TERMS
    assert [str(quad) for quad in graph if not _fits(graph, quad)] == []
    for name, demanded in _EXACTLY_ONE.items():
        described = [quad.subject for quad in graph.quads_for_pattern(None, TYPE, _sd(name))]
        assert [len(list(graph.quads_for_pattern(one, _sd(demanded), None))) for one in described] == [1] * len(
            described
        )


def _fits(graph: Store, quad: Quad) -> bool:
    """Whether subject and value of a property are of its classes, where it is one of the vocabulary."""
    subject, value = _SCHEMA.get(quad.predicate.value.removeprefix(_SD), (None, None))
    return _is_a(graph, quad.subject, subject) and _is_a(graph, quad.object, value)


def _is_a(graph: Store, term: Term, name: str | None) -> bool:
    if name is None:
        return True
    if isinstance(term, Literal | Triple):
        return False
    if term.value.removeprefix(_SD) in _INSTANCES.get(name, ()):
        return True
    types = {quad.object for quad in graph.quads_for_pattern(term, TYPE, None)}
    # A regime, profile or function may be named without being described.
    allowed = {_sd(name), _sd(_SUBCLASSES.get(name, name))}
    return bool(types & allowed) or (name in _MAY_BE_FOREIGN and not types)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)


_DEMANDS: dict[str, Callable[[Endpoint, Store], None]] = {
    "service-description/returns-rdf": _returns_rdf,
    "service-description/has-endpoint-triple": _names_the_endpoint,
    "service-description/conforms-to-schema": _conforms,
}
