"""A term found in a text, before the program it belongs to is known."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Found:
    """A term of support that stands from `start` to `end`."""

    start: int
    end: int
    kind: str
    value: Decimal | None = None
    unit: str | None = None
