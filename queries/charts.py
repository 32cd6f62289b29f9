"""The charts of questions: how a header says that an answer is drawn."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from queries.errors import BadHeader

_CHART = re.compile(r"bar x=(?P<x>\w+) y=(?P<y>\w+)(?: color=(?P<color>\w+))?")


@dataclass(frozen=True)
class Chart:
    """How an answer is drawn: the columns along the axes, and the one whose values are told apart by colour.

    One axis is a column of numbers, the other `startYear` or the `label` of the row.
    """

    x: str
    y: str
    color: str = ""


def chart(header: str, columns: Iterable[str]) -> Chart:
    """The chart that a header line describes; `BadHeader` says what is wrong with the line."""
    match = _CHART.fullmatch(header)
    if not match or (match["x"] == "startYear") == (match["y"] == "label"):
        form = "'bar x=startYear y=column' or 'bar x=column y=label', then perhaps 'color=column'"
        raise BadHeader(f"a chart reads {form}, not {header!r}")
    found = Chart(match["x"], match["y"], match["color"] or "")
    for name in filter(None, (found.x, found.y, found.color)):
        if name not in columns:
            raise BadHeader(f"the query has no column ?{name} for its chart")
    return found
