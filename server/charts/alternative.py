"""A figure in words, for who does not see it."""

from server.charts.figures import Figure, Point
from server.charts.looks import Look
from server.charts.names import MARKS
from server.charts.notes import notes
from server.charts.quantities import Unit, words

_MOST = 60


def alternative(figure: Figure, of: Unit, look: Look) -> str:
    """Everything that the picture says: title, each number with its bounds and marks, notes and sources."""
    end = look.say("。", ". ")
    told = [_point(point, of, look) for point in figure.points[:_MOST]]
    if len(figure.points) > _MOST:
        rest = len(figure.points) - _MOST
        told.append(look.say(f"ほか{rest}件", f"and {rest} more"))
    parts = [figure.title, figure.subtitle, look.say("、", "; ").join(told), *notes(figure, look), *figure.sources]
    return "".join(part.rstrip("。. ") + end for part in parts if part).strip()


def _point(point: Point, of: Unit, look: Look) -> str:
    name = " ".join(part for part in (point.label, point.series.name) if part)
    marks = [look.say(*MARKS[mark]) for mark in point.marks]
    return " ".join([f"{name}:", words(point.extent, of, look), *(f"[{mark}]" for mark in marks)])
