"""Columns over years, for a few years on a wide picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.charts.figures import Figure, Point
from server.charts.furniture import Block
from server.charts.plots import VALUE, Canvas, Plot
from server.charts.wrapping import ems

_LEAST, _MOST = 170, 340
# Above the highest column stand its number and its marks.
_HEADROOM = 42
_WIDEST = 56
_GAP = 3


@dataclass(frozen=True)
class _Slots:
    """The columns of each year side by side in the middle of its part of the plot."""

    years: Mapping[str, Sequence[Point]]
    width: float

    @property
    def band(self) -> float:
        """How wide the part of a year is."""
        return self.width / max(1, len(self.years))

    @property
    def column(self) -> float:
        """How wide a column is."""
        most = max(map(len, self.years.values()), default=1)
        return min(_WIDEST, self.band * 0.86 / most - _GAP)

    def place(self, point: Point) -> dict[str, object]:
        """Where a column is."""
        beside = self.years[point.label]
        turn = next(turn for turn, one in enumerate(beside) if one is point) - (len(beside) - 1) / 2
        centre = self.centre(point.label) + turn * (self.column + _GAP)
        return {"left": centre - self.column / 2, "centre": centre, "right": centre + self.column / 2}

    def centre(self, year: str) -> float:
        """The middle of the part of a year."""
        return (list(self.years).index(year) + 0.5) * self.band


def columns(figure: Figure, canvas: Canvas) -> Plot | None:
    """The plot, or None where the columns would be too thin for what stands on them."""
    top = max((float(canvas.unit.scaled(end)) for point in figure.points for end in point.extent.ends), default=0) or 1
    left = canvas.margin + ems(f"{top:,.1f}") * VALUE + 10
    years = {label: [point for point in figure.points if point.label == label] for label in figure.labels}
    slots = _Slots(years, canvas.look.width - left - canvas.margin)
    if _is_too_thin(figure, canvas, slots):
        return None
    height = round(min(_MOST, max(_LEAST, canvas.look.width * 0.42)))
    places = {series: place for place, series in enumerate(figure.series)}
    values = {
        **canvas.told_apart(figure),
        "years": [{"label": label, "centre": slots.centre(label)} for label in years],
        "points": [canvas.datum(point, places[point.series]) | slots.place(point) for point in figure.points],
        "scale": {"domain": [0, top * height / (height - _HEADROOM)], "nice": False},
        "axis": {"tickCount": 5},
        "below": height + 11,
        "lowest": height + 33,
        "size": VALUE,
    }
    return Plot("columns", left, slots.width, height, 42, values, Block())


def _is_too_thin(figure: Figure, canvas: Canvas, slots: _Slots) -> bool:
    texts = [said for point in figure.points for said in (canvas.text(point), canvas.marks(point))]
    widest = max(map(ems, texts), default=0) * VALUE
    return widest > slots.column + _GAP + 2 or max(map(ems, slots.years), default=0) * VALUE > slots.band - 4
