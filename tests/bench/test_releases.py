"""The synthetic graphs: the same in every run, each triple in one graph, and deep enough to measure."""

from collections import Counter

from pyoxigraph import NamedNode, Quad

from bench import documents
from bench.portfolios import DEPTH, portfolio
from bench.releases import batches
from bench.scales import SCALES
from loaders import iris

SMALL = SCALES["10k"]


def _quads() -> list[Quad]:
    return [quad for batch in batches(SMALL) for quad in batch]


def test_each_triple_stands_in_one_graph() -> None:
    counted = Counter(quad.triple for quad in _quads())
    assert len(counted) > 10_000
    assert [triple for triple, number in counted.items() if number > 1] == []


def test_two_runs_give_the_same_graph() -> None:
    def named() -> set[Quad]:
        return {quad for quad in _quads() if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)}

    assert named() == named()


def test_graphs_are_those_of_a_build() -> None:
    expected = {"ontology", "registry", "facts", "inferred", "queries"}
    expected |= {f"document/{row.document}" for row in documents.rows(0, SMALL)}
    assert {quad.graph_name for quad in _quads()} == {iris.graph(name) for name in expected}


def test_programs_reach_the_full_depth() -> None:
    assert {program.depth for program in portfolio(0, SCALES["1M"]).programs} == set(range(1, DEPTH + 1))


def test_programs_follow_each_other_and_vanish() -> None:
    held = portfolio(3, SCALES["1M"])
    followed = {before.slug for before, _ in held.successions}
    ended = {program.slug for program in held.programs if program.last < 2090}
    assert followed
    assert ended - followed
