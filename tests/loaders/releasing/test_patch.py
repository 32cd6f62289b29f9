"""What a patch makes of a dataset, by a reader of RDF Patches that knows nothing of the writer."""

import io
import re
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad, RdfFormat, parse

from loaders.releasing import listing
from loaders.releasing.changes import Comparison
from loaders.releasing.sides import side
from tests.loaders.releasing.datasets import PAIRS, canonical, written

PREFIX = re.compile(r'PA "[^"]*" "[^"]+" \.')
HEADER = re.compile(r"H [a-z0-9-]+ \S.* \.")


def patched(quads: set[Quad], patch: str) -> set[Quad]:
    """The quads after the patch; blank nodes are the same where their labels are."""
    *_, rows = patch.partition("TX .\n")
    assert rows.endswith("TC .\n")
    held = set(quads)
    for row in io.StringIO(rows, newline="\n"):
        operation, _, said = row.partition(" ")
        if operation in {"A", "D"}:
            [quad] = parse(said, format=RdfFormat.N_QUADS)
            assert (quad in held) == (operation == "D"), "a patch changes what it says, and nothing twice"
            held ^= {quad}
        else:
            assert row == "TC .\n" or PREFIX.fullmatch(row.rstrip("\n"))
    return held


def compared(before: list[Quad], after: list[Quad], folder: Path) -> tuple[str, bool]:
    """The patch, and whether both are held to be equal."""
    paths = (written(quads, folder / f"{name}.nq") for name, quads in (("a", before), ("b", after)))
    with ExitStack() as stack:
        comparison = Comparison(*(stack.enter_context(side(str(path), folder)) for path in paths))
        patch: list[str] = []
        listing.write_patch(comparison, patch.append)
        return "".join(patch), comparison.are_equal


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAIRS)
def test_a_patch_makes_the_later_of_the_earlier(pair: tuple[list[Quad], list[Quad]]) -> None:
    before, after = pair
    with TemporaryDirectory() as folder:
        patch, are_equal = compared(before, after, Path(folder))
    assert canonical(list(patched(set(before), patch))) == canonical(after)
    assert are_equal == (canonical(before) == canonical(after))


def test_a_patch_begins_with_what_it_is_of(tmp_path: Path) -> None:
    patch, are_equal = compared([], [], tmp_path)
    header, _, rest = patch.partition("TX .\n")
    assert are_equal
    assert all(HEADER.fullmatch(row) for row in header.splitlines())
    assert header.startswith("H id <urn:uuid:")
    assert 'H before "a.nq" .\n' in header
    assert not [row for row in rest.splitlines() if row.startswith(("A ", "D "))]
