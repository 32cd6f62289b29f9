"""What stands around the bars: title, legend, notes and sources, each text at its place in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.charts.figures import Figure, Series
from server.charts.looks import Look
from server.charts.palette import Palette, shape
from server.charts.wrapping import ems, wrapped

TITLE, BODY, SMALL = 15, 12, 11
_LEADING = 1.4
_MARKER = 18.0


@dataclass(frozen=True)
class Text:
    """One line; x and y are where it begins, from the top left of the picture at first."""

    x: float
    y: float
    text: str
    size: int
    colour: str


@dataclass(frozen=True)
class Symbol:
    """One mark of the legend."""

    x: float
    y: float
    shape: str
    colour: str


@dataclass(frozen=True)
class Block:
    """Texts and symbols below each other, and how high they are in all."""

    texts: tuple[Text, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    height: float = 0.0

    def then(self, other: "Block", gap: float = 0.0) -> "Block":
        """Itself with another below it."""
        low = other.moved(0, self.height + gap) if other.height else other
        height = self.height + gap + other.height if other.height else self.height
        return Block(self.texts + low.texts, self.symbols + low.symbols, height)

    def beside(self, other: "Block") -> "Block":
        """Itself and another, both where they are."""
        return Block(self.texts + other.texts, self.symbols + other.symbols, self.height)

    def moved(self, x: float, y: float) -> "Block":
        """Itself at another place."""
        texts = tuple(Text(one.x + x, one.y + y, one.text, one.size, one.colour) for one in self.texts)
        symbols = tuple(Symbol(one.x + x, one.y + y, one.shape, one.colour) for one in self.symbols)
        return Block(texts, symbols, self.height)

    def written(self) -> dict[str, object]:
        """The texts and symbols as the data of a specification."""
        return {"texts": [dict(vars(one)) for one in self.texts], "symbols": [dict(vars(one)) for one in self.symbols]}


@dataclass(frozen=True)
class Room:
    """How wide lines may be, and in which colours they are."""

    width: float
    palette: Palette

    def lines(self, text: str, size: int, most: int, *, quiet: bool = False) -> Block:
        """A text in as many lines as it needs, at most so many."""
        if not text:
            return Block()
        colour = self.palette.quiet if quiet else self.palette.ink
        step = round(size * _LEADING)
        found = wrapped(text, self.width / size, most)
        texts = tuple(Text(0, step * (place + 1) - 4, line, size, colour) for place, line in enumerate(found))
        return Block(texts, (), step * len(found))

    def legend(self, series: Sequence[Series]) -> Block:
        """The series with their shapes and colours, in as many lines as they need."""
        block, x, y = Block(), 0.0, 0.0
        for one in series:
            width = _MARKER + ems(one.name) * BODY + 14
            if x and x + width > self.width:
                x, y = 0.0, y + 18
            symbol = Symbol(x + 5, y + 9, shape(one.place), self.palette.colour(one.place))
            text = Text(x + _MARKER, y + 13, one.name, BODY, self.palette.ink)
            block = Block((*block.texts, text), (*block.symbols, symbol), y + 20)
            x += width
        return block


def head(figure: Figure, room: Room, unit: str, look: Look) -> Block:
    """What stands above the bars."""
    block = room.lines(figure.title, TITLE, 3).then(room.lines(figure.subtitle, BODY, 3, quiet=True), 2)
    told = [one for one in figure.series if one.name]
    block = block.then(room.legend(told), 6) if told else block
    if not figure.points:
        return block
    return block.then(
        room.lines(look.say(f"{figure.measure}（{unit}）", f"{figure.measure} ({unit})"), SMALL, 1, quiet=True), 4
    )


def foot(figure: Figure, room: Room) -> Block:
    """What stands below them."""
    block = Block()
    for note in figure.notes:
        block = block.then(room.lines(note, SMALL, 4, quiet=True), 2)
    for source in figure.sources:
        block = block.then(room.lines(source, SMALL, 6, quiet=True), 2)
    return block
