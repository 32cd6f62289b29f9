"""The texts of a release set: what it is, in Japanese and English, its terms, how to cite it."""

from pathlib import Path
from string import Template

from loaders import iris
from loaders.releasing import provenance
from loaders.releasing.manifests import SetManifest
from ontology import BASE

_TEXTS = Path(__file__).parent / "texts"
_CHANGES = ", `changes.json`, `changes.rdfp`"


def write(folder: Path, manifest: SetManifest, dump: str) -> None:
    """Writes the texts into the folder of the set; `dump` is the path of the whole graph in it."""
    for path in sorted(_TEXTS.iterdir()):
        text = Template(path.read_text(encoding="utf-8")).substitute(_values(manifest, dump))
        (folder / path.name).write_text(text, encoding="utf-8")


def _values(manifest: SetManifest, dump: str) -> dict[str, str]:
    things = (f"- {name.removeprefix(f'{BASE}ontology#')}: {number:,}" for name, number in manifest.classes.items())
    return {
        "version": manifest.version,
        "date": manifest.issued[:10],
        "triples": f"{manifest.triples:,}",
        "graphs": str(len(manifest.graphs)),
        "dump": dump,
        "since": f" since {manifest.previous}" if manifest.previous else "",
        "since_ja": f"（{manifest.previous} から）" if manifest.previous else "",
        "changes": _CHANGES if manifest.previous else "",
        "release": manifest.release,
        "sha256": manifest.sha256,
        "iri": provenance.iri(manifest.version).value,
        "ontology": iris.graph("ontology").value,
        "classes": "\n".join(things),
    }
