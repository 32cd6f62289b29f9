"""Synthetic releases: a graph of one scale, made by the loaders bureau by bureau, in the layout that a server reads.

The tables are made up; everything after them is the work of the loaders, so that the synthetic graph has the shapes of
the real one: each triple in one graph, the statements reconciled, the rules applied.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, serialize

import ontology
from bench import bodies, documents
from bench.scales import Scale
from loaders import catalog, graph, inference, inventory, iris, release, sources, things
from loaders.holdings import Holdings
from ontology import RDF

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Synthetic:
    """A store directory with a synthetic release in it."""

    scale: Scale
    store: Path

    @property
    def current(self) -> Path:
        """The release."""
        return self.store / "current"

    @property
    def dump(self) -> Path:
        """The graph as N-Quads."""
        return self.current / release.DUMP

    @property
    def triples(self) -> int:
        """How many triples it holds; 0 when it has not been made."""
        found = release.manifest(self.store)
        return found.triples if found else 0


def synthetic(scale: Scale, folder: Path, progress: Progress) -> Synthetic:
    """The release of this scale under `folder`, made if it is not there."""
    made = Synthetic(scale, folder / scale.name)
    if not made.triples:
        with release.staging(made.store) as staged:
            manifest = _written(scale, staged, progress)
            release.seal(staged, manifest)
            release.publish(staged, made.store, manifest.release)
    return made


def _written(scale: Scale, staged: Path, progress: Progress) -> release.Manifest:
    dump = staged / release.DUMP
    dump.parent.mkdir()
    with dump.open("wb") as out:
        for number, quads in enumerate(batches(scale)):
            progress(f"{scale.name}: describe bureau {number} of {scale.bureaus}")
            serialize(quads, out, RdfFormat.N_QUADS)
        progress(f"{scale.name}: load")
        store = Store(str(staged / "db"))
        out.flush()
        store.bulk_load(path=dump, format=RdfFormat.N_QUADS)
        described = list(catalog.quads(store, _registered(scale)))
        store.extend(described)
        serialize(described, out, RdfFormat.N_QUADS)
    inventory.write(store, staged)
    progress(f"{scale.name}: compact")
    store.optimize()
    graphs = catalog.counts(store)
    return release.Manifest(
        f"synthetic-{scale.name}", version("seisaku-graph"), "0" * 64, False, sum(graphs.values()), graphs, {}
    )


def _registered(scale: Scale) -> Holdings:
    rows = (row for bureau in range(scale.bureaus) for row in documents.rows(bureau, scale))
    shared = bodies.registries(scale)
    return Holdings(type(shared)(**{**shared.__dict__, "documents": tuple(rows)}), {})


def batches(scale: Scale) -> Iterator[Iterable[Quad]]:
    """The quads of the graph but for its catalog: what all bureaus share, then each bureau; no quad comes twice."""
    shared = Store()
    shared.extend(_shared(scale))
    inference.infer(shared)
    yield list(shared)
    for bureau in range(scale.bureaus):
        yield _described(documents.holdings(bureau, scale), shared)


def _shared(scale: Scale) -> Iterator[Quad]:
    registry = things.registry(bodies.registries(scale), scale.horizon)
    for name, triples in (("ontology", ontology.triples()), ("registry", registry)):
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, iris.graph(name))


def _described(held: Holdings, shared: Store) -> list[Quad]:
    """What one bureau adds; a class that it shows one of the shared things to be of is remembered in `shared`."""
    store = Store()
    store.bulk_extend(shared)
    store.bulk_extend(graph.quads(held, graph.documents(held, sources.assumed(held))))
    inference.infer(store)
    added = [quad for quad in store if quad not in shared]
    shared.extend(
        quad
        for quad in added
        if quad.predicate == RDF.type and next(shared.quads_for_pattern(quad.subject, None, None), None)
    )
    return added
