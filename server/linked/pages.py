"""The pages of things and of vocabularies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from queries import Text
from server.formats import Format
from server.pages import Page
from server.tables import Cell


@dataclass(frozen=True)
class Link:
    """A property and the value that it leads to or comes from."""

    property: Cell
    value: Cell


@dataclass(frozen=True)
class Fragment:
    """A part of a thing: the fragment that names it, and what is said of it."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Origin:
    """A graph that speaks of a thing, and the licences of what it says."""

    graph: Cell
    licences: tuple[Cell, ...]


@dataclass(frozen=True)
class Turns:
    """What points at a thing, of which a page shows a part: how many there are, and where the other pages are."""

    total: int
    first: int
    pages: Mapping[str, str]


@dataclass(frozen=True)
class Companions:
    """What else there is about a thing: its chart, how to embed it, and the questions about it by address."""

    chart: str = ""
    embedding: str = ""
    questions: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class ResourcePage(Page):
    """What the graph says about one thing, what points at it, and where that is from."""

    template: ClassVar = "resource.html"
    iri: str
    title: str
    outgoing: tuple[Link, ...]
    parts: tuple[Fragment, ...]
    incoming: tuple[Link, ...]
    turns: Turns
    formats: Mapping[str, Format]
    triples: Mapping[str, Format]
    origins: tuple[Origin, ...]
    markup: Markup
    title_language: str = ""
    companions: Companions = Companions()


@dataclass(frozen=True)
class Term:
    """A term of the ontology or a shape: its name, which is its anchor, its IRI, its texts, and the rest."""

    name: str
    iri: str
    texts: tuple[Cell, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Section:
    """Terms of one kind."""

    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class VocabularyPage(Page):
    """The ontology or the shapes, with an anchor for each term, and code lists."""

    template: ClassVar = "vocabulary.html"
    iri: str
    title: str
    sections: tuple[Section, ...]
    codes: Mapping[Cell, tuple[Cell, ...]]
    formats: Mapping[str, Format]
