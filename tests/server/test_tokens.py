"""What tokens tell about a query."""

import pytest

from server.tokens import calls_service, is_update, names_dataset, with_columns


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://a/> { ?s ?p ?o } }",
        "SELECT * { SERVICE?x { ?s ?p ?o } }",
        "SELECT * { SERVICE ex:a { ?s ?p ?o } }",
        "SELECT * { SERVICEex:a{ ?s ?p ?o } }",
        "SELECT * { SERVICE:a#c\n{ ?s ?p ?o } }",
        "SELECT * { SERVICE#c\n<http://a/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://a/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p trueSERVICE<http://a/>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?a FILTER(?a<'x>y')SERVICE ex:a{ ?s ?p 'z' } }",
        "SELECT * { ?s ?p ?a FILTER(?a<?s)SERVICE#>\n<http://a/>{ ?x ?y ?z } }",
        "SELECT * { ?s ?p ex:\N{GRINNING FACE}\\'. SERVICE <http://a/>{ ?x ?y ex:\\' } }",
        "SELECT * { ?s ?p <http://a/\\u0041'b> . SERVICE <http://a/> { ?s ?p 'x' } }",
    ],
)
def test_service_is_seen(text: str) -> None:
    assert calls_service(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p 'SERVICE <http://a/> {}' }",
        'SELECT * { ?s ?p """a "" SERVICE \\""" SERVICE""" }',
        "SELECT * { ?s ?p '''it's SERVICE''' }",
        "SELECT * { ?s ?p 'it\\'s SERVICE' }",
        "SELECT * { ?s ?p <http://a/SERVICE> }",
        "SELECT * { ?s ?p <http://a/it's(SERVICE)> }",
        "SELECT * { ?service ?p $SERVICE }",
        "PREFIX service: <http://a/service#> SELECT * { ?s service:x ex:SERVICE }",
        "SELECT * { GRAPH ex:service { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o } # SERVICE <http://a/>",
        "SELECT * { ?s ?p 'x'@service }",
    ],
)
def test_no_service(text: str) -> None:
    assert not calls_service(text)


@pytest.mark.parametrize(
    ("text", "update"),
    [
        ("INSERT DATA { <a> <b> <c> }", True),
        ("# c\nBASE <http://a/> PREFIX insert: <http://a/> delete where { ?s ?p ?o }", True),
        ("PREFIX insert: <http://a/> SELECT * { ?s ?p 'INSERT' }", False),
        ("", False),
    ],
)
def test_is_update(text: str, update: bool) -> None:
    assert is_update(text) is update


def test_names_dataset() -> None:
    assert names_dataset("SELECT * from <http://a/> {}")
    assert not names_dataset("SELECT * { ?from ex:from 'FROM' }")
    assert not names_dataset("SELECT * {}")


@pytest.mark.parametrize(
    ("text", "variables", "written"),
    [
        ("SELECT * { ?b ?a ?c }", ["a", "b", "c"], "SELECT  ?b ?a ?c  { ?b ?a ?c }"),
        ("select distinct*{ $b ?a 1 }", ["a", "b"], "select distinct ?b ?a { $b ?a 1 }"),
        ("SELECT ?a { ?a ?b ?c }", ["a"], "SELECT ?a { ?a ?b ?c }"),
        ("SELECT (COUNT(*) AS ?n) { }", ["n"], "SELECT (COUNT(*) AS ?n) { }"),
        ("SELECT * { }", [], "SELECT * { }"),
        ("ASK { ?a ?b ?c }", [], "ASK { ?a ?b ?c }"),
    ],
)
def test_with_columns(text: str, variables: list[str], written: str) -> None:
    assert with_columns(text, variables) == written
