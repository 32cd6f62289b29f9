"""The things that have an address of their own, as a list beside the database: one IRI a line, sorted.

A store finds what begins alike only by looking at everything; in a list it is a matter of halves.
"""

from pathlib import Path

from pyoxigraph import NamedNode, Store

from loaders import iris
from ontology import RDF

NAME = "things.txt"
_SPACE = iris.thing("", "").value.rstrip("/") + "/"


def write(database: Store, folder: Path) -> None:
    """Writes the list into the folder of a release."""
    typed = {quad.subject for quad in database.quads_for_pattern(None, RDF.type, None)}
    names = (one.value for one in typed if isinstance(one, NamedNode))
    things = sorted(name for name in names if name.startswith(_SPACE) and "#" not in name)
    (folder / NAME).write_text("".join(f"{thing}\n" for thing in things), encoding="utf-8")
