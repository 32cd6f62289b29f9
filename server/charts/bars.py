"""A bar a line, with the name beside it or, on a narrow picture, above it."""

from dataclasses import dataclass
from decimal import Decimal

from server.charts.figures import Figure, Point, Quantity
from server.charts.furniture import BODY, Block, Room, Text
from server.charts.plots import VALUE, Canvas, Plot
from server.charts.wrapping import ems, wrapped

_NARROW = 520
_THICKNESS = 14
_LINE = 16
# To the left of the bars stand the shapes.
_SHAPES = 20


@dataclass(frozen=True)
class _Names:
    """Where names go: how far from the left the bars begin, how wide a name may be, and whether it stands above."""

    left: float
    width: float
    above: bool


def bars(figure: Figure, canvas: Canvas) -> Plot:
    """The plot."""
    names = _names(figure, canvas)
    width = canvas.look.width - names.left - canvas.margin
    places = {series: place for place, series in enumerate(figure.series)}
    column = _Column(canvas, names)
    data = [canvas.datum(point, places[point.series]) | column.put(point) for point in figure.points]
    marked = [one | {"text": f"{one['text']} {one['marks']}".strip()} for one in data]
    values = {
        **canvas.told_apart(figure),
        "points": marked,
        "scale": {"domain": _domain(figure, canvas, width), "nice": False},
        "axis": _axis(figure, width, grid=not names.above),
        "size": VALUE,
    }
    return Plot("bars", names.left, width, max(column.low, 20), 26, values, column.block)


def _names(figure: Figure, canvas: Canvas) -> _Names:
    if canvas.look.width < _NARROW:
        left = canvas.margin + _SHAPES
        return _Names(left, canvas.look.width - left - canvas.margin, above=True)
    longest = max(map(ems, figure.labels), default=0) * BODY + 4
    width = min(longest, canvas.look.width * 0.38)
    return _Names(canvas.margin + width + _SHAPES, width, above=False)


def _axis(figure: Figure, width: float, *, grid: bool) -> dict[str, object]:
    # Lines would run through names that stand above their bars.
    if figure.is_empty:
        return {"labels": False, "grid": False}
    whole = {"tickMinStep": 1} if figure.quantity is Quantity.COUNT else {}
    return {"tickCount": 3 if width < 300 else 5, "grid": grid, **whole}


class _Column:
    """The lines from top to bottom, as far as they are put."""

    def __init__(self, canvas: Canvas, names: _Names) -> None:
        self._canvas = canvas
        self._names = names
        self._section = self._label = ""
        self.low = 0.0
        self.block = Block()

    def put(self, point: Point) -> dict[str, object]:
        """Puts a point below those before it; says where its bar is."""
        if point.section != self._section:
            self._head(point.section)
        lines = self._lines(point)
        height = len(lines) * _LINE
        if self._names.above:
            self._write(lines, 0, self.low)
            top = self.low + height + 1
            self.low = top + _THICKNESS + 9
        else:
            high = max(_THICKNESS, height)
            self._write(lines, -self._names.width - _SHAPES, self.low + (high - height) / 2)
            top = self.low + (high - _THICKNESS) / 2
            self.low += high + 9
        return {"top": top, "middle": top + _THICKNESS / 2, "bottom": top + _THICKNESS}

    def _head(self, section: str) -> None:
        self._section, self._label = section, ""
        offset = self._names.left - self._canvas.margin
        room = Room(self._canvas.look.width - 2 * self._canvas.margin, self._canvas.palette)
        heading = room.lines(section, BODY, 2, quiet=True)
        gap = 12 if self.low else 0
        self.block = Block((*self.block.texts, *heading.moved(-offset, self.low + gap).texts))
        self.low += gap + heading.height + 6

    def _lines(self, point: Point) -> tuple[str, ...]:
        if point.label == self._label:
            return ()
        self._label = point.label
        return wrapped(point.label, self._names.width / BODY, 2 if self._names.above else 3)

    def _write(self, lines: tuple[str, ...], x: float, y: float) -> None:
        ink = self._canvas.palette.ink
        texts = (Text(x, y + _LINE * place + 12, line, BODY, ink) for place, line in enumerate(lines))
        self.block = Block((*self.block.texts, *texts))


def _domain(figure: Figure, canvas: Canvas, width: float) -> list[float]:
    """From the least number, or 0, to so much that every text fits behind its bar."""
    ends = [float(canvas.unit.scaled(end)) for point in figure.points for end in point.extent.ends]
    # The shapes stand close to the left end.
    least, most = min([0.0, *ends]) * 1.05, max([0.0, *ends])
    most = most or (1.0 if least == 0 else 0.0)
    scales = [(width - 10) / (most - least)]
    for point in figure.points:
        end = float(canvas.unit.scaled(max([Decimal(0), *point.extent.ends])))
        text = ems(f"{canvas.text(point)} {canvas.marks(point)}") * VALUE + 12
        if end > least:
            scales.append(max(width - text, width / 4) / (end - least))
    return [least, least + width / min(scales)]
