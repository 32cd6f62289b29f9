"""The limits that clients meet, as the settings of this server say."""

from dataclasses import dataclass

from server.settings import Settings, entries

_UNITS_JA = {"bytes": "バイト", "seconds": "秒", "rows": "行", "queries": "件"}


@dataclass(frozen=True)
class Allowance:
    """One limit, its number and unit, and what it is of."""

    name: str
    value: int | float
    unit: str
    unit_ja: str
    about: str
    about_ja: str


def allowances(settings: Settings) -> tuple[Allowance, ...]:
    """The limits that clients meet, in the order of the settings."""
    return tuple(
        Allowance(name, getattr(settings, name), limit.unit, _UNITS_JA[limit.unit], entry.about, limit.ja)
        for name, entry in entries().items()
        if (limit := entry.limit) is not None
    )
