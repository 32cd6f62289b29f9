"""What the graph speaks of no more: rows of `withdrawn.csv` -> triples that say so, and where to go instead."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store

from loaders import iris
from loaders.errors import Defect, TableDefects
from loaders.records import WithdrawnRow
from loaders.registries import is_date
from loaders.triples import about, text
from ontology import BASE, DCTERMS, OWL, RDFS

GRAPH = iris.graph("registry")
_WITH_EVIDENCE = frozenset({"statement", "citation", "involvement", "term", "entry", "change"})
_PATH = re.compile(r"(?:id/([a-z-]+)/|(graph|queries)/|(ontology)#)[A-Za-z0-9/._-]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Rows = Mapping[str, WithdrawnRow]


def quads(rows: Sequence[WithdrawnRow], graph: Store) -> Iterator[Quad]:
    """What is said of each withdrawn thing, and nothing else of it; `TableDefects` if a row cannot be so.

    `graph` holds all that is not withdrawn. The evidence of a record is withdrawn with it.
    """
    held = {row.path: row for row in rows}
    defects = [defect for row in rows for defect in _defects(row, held, graph)]
    if defects:
        raise TableDefects(defects)
    return (quad for row in rows for quad in _quads(row, held))


def _quads(row: WithdrawnRow, held: Rows) -> Iterator[Quad]:
    successors = [NamedNode(BASE + path) for path in _living(row, held)]
    nodes = [(NamedNode(BASE + row.path), successors)]
    if row.kind in _WITH_EVIDENCE:
        nodes.append((iris.evidence(nodes[0][0]), [iris.evidence(one) for one in successors if _has_evidence(one)]))
    for node, others in nodes:
        for triple in about(
            node,
            (OWL.deprecated, Literal(True)),
            (DCTERMS.isReplacedBy, others),
            (RDFS.comment, (text(row.reason_ja, "ja"), text(row.reason_en, "en"))),
        ):
            yield Quad(triple.subject, triple.predicate, triple.object, GRAPH)


def _has_evidence(node: NamedNode) -> bool:
    return kind_of(node.value.removeprefix(BASE)) in _WITH_EVIDENCE


def _living(row: WithdrawnRow, held: Rows) -> list[str]:
    """What stands for a thing now: where what replaced it was withdrawn as well, what replaced that."""
    found: dict[str, None] = {}
    for path in row.replaced_by:
        found |= dict.fromkeys(_living(held[path], held) if path in held else [path])
    return list(found)


def kind_of(path: str) -> str | None:
    """What an IRI without our base names: `program`, `graph`, `ontology`; None if it is no IRI of ours."""
    found = _PATH.fullmatch(path)
    return next(filter(None, found.groups())) if found else None


def _defects(row: WithdrawnRow, held: Rows, graph: Store) -> Iterator[Defect]:
    if kind_of(row.path) != row.kind:
        yield Defect(row.place, "kind", f"{row.path!r} is no {row.kind!r}; a path begins as id/program/kakenhi does")
    elif _is_held(NamedNode(BASE + row.path), graph):
        yield Defect(row.place, "path", f"the graph still speaks of {row.path!r}")
    if not (_DAY.fullmatch(row.withdrawn_on) and is_date(row.withdrawn_on)):
        yield Defect(row.place, "withdrawn_on", f"{row.withdrawn_on!r} is no date such as 2026-11-22")
    for path in row.replaced_by:
        if path not in held and not (kind_of(path) and _is_held(NamedNode(BASE + path), graph)):
            yield Defect(row.place, "replaced_by", f"{path!r} is neither in the graph nor withdrawn itself")
    circle = _circle(row, held)
    if circle:
        yield Defect(row.place, "replaced_by", f"{' is replaced by '.join(circle)}: that leads nowhere")


def _is_held(node: NamedNode, graph: Store) -> bool:
    places = ((node, None, None), (None, node, None), (None, None, node))
    found = (graph.quads_for_pattern(subject, None, value, name) for subject, value, name in places)
    return any(next(quads, None) is not None for quads in found)


def _circle(row: WithdrawnRow, held: Rows) -> list[str]:
    """The way from a row back to itself, if there is one."""
    ways = [[row.path, path] for path in row.replaced_by]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == row.path:
            return way
        if way[-1] in held and way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, path] for path in held[way[-1]].replaced_by]
    return []
