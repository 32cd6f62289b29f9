"""Which format an Accept header, a name or a suffix gets, without a server."""

import pytest

from server.errors import NotAcceptable
from server.formats import Wish
from server.linked.offers import CSV, DOCUMENTS, RESOURCES, parted, suffixes

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
RDFLIB = "application/rdf+xml,text/turtle,application/n-triples,text/n3;q=0.9,application/ld+json;q=0.8,text/html;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/*", "application/n-triples"),
        (FIREFOX, "text/html"),
        (RDFLIB, "text/turtle"),
        (JENA, "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', "application/ld+json"),
        ("application/json", "application/json"),
        ("application/rdf+xml;q=0.3, application/trig;q=0.4", "application/trig"),
        ("text/csv, text/html;q=0.9", "text/csv"),
        ("text/turtle;q=0, */*;q=0.1", "application/n-triples"),
        ("text/html;q=0.5, text/turtle;q=0.5", "text/turtle"),
        ("application/n-quads", "application/n-quads"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/turtle;q=nonsense, text/html", "text/html"),
        ("nonsense", "text/turtle"),
        (",;,", "text/turtle"),
        ("text/html;level=1", None),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=0", None),
    ],
)
def test_what_an_accept_header_gets(accept: str, media_type: str | None) -> None:
    if media_type is None:
        with pytest.raises(NotAcceptable) as refusal:
            Wish(accept).choose(RESOURCES, "A description")
        assert refusal.value.extras.members["offers"] == [one.media_types[0] for one in RESOURCES]
    else:
        assert Wish(accept).choose(RESOURCES, "A description").media_type == media_type


@pytest.mark.parametrize(
    ("path", "stem", "suffix"),
    [
        ("program/kakenhi", "program/kakenhi", None),
        ("program/kakenhi.ttl", "program/kakenhi", "ttl"),
        ("program/kakenhi.html", "program/kakenhi", "html"),
        ("program/kakenhi.foo", "program/kakenhi.foo", None),
        ("program/kakenhi.TTL", "program/kakenhi.TTL", None),
        ("program/a.b.csv", "program/a.b", "csv"),
        ("program.ttl/kakenhi", "program.ttl/kakenhi", None),
        (".ttl", ".ttl", None),
        ("kakenhi.", "kakenhi.", None),
        ("", "", None),
    ],
)
def test_what_a_suffix_names(path: str, stem: str, suffix: str | None) -> None:
    assert parted(path) == (stem, suffix)


def test_a_name_goes_before_the_header() -> None:
    assert Wish(FIREFOX, "csv").choose(RESOURCES, "").format is CSV
    assert Wish("image/png", "nt").choose(RESOURCES, "").media_type == "application/n-triples"
    with pytest.raises(NotAcceptable):
        Wish("*/*", "pdf").choose(RESOURCES, "")


def test_suffixes() -> None:
    assert suffixes(RESOURCES) == ("ttl", "nt", "nq", "trig", "rdf", "jsonld", "csv", "html")
    assert suffixes(DOCUMENTS) == ("ttl", "nt", "nq", "trig", "rdf", "jsonld", "html")
