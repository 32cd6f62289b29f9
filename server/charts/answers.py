"""The figure of a question whose header names a chart."""

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

import queries
from queries import Chart, Parameter, Question
from server.charts import names
from server.charts.figures import Extent, Figure, Layout, Mark, Point, Quantity, Series
from server.charts.looks import Look
from server.charts.programs import once_each
from server.charts.quantities import unit, words
from server.charts.readings import Row, rows_of
from server.charts.sources import sources
from server.charts.things import thing_at
from server.runs import Visit
from server.service import Service

_SUMS = frozenset({"safe-sum", "total"})


async def answer_figure(
    service: Service, visited: Visit, question: Question, values: Mapping[str, str], look: Look
) -> Figure:
    """The answer to a question that has a chart, drawn as its header says."""
    assert question.chart is not None  # noqa: S101 (the route has asked)
    rows = await rows_of(service, visited, question.bound(values))
    settings = service.settings
    about = f"{settings.public_url.rstrip('/')}/queries/{question.name}"
    cited = await sources(service, visited, rows, look, about)
    asked = [
        await _asked(service, visited, one, values.get(one.name, one.default), look) for one in question.parameters
    ]
    return figure(question, question.chart, rows, look, (look.say("、", ", ").join(asked), cited))


async def _asked(service: Service, visited: Visit, parameter: Parameter, value: str, look: Look) -> str:
    """A parameter and its value as a reader knows them."""
    said = value.rpartition("/")[2]
    term = parameter.term(value)
    if parameter.kind in queries.THINGS and isinstance(term, NamedNode):
        said = (await thing_at(service, visited, term)).name(look)
    elif parameter.kind == "phase":
        said = names.phase(said, look)
    return f"{look.say(parameter.label.ja, parameter.label.en)}: {said}"


def figure(
    question: Question, chart: Chart, rows: Sequence[Row], look: Look, said: tuple[str, tuple[str, ...]]
) -> Figure:
    """The rows drawn as a chart says; `said` are the subtitle and the sources."""
    over_years = chart.x == "startYear"
    column = chart.y if over_years else chart.x
    kind = names.quantity(column)
    total = next((row for row in rows if row.text("kind") in _SUMS), None)
    told = said[0]
    if total is not None:
        told = f"{_total(total.extent(column), kind, look)}　{told}"
    summed = [row for row in rows if row is not total]
    if over_years:
        summed = list(once_each(summed))
    return Figure(
        look.say(question.summary.ja, question.summary.en),
        Layout.COLUMNS if over_years else Layout.BARS,
        kind,
        names.measure(column, look),
        tuple(_once(_points(chart, column, summed, look))),
        subtitle=told,
        sources=said[1],
    )


def _total(extent: Extent, kind: Quantity, look: Look) -> str:
    return look.say("合計 ", "Total ") + words(extent, unit(kind, look), look)


def _points(chart: Chart, column: str, rows: Sequence[Row], look: Look) -> Sequence[Point]:
    orders: dict[str, int] = {}
    points = []
    for row in rows:
        value = row.text(chart.color) if chart.color else ""
        place = orders.setdefault(value, len(orders))
        series = names.series(chart.color, value, look, place) if value else Series("", 0)
        label = names.year(row.text("startYear"), look) if chart.x == "startYear" else row.label(look)
        points.append(Point(label, series, row.extent(column), (Mark.NEW,) if row.is_true("isNew") else ()))
    return points


def _once(points: Sequence[Point]) -> Sequence[Point]:
    """The points, each once, and one that says nothing only where no other is of the same thing."""
    told = {point.label for point in points if not point.extent.is_empty}
    kept: dict[str, Point] = {}
    for point in dict.fromkeys(points):
        if not point.extent.is_empty or point.label not in told:
            kept.setdefault(repr((point.label, point.series, point.extent)), point)
    return list(kept.values())
