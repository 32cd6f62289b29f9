"""The words of the system itself, for which the tests of this package have a few of their own to stand in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import ontology
import queries

# Those that stand in are not there yet when this file is read.
_REAL = (
    (ontology, "prefixes", ontology.prefixes),
    (ontology, "context", ontology.context),
    (queries, "questions", queries.questions),
    (queries, "question", queries.question),
)


@contextmanager
def real_words() -> Iterator[None]:
    """The real ones in their places for a while."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for module, name, value in _REAL:
            monkeypatch.setattr(module, name, value)
        yield
