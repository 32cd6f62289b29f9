"""The chart of what an oEmbed answer is about, as a picture of a known size."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

import queries
from server.charts.answers import answer_figure
from server.charts.drawing import drawing
from server.charts.figures import Figure
from server.charts.looks import NARROWEST, USUAL, Look
from server.charts.policies import policy_figure
from server.charts.programs import program_figure
from server.charts.things import thing_named
from server.embedding.markup import Size
from server.embedding.targets import Target
from server.embedding.things import Asking


@dataclass(frozen=True)
class Thumbnail:
    """The address of a picture below that of the server, and its size."""

    path: str
    size: Size


async def thumbnail(asking: Asking, target: Target, most: Size) -> Thumbnail | None:
    """The chart as a PNG; None where there is none, or none so small that its words could be read."""
    look = Look(asking.language, "light", min(USUAL, most.width))
    figure = await _figure(asking, target, look) if look.width >= NARROWEST else None
    if figure is None:
        return None
    drawn = json.loads(drawing(figure, look).specification)
    height = round(drawn["height"] + drawn["padding"]["top"] + drawn["padding"]["bottom"])
    asked = {**target.parameters, "lang": look.language, "theme": look.theme, "width": look.width}
    kept = asked if target.kind == "query" else {name: asked[name] for name in ("lang", "theme", "width")}
    path = f"/charts/{target.kind}/{target.name}.png?{urlencode(kept)}"
    return Thumbnail(path, Size(look.width, height)) if height <= most.height else None


async def _figure(asking: Asking, target: Target, look: Look) -> Figure | None:
    service, visited = asking.service, asking.visited
    if target.kind == "query":
        question = queries.question(target.name)
        given = target.parameters
        return await answer_figure(service, visited, question, given, look) if question.chart else None
    thing = await thing_named(service, visited, target.kind, target.name)
    make = program_figure if target.kind == "program" else policy_figure
    return await make(service, visited, thing, look)
