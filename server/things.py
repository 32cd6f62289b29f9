"""Whether the things that a question is asked about are in the graph, and which are named nearly the same."""

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

import queries
from queries import Question, Text
from server.errors import BadQuestion, Extras
from server.formats import HTML
from server.frames import Task
from server.neighbours import hinted, neighbours
from server.runs import Visit
from server.service import Service
from server.tables import read_rows


async def require_known(service: Service, visited: Visit, question: Question, given: Mapping[str, str]) -> None:
    """Nothing, if the graph holds every thing that the parameters name; raises BadQuestion with near ones."""
    for parameter in question.parameters:
        if parameter.name in given and parameter.kind in (*queries.THINGS, "fiscal-year"):
            term = parameter.term(given[parameter.name])
            assert isinstance(term, NamedNode)  # noqa: S101 (these kinds name things)
            if not await _values(service, visited, queries.page("known", thing=term)):
                slug = term.value.rpartition("/")[2]
                alike = await near(service, visited, term)
                extras = Extras({"parameter": parameter.name, "near": alike})
                raise BadQuestion(*hinted(unheld(parameter.kind, slug), alike), extras)


async def near(service: Service, visited: Visit, node: NamedNode) -> list[str]:
    """The slugs in the graph that are nearly the one of an IRI."""
    space, _, slug = node.value.rpartition("/")
    alike = await _values(service, visited, queries.page("alike", space=Literal(space + "/")))
    return neighbours(slug, alike)


def unheld(kind: str, slug: str) -> Text:
    """What is said of a thing that the graph does not hold."""
    return Text(f"{slug!r} という{kind}はグラフにありません。", f"The graph holds no {kind} {slug!r}.")


async def _values(service: Service, visited: Visit, text: str) -> list[str]:
    answer = await service.runs.collect(visited, Task(text, service.settings.endpoint, HTML.media_types[0]))
    return [str(row[0].value) for row in read_rows(answer.body)[1]]
