"""What follows from the graph: the rules of `queries/rules/`, applied until nothing new follows."""

from pyoxigraph import Quad, QueryTriples, Store

import queries
from loaders import iris

GRAPH = iris.graph("inferred")


def infer(store: Store) -> int:
    """The number of triples added to the graph `inferred`: none that another graph holds already."""
    added = 0
    while new := _new(store):
        store.extend(new)
        added += len(new)
    return added


def _new(store: Store) -> list[Quad]:
    found: dict[Quad, None] = {}
    for rule in queries.rules():
        result = store.query(rule, use_default_graph_as_union=True)
        assert isinstance(result, QueryTriples)  # noqa: S101 (a rule is a CONSTRUCT)
        for triple in result:
            if next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object), None) is None:
                found[Quad(triple.subject, triple.predicate, triple.object, GRAPH)] = None
    return list(found)
