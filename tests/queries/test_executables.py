"""The questions as query editors find them in the graph."""

import re

import pytest
from pyoxigraph import NamedNode, Store

import queries
from queries import Question, executables
from tests.conftest import rows
from tests.queries.test_questions import GOLDEN, answer

PREFIXES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
"""
# As the editors ask: some for the comment, some for the label as well.
EXAMPLES = (
    PREFIXES
    + """SELECT DISTINCT ?sq ?comment ?query {{
  ?sq a sh:SPARQLExecutable ; {of} ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query
}} ORDER BY ?sq"""
)


@pytest.mark.parametrize("of", ["rdfs:comment", "rdfs:label|rdfs:comment"])
def test_an_editor_finds_each_question_once_in_each_language(graph: Store, of: str) -> None:
    found = rows(graph, EXAMPLES.format(of=of))
    wanted = {
        ("https://w3id.org/seisaku/queries/" + one.name, text, one.query)
        for one in queries.questions()
        for text in (one.summary.ja, one.summary.en)
    }
    assert len(found) == len(wanted) == 2 * len(queries.questions())
    assert set(found) == {
        (iri.removeprefix("https://w3id.org/seisaku/id/"), text, query) for iri, text, query in wanted
    }


@pytest.mark.parametrize("question", queries.questions(), ids=lambda question: question.name)
def test_a_published_text_gives_the_golden_answer_as_it_stands(graph: Store, question: Question) -> None:
    [[text]] = rows(graph, PREFIXES + f"SELECT ?text {{ {question.iri} sh:select ?text }}")
    assert not text.startswith("#")
    assert answer(graph, text) == (GOLDEN / f"{question.name}.csv").read_bytes()


def test_an_editor_learns_the_prefixes_that_the_texts_use(graph: Store) -> None:
    found = rows(graph, PREFIXES + "SELECT ?prefix ?space { [] sh:namespace ?space ; sh:prefix ?prefix }")
    known = {row[0]: row[1] for row in found}
    used = {pair for one in queries.questions() for pair in re.findall(r"PREFIX (\w+): <([^>]+)>", one.query)}
    assert used
    assert {name: known.get(name) for name, _ in used} == dict(used)


def test_each_says_its_endpoint_and_its_words(graph: Store) -> None:
    found = rows(graph, PREFIXES + "SELECT ?q ?target ?word { ?q schema:target ?target ; schema:keywords ?word }")
    assert {target for _, target, _ in found} == {"https://w3id.org/seisaku/sparql"}
    assert {(name.rsplit("/", 1)[1], word) for name, _, word in found} == {
        (one.name, tag) for one in queries.questions() for tag in one.tags
    }


def test_texts_hold_no_markup_for_editors_that_would_show_it() -> None:
    for one in queries.questions():
        for text in (one.summary.ja, one.summary.en, one.description.ja, one.description.en):
            assert not set("<>&") & set(text), one.name


def test_a_server_names_its_own_endpoint() -> None:
    target = NamedNode("https://example.org/sparql")
    found = list(executables.triples(queries.questions()[:1], target))
    assert [one.object for one in found if one.predicate.value.endswith("target")] == [target]


def test_every_tag_is_one_of_the_list_and_none_is_unused() -> None:
    assert {tag for one in queries.questions() for tag in one.tags} == {tag.name for tag in queries.tags()}
    assert all(tag.label.ja and tag.label.en for tag in queries.tags())
