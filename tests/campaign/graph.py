"""The store of a campaign: two releases of the shipped graph's tables with thousands of made-up triples."""

import json
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from loaders import build, holdings

PROPERTY = NamedNode("https://example.org/number")
_GRAPH = NamedNode("https://example.org/graph")
RELEASES = ("first", "second")
_SUBJECTS = 12_000


def make(folder: Path) -> Path:
    """A store directory in the folder whose `current` links to the first of the releases."""
    build.build(folder / "shipped", holdings.DATA, None, lambda _step: None)
    shipped = folder / "shipped" / "current" / "dumps" / "seisaku.nq"
    for place, name in enumerate(RELEASES):
        _release(folder / "store" / "releases" / name, shipped, place)
    switch(folder / "store", RELEASES[0])
    return folder / "store"


def _release(directory: Path, shipped: Path, place: int) -> None:
    (directory / "dumps").mkdir(parents=True)
    store = Store(str(directory / "db"))
    store.bulk_load(path=str(shipped), format=RdfFormat.N_QUADS)
    numbers = range(_SUBJECTS + 100 * place)
    store.bulk_extend(
        Quad(NamedNode(f"https://example.org/thing/{n}"), PROPERTY, Literal(n % 1000), _GRAPH) for n in numbers
    )
    store.dump(str(directory / "dumps" / "seisaku.nq"), format=RdfFormat.N_QUADS)
    graphs = {str(name.value): 1 for name in store.named_graphs() if isinstance(name, NamedNode)}
    manifest = {"release": directory.name, "triples": len(store), "graphs": graphs}
    store.flush()
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def switch(store: Path, release: str) -> None:
    """Makes a release the current one, in one step."""
    fresh = store / "next"
    fresh.symlink_to(Path("releases") / release)
    fresh.replace(store / "current")
