"""States of a graph store made comparable: all its quads, blank nodes canonical."""

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, parse

from tests.conformance.cases import Graphs
from tests.conformance.values import by_value

State = frozenset[str]


def read(graphs: Graphs, base: str) -> Iterator[Quad]:
    """The quads in the files of a state."""
    for path in graphs.default:
        for quad in parse(path=str(path), base_iri=urljoin(base, path.name), rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
    for graph in graphs.named:
        name = NamedNode(urljoin(base, graph.name))
        for quad in parse(path=str(graph.path), base_iri=name.value, rename_blank_nodes=True):
            yield Quad(quad.subject, quad.predicate, quad.object, name)


def canonical(quads: Iterable[Quad]) -> State:
    """The quads, equal for equal states; graphs that hold nothing do not count (SPARQL 1.1 Update, section 2.2)."""
    dataset = Dataset(Quad(one.subject, one.predicate, by_value(one.object), one.graph_name) for one in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))
