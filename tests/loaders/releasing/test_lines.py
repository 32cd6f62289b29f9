from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from loaders.releasing import lines
from loaders.releasing.lines import Line, Lines
from tests.loaders.releasing.datasets import DATASETS, canonical

FEW = st.sets(st.integers(0, 40).map(lambda number: f"<urn:{number // 4}> <urn:p> <urn:{number}> .\n".encode()))


def content(found: set[bytes]) -> Lines:
    return Lines(b"".join(sorted(found)))


@given(FEW, FEW)
def test_what_differs_is_what_one_has_and_the_other_has_not(old: set[bytes], new: set[bytes]) -> None:
    found = list(lines.differing(content(old), content(new)))
    assert found == sorted(found, key=lambda line: line.text)
    assert {line.text for line in found if line.is_added} == new - old
    assert {line.text for line in found if not line.is_added} == old - new


def test_long_equal_stretches_are_skipped_and_what_is_between_them_found() -> None:
    """More than the largest piece that is compared at once, with a change at each end."""
    old = {f"<urn:{number:07}> <urn:p> <urn:o> .\n".encode() for number in range(80_000)}
    new = old - {min(old)} | {b"<urn:a> <urn:p> <urn:o> .\n"}
    found = list(lines.differing(content(old), content(new)))
    assert found == [Line(min(old), is_added=False), Line(max(new), is_added=True)]


@settings(max_examples=50)
@given(FEW, st.integers(0, 12))
def test_the_lines_about_a_subject(found: set[bytes], number: int) -> None:
    subject = f"<urn:{number}>".encode()
    assert list(content(found).about(subject)) == sorted(line for line in found if line.startswith(subject + b" "))


@given(DATASETS)
def test_a_line_holds_a_blank_node_or_only_looks_so(quads: list[Quad]) -> None:
    found = canonical(quads)
    right = {line for line in found if any(lines.blank_nodes(quad) for quad in lines.quads((line,)))}
    assert Lines(b"".join(found)).with_blank_nodes == right


def test_a_triple_term_may_hold_one() -> None:
    line = b"<urn:a> <urn:b> <<( _:x <urn:c> <urn:d> )>> .\n"
    assert lines.has_blank_node(line)
    assert not lines.has_blank_node(line.replace(b"_:x", b"<_:x>").replace(b"<_:x>", b"<urn:x>"))


@pytest.mark.parametrize("text", [b"", b"<urn:a> <urn:b> <urn:c> .\n"])
def test_a_file_of_lines(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.nq"
    path.write_bytes(text)
    with lines.opened(path) as found:
        assert list(found) == text.splitlines(keepends=True)
        assert len(found.sha256) == 64
