"""Random datasets, with everything in them that makes two of them hard to compare."""

from pathlib import Path

from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    serialize,
)

IRIS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in ("a", "b", "c/d", "e#f", "漢")])
BLANKS = st.sampled_from([BlankNode(name) for name in ("x", "y", "z", "c14n0")])
LITERALS = st.one_of(
    st.builds(Literal, st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)),
    st.builds(
        Literal,
        st.sampled_from(["_:x", 'a "b" \\ c', "line\nbreak\r", "\t", "円"]),
        language=st.sampled_from(["ja", "en"]),
    ),
    st.builds(Literal, st.integers(-9, 9)),
    st.builds(Literal, st.booleans()),
)
QUADS = st.builds(
    Quad,
    st.one_of(IRIS, BLANKS),
    IRIS,
    st.one_of(IRIS, BLANKS, LITERALS),
    st.one_of(IRIS, BLANKS, st.just(DefaultGraph())),
)
DATASETS = st.lists(QUADS, max_size=14)
PAIRS = st.tuples(DATASETS, DATASETS, DATASETS).map(lambda three: (three[0] + three[1], three[1] + three[2]))
"""Two datasets that have some quads in common."""


def written(quads: list[Quad], path: Path) -> Path:
    """A file of the quads in their order, twice over: dumps of others may be so."""
    path.write_bytes(2 * (serialize(quads, format=RdfFormat.N_QUADS) or b""))
    return path


def canonical(quads: list[Quad]) -> list[bytes]:
    """The lines of the dataset in canonical form, sorted."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
