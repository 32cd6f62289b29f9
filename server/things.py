"""Whether the things that a question is asked about are in the graph, and which are named nearly the same."""

from collections.abc import Mapping
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

import queries
from queries import Question
from server.errors import BadQuestion, Extras
from server.formats import HTML
from server.frames import Task
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
                raise _unknown(parameter.name, parameter.kind, slug, await near(service, visited, term))


async def near(service: Service, visited: Visit, node: NamedNode) -> list[str]:
    """The slugs in the graph that are nearly the one of an IRI."""
    space, _, slug = node.value.rpartition("/")
    alike = await _values(service, visited, queries.page("alike", space=Literal(space + "/")))
    return get_close_matches(slug, alike, cutoff=0.5)


async def _values(service: Service, visited: Visit, text: str) -> list[str]:
    answer = await service.runs.collect(visited, Task(text, service.settings.endpoint, HTML.media_types[0]))
    return [str(row[0].value) for row in read_rows(answer.body)[1]]


def _unknown(name: str, kind: str, slug: str, near: list[str]) -> BadQuestion:
    hint = f" Near it: {', '.join(near)}." if near else ""
    return BadQuestion(
        f"The graph holds no {kind} {slug!r}.{hint}",
        f"{slug!r} という{kind}はグラフにありません。" + (f"近いもの: {'、'.join(near)}。" if near else ""),
        Extras({"parameter": name, "near": near}),
    )
