"""What else there is about a thing: its chart, the code to embed that, and the questions that can be asked about it."""

from collections.abc import Iterator
from urllib.parse import urlencode

import queries
from queries import Text
from server.embedding.targets import target_at
from server.linked.pages import Companions


def companions(document: str, language: str, *, drawn: bool = True) -> Companions:
    """The companions of the thing that has this document, such as `/doc/program/kakenhi`."""
    asked = tuple(_questions(document, language))
    target = target_at(document) if drawn else None
    if target is None:
        return Companions(questions=asked)
    guide = urlencode({"kind": target.kind, "name": target.name, "lang": language})
    chart = f"/charts/{target.kind}/{target.name}.svg?{urlencode({'lang': language})}"
    return Companions(chart, f"/embed/?{guide}", asked)


def _questions(document: str, language: str) -> Iterator[tuple[str, Text]]:
    kind, _, slug = document.removeprefix("/doc/").partition("/")
    for question in queries.questions():
        name = next((parameter.name for parameter in question.parameters if parameter.kind == kind), None)
        if name is not None:
            yield f"/queries/{question.name}?{urlencode({name: slug, 'lang': language})}", question.summary
