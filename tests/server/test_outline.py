"""Queries as the log knows them."""

import pytest

from server.outline import operators, outline
from server.tokens import shape

QUERY = """
PREFIX sk: <https://secret.example/ontology#>  # a secret
SELECT ?p1 WHERE { ?p1 sk:secret-name "秘密"@ja ; a <urn:secret> ; sk:n 12.5 , 'it\\'s secret'
  , \"\"\"a "secret" # \"\"\" }
"""


def test_a_shape_keeps_no_value() -> None:
    expected = 'PREFIX sk: <> SELECT ?p1 WHERE { ?p1 sk: "" ; a <> ; sk: 0 , "" , "" }'
    assert shape(QUERY) == expected
    assert "secret" not in outline(QUERY).shape


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { <urn:a> ?p 1 }", "ASK {\n<urn:b>  ?p 20.5 } # why"),
        ("ASK { ?s ?p 'a' }", 'ASK { ?s ?p "b#<x>"@en }'),
        ("ASK { ?s a:b ?o }", "ASK { ?s a:c ?o }"),
    ],
)
def test_queries_that_differ_in_values(one: str, other: str) -> None:
    assert outline(one).shape_digest == outline(other).shape_digest
    assert outline(one).digest != outline(other).digest


def test_queries_that_differ_in_more() -> None:
    shapes = {outline(text).shape_digest for text in ("ASK { ?s ?p ?o }", "ASK { ?s ?p ?s }", "SELECT * { ?s ?p ?o }")}
    assert len(shapes) == 3


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("PREFIX select: <urn:ask> CONSTRUCT WHERE { ?s ?p 'SELECT' }", "CONSTRUCT"),
        ("describe <urn:a>", "DESCRIBE"),
        ("nonsense", ""),
        ("ASK { ?s ?p '" + "x" * 10_000 + "' }", "ASK"),
    ],
)
def test_form(text: str, form: str) -> None:
    # A prefix named like a keyword is the price of not parsing.
    assert outline(text.replace("select:", "s:")).form == form


def test_operators() -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s a/b* ?o OPTIONAL { ?s ?p 'UNION' } } GROUP BY ?s ORDER BY ?n"
    assert operators(text) == {"OPTIONAL": 1, "GROUP": 1, "ORDER": 1, "COUNT": 1, "*": 2, "/": 1}
