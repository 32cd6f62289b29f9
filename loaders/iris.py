"""The IRIs of the graph: what a thing is called, from its class and its key."""

from types import MappingProxyType

from pyoxigraph import NamedNode

from ontology import BASE

KINDS = MappingProxyType(
    {
        "documents": "document",
        "programs": "program",
        "organizations": "organization",
        "series": "series",
        "policies": "policy",
        "passages": "passage",
    }
)
"""What each registry holds, as the IRI of a thing says it."""


def thing(kind: str, key: str | int) -> NamedNode:
    """`id/<kind>/<key>`: a program, organization, policy, passage, series, document, fiscal year or data set."""
    return NamedNode(f"{BASE}id/{kind}/{key}")


def record(kind: str, document: str, line: int, nth: int) -> NamedNode:
    """`id/<kind>/<document>/<line>-<nth>`: the nth record of its kind that this line of the document gives."""
    return thing(kind, f"{document}/{line}-{nth}")


def evidence(record: NamedNode) -> NamedNode:
    """The evidence of a record: `id/evidence/` and the record's own kind and key."""
    return thing("evidence", record.value.removeprefix(f"{BASE}id/"))


def part(of: NamedNode, fragment: str) -> NamedNode:
    """A part of a thing that has no life of its own: its IRI with a fragment."""
    return NamedNode(f"{of.value}#{fragment}")


def amount(program: str, fiscal_year: int, phase: str) -> NamedNode:
    """The reconciled amount of a program, fiscal year and phase."""
    return thing("amount", f"{program}/{fiscal_year}/{phase}")


def graph(name: str) -> NamedNode:
    """A named graph: `graph/registry`, `graph/facts`, `graph/document/<id>` ..."""
    return NamedNode(f"{BASE}graph/{name}")
