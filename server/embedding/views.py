"""What an embed shows, as its template and its JSON have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.embedding.amounts import Amount


@dataclass(frozen=True)
class Link:
    """A text and the address it leads to, relative to that of the embed; `language` where it is not the page's."""

    text: str
    href: str
    language: str = ""


@dataclass(frozen=True)
class Cell:
    """One value: `kind` is head (of its row), money, number or text; `note` is said beside it in small print.

    `links` stand after the text, or make it up.
    """

    text: str = ""
    kind: str = "text"
    note: str = ""
    links: tuple[Link, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the amount that a bar may show; `is_counted` says whether a sum may hold it."""

    cells: tuple[Cell, ...]
    amount: Amount | None = None
    is_counted: bool = True


@dataclass(frozen=True)
class Source:
    """A document that figures are taken from, and its licence where that is known."""

    title: Link
    licence: str = ""


@dataclass(frozen=True)
class View:
    """A table with its heading, and what a reader has to know about its figures.

    `page` leads to the full page; `picture` is the address of the chart without its suffix, empty if there is none.
    """

    kind: str
    name: str
    title: str
    title_language: str
    page: str
    picture: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None
    notes: tuple[str, ...]
    sources: tuple[Source, ...]


def listed(counts: Sequence[tuple[str, int]], language: str) -> str:
    """Words with how often each applies, as a sentence holds them."""
    return ("、" if language == "ja" else ", ").join(f"{word} {number}" for word, number in counts)
