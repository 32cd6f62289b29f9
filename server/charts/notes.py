"""What a reader must know to read a figure: what its error bars, dashed outlines and marks mean."""

from collections.abc import Iterator

from server.charts.figures import Figure, Mark, Quantity
from server.charts.looks import Look
from server.charts.names import MEANINGS


def notes(figure: Figure, look: Look) -> tuple[str, ...]:
    """The notes that the points of a figure call for, then its own."""
    return (*filter(None, _called_for(figure, look)), *figure.notes)


def _called_for(figure: Figure, look: Look) -> Iterator[str]:
    if not figure.is_empty and figure.quantity is not Quantity.COUNT:
        yield _precision(figure, look)
    if any(point.extent.value is None and point.extent.whole is not None for point in figure.points):
        yield look.say(
            "破線は内数の全体の額で、この事業の額はその一部です（不明）。",
            "Dashed: the amount of the whole; the program's own part of it is not known.",
        )
    if figure.points and any(point.extent.is_empty for point in figure.points):
        yield look.say("「額なし」は文書に額の記載がないもの。", "“no amount”: the documents print none.")
    marks = {mark for point in figure.points for mark in point.marks}
    yield look.say("。", "; ").join(look.say(*MEANINGS[mark]) for mark in Mark if mark in marks)


def _precision(figure: Figure, look: Look) -> str:
    if any(point.extent.is_inexact for point in figure.points):
        return look.say(
            "線（ひげ）は、印字の桁（四捨五入）からあり得る額の範囲。",
            "Error bars: the range that the printed (rounded) digits allow.",
        )
    return (
        look.say("額は印字のとおり（端数は丸められている）。", "Amounts as printed, which are rounded.")
        if figure.quantity is Quantity.YEN
        else ""
    )
