"""Complaints in words, with the place shown."""

import pytest
from pyoxigraph import Store

from server.errors import QuerySyntax
from server.syntax import syntax_error


def complaint(query: str) -> QuerySyntax:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    return syntax_error(str(caught.value), query)


def test_what_was_expected() -> None:
    found = complaint("SELECT ?s WHERE {?s ?p ?o")
    assert found.extras.members["line"] == 1
    assert found.extras.members["column"] == 26
    assert found.extras.members["excerpt"] == "SELECT ?s WHERE {?s ?p ?o\n" + " " * 25 + "^"
    assert '"}"' in found.detail
    assert "[" not in found.detail


def test_a_keyword_is_reported_where_it_should_begin() -> None:
    found = complaint("SELECT ?s WHERE {\n ?s ?p \n}")
    assert (found.extras.members["line"], found.extras.members["column"]) == (2, 2)


def test_messages_of_the_engine_stay() -> None:
    assert "Prefix not found" in complaint("SELECT ?x {?x foo:p ?y}").detail


def test_the_caret_stands_below_wide_letters() -> None:
    excerpt = syntax_error('error at 1:3: expected "x"', "科学y").extras.members["excerpt"]
    assert excerpt == "科学y\n\u3000\u3000^"


def test_long_lines_are_cut() -> None:
    excerpt = str(complaint("SELECT ?x {" + " " * 50_000).extras.members["excerpt"])
    assert len(excerpt) < 300


def test_nothing_readable_is_expected() -> None:
    assert syntax_error("error at 1:1: expected [_]", "").detail.endswith("column 1.")


def test_a_complaint_without_place() -> None:
    found = syntax_error("something else", "ASK {}")
    assert "something else" in found.detail
    assert not found.extras.members
