"""The colours and shapes of charts: text stands out from the paper by 4.5 to 1, all else by 3 to 1 (WCAG 2.2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """The colours of a theme; series have one each, by their place."""

    paper: str
    ink: str
    quiet: str
    grid: str
    uncounted: str
    series: tuple[str, ...]

    def colour(self, place: int | None) -> str:
        """The colour of the series at a place."""
        return self.uncounted if place is None else self.series[place % len(self.series)]


THEMES = {
    "light": Palette(
        "#fcfcfa",
        "#1c2126",
        "#535c64",
        "#d5d9dc",
        "#7c858c",
        ("#0b5fa5", "#b84a00", "#00795c", "#8b3fa0", "#856000", "#00728a", "#b8336a", "#4f5ad1", "#557a00", "#a33b32"),
    ),
    "dark": Palette(
        "#16191c",
        "#e6e8e9",
        "#a9b1b7",
        "#3a4046",
        "#8b949b",
        ("#6cb2f2", "#f59352", "#3fc79a", "#cf94e6", "#dcb13c", "#4cc3dc", "#f288b4", "#9aa4ff", "#a5cc4f", "#f08f85"),
    ),
}

# As Vega names them; the last are paths in a square of side 2.
SHAPES = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
    "M-1,-1L1,-1L0,0L1,1L-1,1L0,0Z",
    "M-1,-0.4L1,-0.4L1,0.4L-1,0.4Z",
    "M-0.4,-1L0.4,-1L0.4,1L-0.4,1Z",
)
_UNCOUNTED = "M-1,-0.7L-0.7,-1L0,-0.3L0.7,-1L1,-0.7L0.3,0L1,0.7L0.7,1L0,0.3L-0.7,1L-1,0.7L-0.3,0Z"


def shape(place: int | None) -> str:
    """The shape of the series at a place; no other has it with the same colour."""
    return _UNCOUNTED if place is None else SHAPES[place % len(SHAPES)]


def contrast(one: str, other: str) -> float:
    """How much two colours `#rrggbb` stand out from each other, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
