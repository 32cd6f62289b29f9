"""The media types that answers come in, by what a query yields, and the choice among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from pyoxigraph import QueryResultsFormat, RdfFormat

from server.errors import Extras, NotAcceptable
from server.negotiation import best


class Form(Enum):
    """What a query yields."""

    SOLUTIONS = "SELECT"
    BOOLEAN = "ASK"
    GRAPH = "CONSTRUCT or DESCRIBE"


# There is one of each, so they are compared by identity, which the cache below is quick with.
@dataclass(frozen=True, eq=False)
class Format:
    """A format of answers: its names in `format=` and suffixes, its media types with the proper one first."""

    names: tuple[str, ...]
    media_types: tuple[str, ...]
    engine: QueryResultsFormat | RdfFormat | None


@dataclass(frozen=True)
class Choice:
    """A format together with the media type to send it as."""

    format: Format
    media_type: str


QUERY_TEXT = Format(("rq",), ("application/sparql-query",), None)
JSON_LIST = Format(("json",), ("application/json",), None)
HTML = Format(("html",), ("text/html",), None)
_JSON = Format(("json",), ("application/sparql-results+json", "application/json"), QueryResultsFormat.JSON)
_XML = Format(("xml",), ("application/sparql-results+xml", "application/xml", "text/xml"), QueryResultsFormat.XML)
_CSV = Format(("csv",), ("text/csv",), QueryResultsFormat.CSV)
_TSV = Format(("tsv",), ("text/tab-separated-values",), QueryResultsFormat.TSV)
JSON_LD = Format(("jsonld", "json-ld", "json"), ("application/ld+json", "application/json"), RdfFormat.JSON_LD)
GRAPHS = (
    Format(("ttl", "turtle", "n3"), ("text/turtle", "application/x-turtle", "text/n3"), RdfFormat.TURTLE),
    Format(("nt", "ntriples", "n-triples"), ("application/n-triples", "text/plain"), RdfFormat.N_TRIPLES),
    Format(("nq", "nquads", "n-quads"), ("application/n-quads",), RdfFormat.N_QUADS),
    Format(("trig",), ("application/trig",), RdfFormat.TRIG),
    Format(("rdf", "rdfxml", "rdf+xml", "xml"), ("application/rdf+xml", "application/xml"), RdfFormat.RDF_XML),
    JSON_LD,
)
# CSV and TSV are not defined for ASK (SPARQL 1.1 Query Results CSV and TSV Formats, section 1).
OFFERS: dict[Form, tuple[Format, ...]] = {
    Form.SOLUTIONS: (_JSON, _XML, _CSV, _TSV, HTML),
    Form.BOOLEAN: (_JSON, _XML, HTML),
    Form.GRAPH: (*GRAPHS, HTML),
}
# As the answers of questions: rows for programs that know no SPARQL, and CSV as spreadsheets open it.
ROWS = Format(("json",), ("application/json",), None)
SPREADSHEET = Format(("excel.csv", "csv-excel"), _CSV.media_types, None)
_SPARQL_JSON = Format(("srj", "sparql-json"), _JSON.media_types[:1], _JSON.engine)
_SPARQL_XML = Format(("srx", *_XML.names), _XML.media_types, _XML.engine)
QUESTION_OFFERS: dict[Form, tuple[Format, ...]] = {
    Form.SOLUTIONS: (ROWS, _CSV, SPREADSHEET, _TSV, _SPARQL_JSON, _SPARQL_XML, HTML, QUERY_TEXT),
    Form.BOOLEAN: (ROWS, _SPARQL_JSON, _SPARQL_XML, HTML, QUERY_TEXT),
    Form.GRAPH: (*GRAPHS, HTML, QUERY_TEXT),
}
# What is said of a thing whose own answers come in other types, so that no alias leads there.
DESCRIPTIONS = tuple(Format(one.names, one.media_types[:1], one.engine) for one in GRAPHS)


@dataclass(frozen=True)
class Answer:
    """A whole answer, ready to send."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Wish:
    """What a client asks for: a format by name, which goes before its Accept header."""

    accept: str
    name: str | None = None

    def choose(self, offers: Sequence[Format], subject: str) -> Choice:
        """The best of the offers; raises NotAcceptable with their list."""
        chosen = _chosen(self, tuple(offers))
        if chosen is None:
            raise _refusal(offers, subject)
        return chosen


# A program asks with the same header every time, and negotiation takes longer than a small query.
@lru_cache(256)
def _chosen(wish: Wish, offers: tuple[Format, ...]) -> Choice | None:
    choices = [Choice(offer, media_type) for offer in offers for media_type in offer.media_types]
    if wish.name is not None:
        return next((one for one in choices if wish.name.lower() in _names(one.format)), None)
    # Proper types come before aliases, so that */* never gets an alias.
    choices.sort(key=lambda one: one.format.media_types.index(one.media_type))
    winner = best(wish.accept, [one.media_type for one in choices])
    return next((one for one in choices if one.media_type == winner), None)


def _names(one: Format) -> tuple[str, ...]:
    return (*one.names, *one.media_types)


def _refusal(offers: Sequence[Format], subject: str) -> NotAcceptable:
    listed = [offer.media_types[0] for offer in offers]
    return NotAcceptable(
        f"{subject} can be had as {', '.join(listed)}.",
        f"応じられる形式: {', '.join(listed)}",
        Extras({"offers": listed}),
    )
