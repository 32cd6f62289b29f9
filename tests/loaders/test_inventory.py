"""The list of the things that have an address of their own."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders import inventory
from ontology import DCTERMS, RDF

ID = "https://w3id.org/seisaku/id/"


def test_each_thing_once_in_order(tmp_path: Path) -> None:
    store = Store()
    for name in ("program/b", "program/a", "program/a#part", "policy/z"):
        for kind in ("urn:x", "urn:y"):
            store.add(Quad(NamedNode(ID + name), RDF.type, NamedNode(kind), NamedNode("urn:g")))
    store.add(Quad(NamedNode(ID + "program/untyped"), DCTERMS.title, Literal("x")))
    store.add(Quad(NamedNode("https://elsewhere.org/id/a"), RDF.type, NamedNode("urn:x")))
    inventory.write(store, tmp_path)
    listed = (tmp_path / inventory.NAME).read_text(encoding="utf-8")
    assert listed == "".join(f"{ID}{name}\n" for name in ("policy/z", "program/a", "program/b"))
