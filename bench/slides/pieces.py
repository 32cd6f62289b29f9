"""What a slide is made of: pieces of text with the facts they print, lines of pieces, blocks of lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from loaders.records import BudgetRow, CitationRow, EntryRow, InvolvementRow, TermRow

Row = EntryRow | BudgetRow | CitationRow | InvolvementRow | TermRow


@dataclass(frozen=True, eq=False)
class Fact:
    """One row of the truth; its lines are those of the pieces that carry it. Equal rows printed twice are two facts."""

    row: Row
    is_heading: bool = False
    """One more place where the program of an entry is named as a subject; no row of its own."""


@dataclass(frozen=True)
class Piece:
    """A run of text."""

    text: str
    facts: tuple[Fact, ...] = ()
    is_whole: bool = False
    """It is not broken at the end of a line."""


Text = tuple[Piece, ...]


class Kind(Enum):
    """How a line looks."""

    TITLE = auto()
    LABEL = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    BULLET = auto()
    NOTE = auto()
    TAIL = auto()


class Arrangement(Enum):
    """How the labels and values of a box follow each other once the box is flattened."""

    SAME_LINE = auto()
    TABULATED = auto()
    SEPARATE_LINES = auto()
    LABELS_FIRST = auto()


@dataclass(frozen=True)
class Lines:
    """Lines of one look."""

    kind: Kind
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Box:
    """The amounts at the top right of a slide: labels and values, then notes."""

    pairs: tuple[tuple[Text, Text], ...]
    arrangement: Arrangement
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table; its first row is the header."""

    caption: Text
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; flattened, the left ones come first."""

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"


Block = Lines | Box | Table | Columns


@dataclass(frozen=True)
class Slide:
    """One slide."""

    blocks: tuple[Block, ...]


def plain(text: str) -> Text:
    """A line that prints no fact."""
    return (Piece(text),)


def joined(text: Text) -> str:
    """The characters of a line."""
    return "".join(piece.text for piece in text)


def breadth(text: str) -> float:
    """The width of a text in full-width characters; Latin letters and figures are narrower."""
    return sum(0.6 if one.isascii() else 1.0 for one in text)


def wrapped(text: Text, width: float) -> Iterator[Text]:
    """The lines in which a text of this many full-width characters a line is set; a whole piece is not broken."""
    line: list[Piece] = []
    room = width
    for piece in _chunks(text, width):
        if line and breadth(piece.text) > room and piece.text[:1] not in _NOT_FIRST:
            carried = [line.pop()] if len(line) > 1 and line[-1].text[-1:] in _NOT_LAST else []
            yield tuple(line)
            line, room = carried, width - sum(breadth(one.text) for one in carried)
        line.append(piece)
        room -= breadth(piece.text)
    if line:
        yield tuple(line)


# A line does not begin with these (行頭禁則), nor end with an opening bracket.
_NOT_FIRST = "、。，．）」』】〕・:：)]々ー"
_NOT_LAST = "（「『【〔([△▲※"


def _chunks(text: Text, width: float) -> Iterator[Piece]:
    for piece in text:
        if piece.is_whole and breadth(piece.text) <= width:
            yield piece
        else:
            yield from (Piece(run, piece.facts) for run in _runs(piece.text))


def _runs(text: str) -> Iterator[str]:
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not (text[end] in _NOT_FIRST or text[end - 1] in _NOT_LAST or _inside(text, end)):
            yield text[start:end]
            start = end


def _inside(text: str, end: int) -> bool:
    """Whether a break here would part a number or a word in Latin letters."""
    return all(one.isascii() and not one.isspace() for one in text[end - 1 : end + 1])
