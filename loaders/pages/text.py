"""The lines of a text file; their numbers are those of the file."""

from loaders.pages.line import Line


def lines(text: str) -> tuple[Line, ...]:
    """The lines between line feeds (`loaders/sources.py` counts the same way); form feeds are page changes.

    Carriage returns are no part of a line; in a file without line feeds they end it.
    """
    rows = split(text)
    paged = "\f" in text
    page, found = 1, []
    for number, row in enumerate(rows, 1):
        before = row[: len(row) - len(row.lstrip("\f \t\u3000"))].count("\f")
        found.append(Line(number, row.replace("\f", " ").strip() if paged else row, page + before if paged else None))
        page += row.count("\f")
    return tuple(found)


def split(text: str) -> list[str]:
    """The rows of a text, without what ends them."""
    if "\n" not in text:
        return text.split("\r")
    return [row.removesuffix("\r") for row in text.split("\n")]
