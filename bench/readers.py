"""The reader that is measured: `loaders.reading.extraction` as the benchmark calls it."""

from pathlib import Path
from time import perf_counter

from bench.extraction import Extract
from bench.readings import Reading
from loaders.reading import extraction


def read(path: Path) -> Extract:
    """What the reader of this tree makes of a file."""
    started = perf_counter()
    found = extraction.extract(path)
    seconds = perf_counter() - started
    tables = found.tables
    rows = Reading(tables.programs, tables.budgets, tables.citations, tables.involvements, tables.terms)
    return Extract(rows, found.residue, found.document.lines, seconds)
