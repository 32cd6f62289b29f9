"""What the two layouts have in common: their place in the picture, their scale, and a point as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from server.charts.figures import Figure, Point
from server.charts.furniture import Block
from server.charts.looks import Look
from server.charts.names import MARKS
from server.charts.palette import Palette, shape
from server.charts.quantities import Unit, amount

VALUE = 11


@dataclass(frozen=True)
class Canvas:
    """What a figure is drawn with: look, colours, unit, and the margin around everything."""

    look: Look
    palette: Palette
    unit: Unit

    @property
    def margin(self) -> int:
        """The room at each side of the picture."""
        return 10 if self.look.width < 400 else 16

    def text(self, point: Point) -> str:
        """What stands at the end of a bar."""
        return amount(point.extent, self.unit, self.look)

    def marks(self, point: Point) -> str:
        """What stands beside that."""
        return " ".join(self.look.say(*MARKS[mark]) for mark in point.marks)

    def scaled(self, value: Decimal | None) -> float | None:
        """A number as the axis has it."""
        return None if value is None else float(self.unit.scaled(value))

    def datum(self, point: Point, place: int) -> dict[str, object]:
        """A point as data: in the unit of the axis, and as it is in the graph."""
        extent = point.extent
        inexact = extent.is_inexact
        return {
            "label": point.label,
            "series": str(place),
            "seriesName": point.series.name,
            "value": self.scaled(extent.value),
            "lower": self.scaled(extent.lower) if inexact else None,
            "upper": self.scaled(extent.upper) if inexact else None,
            "whole": self.scaled(extent.whole) if extent.value is None else None,
            "end": max(0.0, *(float(self.unit.scaled(end)) for end in (*extent.ends, Decimal(0)))),
            "text": self.text(point),
            "marks": self.marks(point),
        }

    def told_apart(self, figure: Figure) -> Mapping[str, object]:
        """The series, colours and shapes of a figure."""
        return {
            "series": [str(place) for place, _ in enumerate(figure.series)],
            "colours": [self.palette.colour(one.place) for one in figure.series],
            "shapes": [shape(one.place) for one in figure.series],
        }


@dataclass(frozen=True)
class Plot:
    """Where the bars stand: how far from the left, how wide and high, with how much room below for the axis."""

    template: str
    left: float
    width: float
    height: float
    below: float
    values: Mapping[str, object]
    inside: Block
