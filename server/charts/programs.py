"""The figure of a program: its budget by fiscal year and phase."""

from collections.abc import Mapping, Sequence

import queries
from server.charts import names
from server.charts.figures import Figure, Layout, Mark, Point, Quantity
from server.charts.looks import Look
from server.charts.readings import Row, rows_of
from server.charts.sources import by_place, place, sources
from server.charts.things import Thing
from server.runs import Visit
from server.service import Service

_QUESTION = "budget-history"


async def program_figure(service: Service, visited: Visit, thing: Thing, look: Look) -> Figure:
    """What is printed of the budget of a program, each year and phase once."""
    printed = await rows_of(service, visited, queries.question(_QUESTION).bound({"program": thing.slug}))
    qualified = by_place(await rows_of(service, visited, queries.page("marked", program=thing.node)))
    chosen = once_each(printed)
    return Figure(
        look.say(f"{thing.name(look)}の予算", f"Budget of {thing.name(look)}"),
        Layout.COLUMNS,
        Quantity.YEN,
        names.measure("amount", look),
        tuple(_point(row, qualified, look) for row in chosen),
        subtitle=look.say("年度と段階ごとの額", "By fiscal year and phase"),
        sources=await sources(service, visited, chosen, look, thing.node.value),
    )


def once_each(rows: Sequence[Row]) -> Sequence[Row]:
    """One row for each year and phase: not a repetition if there is another, and the one with the closest bounds."""
    found: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=_rank):
        found.setdefault((row.text("startYear"), row.text("phase")), row)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], _turn(key[1])))]


def _turn(phase: str) -> int:
    return names.COURSE.index(phase) if phase in names.COURSE else len(names.COURSE)


def _rank(row: Row) -> tuple[bool, bool, int]:
    extent = row.extent("amount")
    spread = (extent.upper or 0) - (extent.lower or 0)
    return row.text("summability") == "repeated", extent.value is None, int(spread)


def _point(row: Row, qualified: Mapping[tuple[str, ...], Sequence[str]], look: Look) -> Point:
    qualifiers = {*qualified.get(place(row), ()), *(["new"] if row.is_true("isNew") else [])}
    marks = tuple(mark for mark in Mark if mark.value in qualifiers)
    label = names.year(row.text("startYear"), look)
    return Point(label, names.series("phase", row.text("phase"), look, 0), row.extent("amount"), marks)
