"""From the tables to a published store: read, describe, reconcile, infer, validate, publish."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Store, serialize

import shapes
from loaders import catalog, consistency, graph, holdings, inference, inventory, release, report, sources, withdrawals
from loaders.downloads import collection
from loaders.errors import Violated
from shapes import Severity

ROOT = Path(__file__).parent.parent
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A published release and everything that was found of it."""

    manifest: release.Manifest
    findings: tuple[report.Finding, ...]


def build(store: Path, data: Path, source_files: Path | None, progress: Progress) -> Built:
    """The release built from the tables in `data`, published in `store`.

    `source_files`: a folder with the source documents, to verify each printed string at its lines. Raises
    `TableDefects`, `SourceMismatch`, `Violated` or `StoreUnusable`; the store then serves what it served before.
    """
    progress("read the tables")
    held = holdings.load(data)
    consistency.require(held)
    found = sources.verified(held, source_files) if source_files else sources.assumed(held)
    with release.staging(store) as folder:
        progress("describe")
        database = Store()
        prints = graph.documents(held, found)
        database.bulk_extend(graph.quads(held, prints))
        database.extend(list(withdrawals.quads(held.registries.withdrawn, database)))
        progress("infer")
        inference.infer(database)
        database.extend(list(catalog.quads(database, held)))
        progress("validate")
        findings = _validated(database, folder, graph.places(prints, held), data)
        progress("write the dump")
        digest = _dump(database, folder / release.DUMP)
        inventory.write(database, folder)
        manifest = _manifest(database, digest, inputs_sha256(data), findings, source_files is not None)
        collection.write(database, folder / release.DUMP, progress)
        progress("publish")
        _write(database, folder / "db")
        release.seal(folder, manifest)
        release.publish(folder, store, manifest.release)
    return Built(manifest, findings)


def _validated(database: Store, folder: Path, places: report.Places, data: Path) -> tuple[report.Finding, ...]:
    triples = {quad.triple for quad in database}
    shapes_report = shapes.validate(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    findings = report.findings(database, shapes_report, places)
    violations = [finding for finding in findings if finding.severity is Severity.VIOLATION]
    if violations:
        raise Violated("\n".join(map(str, violations)))
    (folder / "report.ttl").write_text(shapes.to_turtle(shapes_report), encoding="utf-8")
    (folder / "report.json").write_text(report.to_json(findings, data), encoding="utf-8")
    return findings


def _write(database: Store, path: Path) -> None:
    on_disk = Store(str(path))
    on_disk.bulk_extend(database)
    on_disk.optimize()


def _dump(database: Store, path: Path) -> str:
    """Writes the quads in canonical form (RDFC-1.0), sorted; gives the sha256 of the file."""
    dataset = Dataset(database)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    content = b"".join(sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)))
    path.parent.mkdir()
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _manifest(
    database: Store, digest: str, inputs: str, findings: Iterable[report.Finding], verified: bool
) -> release.Manifest:
    graphs = catalog.counts(database)
    counted = Counter(finding.severity.name.lower() for finding in findings)
    return release.Manifest(
        release=digest[:16],
        seisaku_version=version("seisaku-graph"),
        inputs_sha256=inputs,
        verified=verified,
        triples=sum(graphs.values()),
        graphs=graphs,
        findings=dict(sorted(counted.items())),
    )


def inputs_sha256(data: Path) -> str:
    """A digest of everything a build depends on: the tables, the vocabulary, the shapes, the queries, this code."""
    digest = hashlib.sha256()
    for folder in (data, ROOT / "ontology", ROOT / "shapes", ROOT / "queries", ROOT / "loaders"):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.suffix in {".csv", ".ttl", ".rq", ".py"} and "examples" not in inside.parts:
                digest.update(f"{folder.name}/{inside}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(store: Path, data: Path) -> bool:
    """True when the store's release was built from the inputs as they are now, verified or not."""
    manifest = release.manifest(store)
    return manifest is not None and manifest.inputs_sha256 == inputs_sha256(data)
