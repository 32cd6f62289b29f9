"""What a chart says, before it is drawn: points with bounds and marks, told apart by series."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Quantity(Enum):
    """What the numbers of a figure are."""

    YEN = "yen"
    PERCENT = "percent"
    COUNT = "count"


class Layout(Enum):
    """How a figure is laid out: columns over years, or a bar a line."""

    COLUMNS = "columns"
    BARS = "bars"


class Mark(Enum):
    """What is printed beside an amount and changes what it means."""

    NEW = "new"
    ESTIMATE = "operating-grant-estimate"
    WITH_ESTIMATE = "contains-operating-grant-estimate"
    FUND = "fund"
    SEPARATE = "separately-appropriated"


@dataclass(frozen=True)
class Series:
    """Points of one sort: its name, and its place among the colours and shapes; None is what does not count."""

    name: str
    place: int | None


@dataclass(frozen=True)
class Extent:
    """A number and the least and greatest that it may be; of a 内数 only the `whole` is known."""

    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    whole: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self.value is None and self.whole is None

    @property
    def is_inexact(self) -> bool:
        """Whether there is an error bar to draw."""
        return self.value is not None and self.lower is not None and self.lower != self.upper

    @property
    def ends(self) -> Sequence[Decimal]:
        """Every number that a drawing of it must reach."""
        of_value = (self.lower, self.upper) if self.value is not None else ()
        return [end for end in (self.value, self.whole, *of_value) if end is not None]


@dataclass(frozen=True)
class Point:
    """One amount: of what, in which series, how much. `section` is the heading it stands under."""

    label: str
    series: Series
    extent: Extent
    marks: tuple[Mark, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Figure:
    """What one chart shows, in one language.

    `measure` says what the numbers are; `notes` stand below, and `sources` say where the numbers are from.
    """

    title: str
    layout: Layout
    quantity: Quantity
    measure: str
    points: tuple[Point, ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it has no number at all."""
        return all(point.extent.is_empty for point in self.points)

    @property
    def series(self) -> tuple[Series, ...]:
        """The series of its points, in the order of their places, what does not count last."""
        found = dict.fromkeys(point.series for point in self.points)
        return tuple(sorted(found, key=lambda one: (one.place is None, one.place or 0)))

    @property
    def labels(self) -> tuple[str, ...]:
        """What its points are of, each once."""
        return tuple(dict.fromkeys(point.label for point in self.points))
