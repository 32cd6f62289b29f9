"""Lines -> lines that are short enough to be read, and what looks like a fact in the rest of the long ones."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from loaders.pages import Line
from loaders.reading import residue
from loaders.records import ResidueRow

LONGEST = 2000
"""Characters; the longest paragraph of a slide has some hundred, and the time for a line may grow with its square."""


def shortened(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, of each the part that is read."""
    return tuple(replace(line, text=line.text[:LONGEST]) if len(line.text) > LONGEST else line for line in lines)


def unread(lines: Sequence[Line]) -> Iterator[ResidueRow]:
    """What looks like a fact in the parts that are not read, in reading order."""
    for line in lines:
        if len(line.text) > LONGEST:
            rest = replace(line, text=line.text[LONGEST:])
            yield from residue.tokens_of(rest, f"the line is too long: only its first {LONGEST} characters are read")
