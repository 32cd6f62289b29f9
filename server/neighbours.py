"""What is said of a name that there is not: which there are that are nearly the same."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from queries import Text
from server.errors import Extras, NotFound

LONGEST = 200
"""Nobody mistypes a longer name, and looking for those like it would take long."""


def neighbours(asked: str, held: Iterable[str]) -> list[str]:
    """The names that are nearly the one asked for, the nearest first."""
    return get_close_matches(asked[:LONGEST], list(held), cutoff=0.5)


def hinted(said: Text, near: Sequence[str], listed: str = "") -> tuple[str, str]:
    """What is said, in English and Japanese, and with it the near names, or without any where all are listed."""
    if near:
        return f"{said.en} Near it: {', '.join(near)}.", f"{said.ja}近いもの: {'、'.join(near)}。"
    if listed:
        return f"{said.en} {listed} lists those there are.", f"{said.ja}一覧は {listed} にあります。"
    return said.en, said.ja


def missing(said: Text, near: Sequence[str], listed: str = "") -> NotFound:
    """The problem that there is nothing of a name."""
    return NotFound(*hinted(said, near, listed), Extras({"near": near}))
