"""The failures that are known, with their reasons: `expected_failures.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

PATH = Path(__file__).with_name("expected_failures.csv")


class Native(Enum):
    """What pyoxigraph in process does with a test; of HTTP it knows nothing."""

    FAILS = "fails"
    PASSES = "passes"
    NOT_APPLICABLE = ""


@dataclass(frozen=True)
class Failure:
    """A test known to fail, and whether pyoxigraph by itself fails it as well."""

    test: str
    reason: str
    native: Native


def known() -> Mapping[str, Failure]:
    """The known failures by the name of their test."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = [Failure(row["test"], row["reason"], Native(row["native"])) for row in csv.DictReader(file)]
    return {row.test: row for row in rows}
