"""The double reading and our tables of the same document say the same of amounts and citations."""

from pathlib import Path

from bench import gold as readings_of_others
from bench import readings
from bench.identities import identities
from bench.places import by_line
from bench.scores import scores, sides
from loaders import tables
from loaders.records import NameRow

DATA = Path(__file__).parents[2] / "data"


def test_the_double_reading_agrees_with_ours(gold: Path) -> None:
    theirs = readings_of_others.read(gold)
    ours = readings.read(DATA / "tables" / readings_of_others.DOCUMENT)
    names = tables.read(NameRow, DATA / "names.csv")
    known = identities(theirs, names, readings_of_others.DOCUMENT)
    made = scores(*sides(theirs, ours, known, (by_line, by_line)))
    assert (made["amounts with program"].hits, made["amounts with program"].f1) == (65, 1)
    assert made["citations"].hits >= 24
    assert made["periods of programs"].recall == 1
