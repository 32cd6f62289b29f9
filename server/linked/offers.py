"""In which formats a description can be had, and which one an address or an Accept header asks for. Pure functions."""

from collections.abc import Sequence

from server.formats import GRAPHS, HTML, Choice, Format, Wish

CSV = Format(("csv",), ("text/csv",), None)
DOCUMENTS = (*GRAPHS, HTML)
"""How the ontology, the shapes and releases can be had."""
RESOURCES = (*GRAPHS, CSV, HTML)
"""How the description of a thing can be had; Turtle where nobody says."""


def parted(path: str, offers: Sequence[Format] = RESOURCES) -> tuple[str, str | None]:
    """The path without its suffix, and the suffix if it names one of the offers."""
    stem, _, suffix = path.rpartition(".")
    return (stem, suffix) if stem and suffix in suffixes(offers) else (path, None)


def suffixes(offers: Sequence[Format]) -> tuple[str, ...]:
    """The suffixes that name the offers."""
    return tuple(offer.names[0] for offer in offers)


def chosen(accept: str, name: str | None, offers: Sequence[Format], subject: str) -> Choice:
    """The offer that is asked for by name or else liked best; raises NotAcceptable with their list."""
    return Wish(accept, name or None).choose(offers, subject)
