"""Numbers and booleans by their value: Oxigraph does not keep how they were written."""

from collections.abc import Callable
from decimal import Decimal

from pyoxigraph import Literal

from tests.conformance.turtle import Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
_CANONICAL: dict[str, Callable[[str], str]] = {
    _XSD + "integer": lambda text: str(int(text)),
    _XSD + "decimal": lambda text: format(Decimal(text).normalize(), "f"),
    _XSD + "double": lambda text: repr(float(text)),
    _XSD + "float": lambda text: repr(float(text)),
    _XSD + "boolean": lambda text: _BOOLEANS.get(text, text),
}


def by_value(term: Term) -> Term:
    """The term, written in one way for each value of the same datatype; an ill-formed literal as it is."""
    if not isinstance(term, Literal) or term.datatype.value not in _CANONICAL:
        return term
    try:
        return Literal(_CANONICAL[term.datatype.value](term.value), datatype=term.datatype)
    except (ValueError, ArithmeticError):
        return term
