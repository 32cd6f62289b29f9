"""The tags of the questions, in the order in which they are shown: `tags.csv`. The first of a question is its theme."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from queries.parameters import Text

FILE = Path(__file__).parent / "tags.csv"


@dataclass(frozen=True)
class Tag:
    """A word that questions are found by."""

    name: str
    label: Text


@cache
def tags() -> tuple[Tag, ...]:
    """Every tag."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Tag(row["tag"], Text(row["label_ja"], row["label_en"])) for row in csv.DictReader(file))
