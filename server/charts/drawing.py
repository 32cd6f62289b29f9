"""Figures as Vega-Lite specifications with their data inside, laid out for one width so that no text gets small."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from server.charts.alternative import alternative
from server.charts.bars import bars
from server.charts.columns import columns
from server.charts.engraver import FAMILIES
from server.charts.figures import Figure, Layout
from server.charts.furniture import SMALL, Room, foot, head
from server.charts.looks import Look
from server.charts.notes import notes
from server.charts.palette import THEMES, Palette
from server.charts.plots import Canvas, Plot
from server.charts.quantities import unit
from server.charts.templates import filled

_MOST = 40


@dataclass(frozen=True)
class Drawing:
    """A specification as JSON, with the title and the words for who does not see it."""

    specification: str
    title: str
    alternative: str
    language: str


def drawing(figure: Figure, look: Look) -> Drawing:
    """The figure as it looks."""
    canvas = Canvas(look, THEMES[look.theme], unit(figure.quantity, look))
    told = figure if figure.points else replace(figure, subtitle=_nothing(look))
    words = alternative(told, canvas.unit, look)
    shown = _cut(told, look)
    plot = _plot(shown, canvas)
    said = replace(shown, notes=notes(shown, look))
    page = _page(said, plot, canvas)
    values = {
        **plot.values,
        **page,
        "description": words,
        "usermeta": {"language": look.language, "notes": said.notes, "sources": said.sources},
        "width": plot.width,
        "height": plot.height,
        "paper": canvas.palette.paper,
        "ink": canvas.palette.ink,
        "quiet": canvas.palette.quiet,
        "config": _config(canvas.palette),
    }
    return Drawing(filled(plot.template, values), figure.title, words, look.language)


def _nothing(look: Look) -> str:
    return look.say("該当する額の記載がありません。", "The documents print no such amount.")


def _plot(figure: Figure, canvas: Canvas) -> Plot:
    if figure.points and figure.layout is Layout.COLUMNS and (plot := columns(figure, canvas)) is not None:
        return plot
    return bars(figure, canvas)


def _page(figure: Figure, plot: Plot, canvas: Canvas) -> Mapping[str, object]:
    """What stands around the plot, and the room for it."""
    look, of, margin = canvas.look, canvas.unit, canvas.margin
    room = Room(look.width - 2 * margin, canvas.palette)
    above, below = head(figure, room, look.say(of.ja, of.en), look), foot(figure, room)
    top = margin + above.height + 12
    around = above.moved(margin - plot.left, margin - top).beside(plot.inside)
    sides = {"left": plot.left, "right": look.width - plot.left - plot.width}
    ends = {"top": top, "bottom": plot.below + below.height + margin}
    return around.beside(below.moved(margin - plot.left, plot.height + plot.below)).written() | {
        "padding": sides | ends
    }


def _cut(figure: Figure, look: Look) -> Figure:
    """The figure with no more bars than a picture holds, the greatest, in their order."""
    if len(figure.points) <= _MOST:
        return figure
    ranked = sorted(figure.points, key=lambda point: max((abs(end) for end in point.extent.ends), default=0))
    kept = set(map(id, ranked[-_MOST:]))
    rest = len(figure.points) - _MOST
    note = look.say(f"ほか{rest}件は省略。", f"{rest} more are left out of the picture.")
    points = tuple(point for point in figure.points if id(point) in kept)
    return replace(figure, points=points, notes=(*figure.notes, note))


def _config(palette: Palette) -> Mapping[str, object]:
    zero = {"condition": {"test": "datum.value === 0", "value": palette.quiet}, "value": palette.grid}
    return {
        "font": FAMILIES,
        # The picture is one image to who does not see it, with a description of its own.
        "aria": False,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "title": None,
            "labelColor": palette.quiet,
            "labelFontSize": SMALL,
            "labelPadding": 6,
            "gridColor": zero,
        },
    }
