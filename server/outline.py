"""What the log says of a query instead of its text: hashes, its shape, its form and its operators."""

import re
from collections import Counter
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from server.tokens import shape, tokens

_SHORT = 2048
_SHAPED = 8192
_FORM = re.compile(
    r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)\b", re.IGNORECASE
)
_OPERATORS = (
    *("FILTER", "OPTIONAL", "UNION", "MINUS", "GRAPH", "BIND", "VALUES", "EXISTS", "LATERAL", "SERVICE", "REGEX"),
    *("DISTINCT", "REDUCED", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"),
    *("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"),
)


class Outline(NamedTuple):
    """A query as the log knows it; equal texts have equal hashes, queries that differ in their values equal shapes."""

    digest: str
    shape: str
    shape_digest: str
    form: str


def outline(text: str) -> Outline:
    """The outline of a query; of a long one the shape is that of its beginning."""
    return _kept(text) if len(text) <= _SHORT else _outline(text)


def _outline(text: str) -> Outline:
    found = shape(text[:_SHAPED])
    return Outline(_digest(text), found, *_of_shape(found))


_kept = lru_cache(1024)(_outline)


@lru_cache(256)
def _of_shape(found: str) -> tuple[str, str]:
    form = _FORM.search(found)
    return _digest(found), form[0].upper() if form else ""


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def operators(text: str) -> dict[str, int]:
    """How often a query, or the beginning of a long one, uses the words and marks that cost time.

    It is read off the tokens and no plan: Oxigraph does not explain queries to Python.
    """
    found = Counter(token.text.upper() for token in tokens(text[:_SHAPED]) if token.kind in {"word", "mark"})
    return {word: found[word] for word in (*_OPERATORS, "*", "+", "/", "|") if found[word]}
