"""Negotiation as a table: header, offers, winner."""

import pytest

from server.negotiation import best, best_language

TURTLE, JSON, HTML, XML = "text/turtle", "application/json", "text/html", "application/xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offers", "winner"),
    [
        (None, [TURTLE, JSON], TURTLE),
        ("", [TURTLE, JSON], TURTLE),
        ("*/*", [TURTLE, JSON], TURTLE),
        ("*", [TURTLE, JSON], TURTLE),
        ("application/json", [TURTLE, JSON], JSON),
        ("APPLICATION/Json", [TURTLE, JSON], JSON),
        ("application/*", [TURTLE, JSON], JSON),
        ("text/turtle;q=0.5, application/json", [TURTLE, JSON], JSON),
        ("text/turtle; q=0.5 , application/json;q=0.501", [TURTLE, JSON], JSON),
        ("text/turtle;q=0.5, application/json;q=0.5", [TURTLE, JSON], TURTLE),
        ("*/*, application/json", [TURTLE, JSON], JSON),
        ("*/*;q=1, application/json;q=0.1", [JSON, TURTLE], TURTLE),
        ("text/*;q=0.2, text/turtle;q=0", [TURTLE], None),
        ("*/*, text/turtle;q=0", [TURTLE, JSON], JSON),
        ("*/*;q=0", [TURTLE, JSON], None),
        ("application/json;q=0.0", [JSON], None),
        ("image/png", [TURTLE, JSON], None),
        ("text/turtle;charset=utf-8", [JSON, TURTLE], TURTLE),
        ('application/json;profile="a,b;c"', [TURTLE, JSON], JSON),
        ("text/html;level=1", [HTML], None),
        ("text/html;level=1", [HTML, "text/html;level=1"], "text/html;level=1"),
        ("text/html;level=1;q=0.3, text/html;q=0.7", ["text/html;level=1", HTML], HTML),
        ("text/turtle;q=2, application/json;q=0.1", [TURTLE, JSON], JSON),
        ("text/turtle;q=-1, application/json;q=0.1", [TURTLE, JSON], JSON),
        ("text/turtle;q=0.1234, application/json;q=0.1", [TURTLE, JSON], JSON),
        ("text/turtle;q=, application/json;q=0.1", [TURTLE, JSON], JSON),
        ("turtle, */json, application/json", [TURTLE, JSON], JSON),
        ("text/turtle;nonsense, application/json", [TURTLE, JSON], JSON),
        (";;;, ,", [TURTLE, JSON], TURTLE),
        ("@@@", [TURTLE, JSON], TURTLE),
        ("application/json;q=.2, */*;q=.1", [TURTLE, JSON], JSON),
        ("application/json;q=1., text/turtle;q=0.", [TURTLE, JSON], JSON),
        (FIREFOX, [TURTLE, HTML], HTML),
        (FIREFOX, [TURTLE, XML], XML),
    ],
)
def test_best(accept: str | None, offers: list[str], winner: str | None) -> None:
    assert best(accept, offers) == winner


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "ja"),
        ("", "ja"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("ja,en;q=0.9", "ja"),
        ("en;q=0.1,ja;q=0.9", "ja"),
        ("fr", "ja"),
        ("fr, en;q=0.1", "en"),
        ("EN-us", "en"),
        ("*", "ja"),
        ("en;q=0", "ja"),
        ("en;q=x", "ja"),
        ("123, en", "en"),
    ],
)
def test_best_language(header: str | None, language: str) -> None:
    assert best_language(header, ("ja", "en")) == language
