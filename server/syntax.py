"""Oxigraph's complaint about a query, in words and with the place shown."""

import re
import unicodedata

from server.errors import Extras, QuerySyntax

_COMPLAINT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r"""\[(?:'(?:\\.[^']*|[^'])'|[^\]'])*\]|"(?:\\.|[^"\\])*"|[^",\[]+""")
_WINDOW = 60


def syntax_error(complaint: str, query: str) -> QuerySyntax:
    """The problem with its line and column (from 1), the line with a caret below, and what was expected."""
    matched = _COMPLAINT.match(complaint)
    if not matched:
        return QuerySyntax(f"The query does not parse: {complaint}")
    expected = _in_words(matched[3])
    place = _place(query, int(matched[1]), int(matched[2]), expected)
    line, column = query.count("\n", 0, place) + 1, place - (query.rfind("\n", 0, place) + 1) + 1
    excerpt = _excerpt(query.split("\n")[line - 1], column)
    members: dict[str, str | int] = {"line": line, "column": column, "excerpt": excerpt}
    wanted = f": expected {' or '.join(expected)}" if expected else ""
    wanted_ja = f"（期待されるもの: {'、'.join(expected)}）" if expected else ""
    return QuerySyntax(
        f"The query does not parse near line {line}, column {column}{wanted}.",
        f"{line} 行 {column} 文字目付近で構文を解釈できません{wanted_ja}。",
        Extras(members),
    )


def _in_words(expected: str) -> list[str]:
    pieces = (piece.strip() for piece in _EXPECTED.findall(expected))
    return [piece for piece in pieces if piece and not piece.startswith("[")]


def _place(query: str, line: int, column: int, expected: list[str]) -> int:
    start = sum(len(text) + 1 for text in query.split("\n")[: line - 1])
    place = min(start + column - 1, len(query))
    # Oxigraph compares a keyword after reading as many characters, and reports where it stopped reading.
    if len(expected) == 1 and expected[0].isupper() and expected[0].isalpha():
        place = max(0, place - len(expected[0]))
    return place


def _excerpt(line: str, column: int) -> str:
    first = max(0, column - _WINDOW)
    shown = line[first : column + _WINDOW].rstrip("\r")
    before = shown[: column - 1 - first]
    return f"{shown}\n{''.join(_blank(letter) for letter in before)}^"


def _blank(letter: str) -> str:
    return "\u3000" if unicodedata.east_asian_width(letter) in "WF" else " "
