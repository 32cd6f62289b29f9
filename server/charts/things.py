"""The programs and policy documents that charts are about."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

import queries
from server.charts.looks import Look
from server.charts.readings import rows_of
from server.charts.wrapping import cleaned
from server.errors import NotFound
from server.neighbours import LONGEST, missing
from server.runs import Visit
from server.service import Service
from server.things import near, unheld


@dataclass(frozen=True)
class Thing:
    """A thing of the graph, with its names by language."""

    node: NamedNode
    names: dict[str, str]

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.node.value.rpartition("/")[2]

    def name(self, look: Look) -> str:
        """Its name, in the language if it has one there."""
        return cleaned(self.names.get(look.language) or next(iter(self.names.values()), self.slug))


async def thing_named(service: Service, visited: Visit, kind: str, slug: str) -> Thing:
    """The thing of a kind and slug; raises NotFound with near slugs."""
    parameter = queries.Parameter("slug", kind, "", queries.Text(kind, kind))
    try:
        node = parameter.term(slug[:LONGEST])
    except queries.BadParameter as error:
        raise NotFound(f"There is no {kind} {slug[:LONGEST]!r}.", f"{slug[:LONGEST]!r} はありません。") from error
    assert isinstance(node, NamedNode)  # noqa: S101 (these kinds name things)
    thing = await thing_at(service, visited, node)
    if not thing.names:
        raise missing(unheld(kind, thing.slug), await near(service, visited, node))
    return thing


async def thing_at(service: Service, visited: Visit, node: NamedNode) -> Thing:
    """The thing of an IRI, without names where the graph has none."""
    rows = await rows_of(service, visited, queries.page("named", thing=node))
    labels = (row.terms["label"] for row in rows)
    return Thing(node, {label.language or "": label.value for label in labels if isinstance(label, Literal)})
