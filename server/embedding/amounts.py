"""Amounts of yen in words, to the digit that the source prints and no further."""

from dataclasses import dataclass

_HUNDRED_MILLION = 8
_BILLION = 9
_MILLION = 6
_THOUSAND = 3


@dataclass(frozen=True)
class Amount:
    """Yen with the bounds that rounding leaves; no `yen` where only an upper bound is known (内数)."""

    yen: int | None
    lower: int
    upper: int

    def text(self, language: str) -> str:
        """The amount to its last printed digit, empty where it is not known."""
        return "" if self.yen is None else money(self.yen, self.upper - self.lower, language)

    def exact(self, language: str) -> str:
        """The amount in single yen, empty where it is not known."""
        return "" if self.yen is None else _plain(self.yen, language)

    def margin(self, language: str) -> str:
        """How far the amount may be off by its rounding, empty where it is exact or not known."""
        if self.yen is None or self.lower == self.upper:
            return ""
        below, above = self.yen - self.lower, self.upper - self.yen
        if below == above:
            return "±" + money(above, above, language)
        between = "〜" if language == "ja" else " to "
        return between.join(money(bound, above + below, language) for bound in (self.lower, self.upper))


def money(yen: int, step: int, language: str) -> str:
    """The yen in 億円, 百万円, 千円 or 円, or in billions, millions or single yen.

    `step` is what the last printed digit stands for, such as 100,000,000 for "65億円".
    """
    place = _place(yen, step)
    return _japanese(yen, place) if language == "ja" else _english(yen, place)


def _place(yen: int, step: int) -> int:
    place = len(str(max(step, 1))) - 1
    while yen % 10**place:
        place -= 1
    return place


def _japanese(yen: int, place: int) -> str:
    if place >= _HUNDRED_MILLION - 1 or (place >= _MILLION and abs(yen) >= 10**_HUNDRED_MILLION):
        return _scaled(yen, _HUNDRED_MILLION, place) + "億円"
    for power, unit in ((_MILLION, "百万円"), (_THOUSAND, "千円")):
        if place >= power:
            return _scaled(yen, power, place) + unit
    return _plain(yen, "ja")


def _english(yen: int, place: int) -> str:
    if abs(yen) >= 10**_BILLION and place >= _MILLION:
        return f"JPY {_scaled(yen, _BILLION, place)} billion"
    if abs(yen) >= 10**_MILLION and place >= _MILLION - 2:
        return f"JPY {_scaled(yen, _MILLION, place)} million"
    return _plain(yen, "en")


def _scaled(yen: int, power: int, place: int) -> str:
    decimals = max(0, power - place)
    whole, rest = divmod(abs(yen), 10**power)
    fraction = f".{rest:0{power}}"[: decimals + 1] if decimals else ""
    return f"{'-' if yen < 0 else ''}{whole:,}{fraction}"


def _plain(yen: int, language: str) -> str:
    return f"{yen:,}円" if language == "ja" else f"JPY {yen:,}"
