"""Numbers as a chart writes them: in 億円 or billions of yen, with as many digits as are known."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from server.charts.figures import Extent, Quantity
from server.charts.looks import Look

_MOST_PLACES = 3


@dataclass(frozen=True)
class Unit:
    """What the numbers of a chart are in."""

    divisor: Decimal
    ja: str
    en: str

    def scaled(self, value: Decimal) -> Decimal:
        """The value in this unit."""
        return value / self.divisor


_UNITS = {
    (Quantity.YEN, "ja"): Unit(Decimal(10**8), "億円", "100 million yen"),
    (Quantity.YEN, "en"): Unit(Decimal(10**9), "十億円", "JPY bn"),
    (Quantity.PERCENT, "ja"): Unit(Decimal(1), "%", "%"),
    (Quantity.COUNT, "ja"): Unit(Decimal(1), "件", "items"),
}


def unit(quantity: Quantity, look: Look) -> Unit:
    """The unit of a quantity in a language."""
    return _UNITS.get((quantity, look.language)) or _UNITS[quantity, "ja"]


def number(value: Decimal, extent: Extent, of: Unit) -> str:
    """The value in the unit, to the last digit that is known."""
    scaled = of.scaled(value).quantize(Decimal(1).scaleb(-_places(extent, of)), ROUND_HALF_UP)
    return f"{scaled:,f}".replace("-", "−")


def _places(extent: Extent, of: Unit) -> int:
    if extent.is_inexact and extent.lower is not None and extent.upper is not None:
        known = of.scaled(extent.upper - extent.lower)
        return next((places for places in range(_MOST_PLACES) if Decimal(1).scaleb(-places) <= known), _MOST_PLACES)
    exponent = of.scaled(extent.value or extent.whole or Decimal(0)).normalize().as_tuple().exponent
    return min(_MOST_PLACES, max(0, -exponent)) if isinstance(exponent, int) else 0


def amount(extent: Extent, of: Unit, look: Look) -> str:
    """The extent in a few characters, without the unit: a number, or what is known instead."""
    if extent.value is not None:
        return number(extent.value, extent, of)
    if extent.whole is not None:
        whole = number(extent.whole, Extent(extent.whole), of)
        return look.say(f"{whole}の内数", f"within {whole}")
    return look.say("額なし", "no amount")


def words(extent: Extent, of: Unit, look: Look) -> str:
    """The extent in words, with unit and bounds."""
    name = look.say(of.ja, of.en)
    gap = "" if name == "%" or look.language == "ja" else " "
    if extent.value is None and extent.whole is not None:
        whole = number(extent.whole, Extent(extent.whole), of) + gap + name
        return look.say(f"{whole}の内数", f"within {whole}")
    if not extent.is_inexact or extent.lower is None or extent.upper is None:
        return amount(extent, of, look) + (gap + name if extent.value is not None else "")
    ends = [number(end, Extent(end), of) for end in (extent.lower, extent.upper)]
    said = amount(extent, of, look) + gap + name
    return look.say(f"{said}（{'〜'.join(ends)}）", f"{said} ({' to '.join(ends)})")
