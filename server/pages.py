"""The HTML pages: one frozen dataclass per template, rendered in Japanese or English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from queries import Question, Text
from server import dumps
from server.allowances import Allowance
from server.embedding.discovery import discovery_of
from server.errors import BadRequest, ServerError
from server.formats import Format
from server.negotiation import best_language
from server.published import PublishedSet
from server.questions.forms import Download, Field, Part
from server.release import Manifest
from server.service import service_of
from server.tables import Cell, Table

LANGUAGES = ("ja", "en")


@dataclass(frozen=True)
class Frame:
    """What every page has around its content."""

    language: str
    release: str
    other_language: str
    other_address: str

    def say(self, ja: str, en: str) -> str:
        """The text in the language of the page."""
        return ja if self.language == "ja" else en


@dataclass(frozen=True)
class HomePage:
    """home.html: what this is."""

    frame: Frame
    manifest: Manifest
    questions: tuple[Question, ...]
    markup: Markup


@dataclass(frozen=True)
class Theme:
    """Some questions and what they have in common."""

    label: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class QuestionsPage:
    """questions.html: the list of questions, and the address of the server that answers them."""

    frame: Frame
    themes: tuple[Theme, ...]
    address: str


@dataclass(frozen=True)
class QuestionPage:
    """question.html: a question, its form, its answer or a part of it, how else to get that, and its chart, if any."""

    frame: Frame
    question: Question
    text: str
    fields: tuple[Field, ...]
    table: Table
    part: Part | None
    downloads: tuple[Download, ...]
    shell_line: str
    chart: str


@dataclass(frozen=True)
class SparqlPage:
    """sparql.html: a form for queries, with the answer to one."""

    frame: Frame
    query: str
    prefixes: Mapping[str, str]
    table: Table | None


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
class ResourcePage:
    """resource.html: what the graph says about one thing, what points at it, and where that is from."""

    frame: Frame
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
class VocabularyPage:
    """vocabulary.html: the ontology or the shapes, with an anchor for each term, and code lists."""

    frame: Frame
    iri: str
    title: str
    sections: tuple[Section, ...]
    codes: Mapping[Cell, tuple[Cell, ...]]
    formats: Mapping[str, Format]


@dataclass(frozen=True)
class ProblemPage:
    """problem.html: what went wrong, and the query to mend where there is one."""

    frame: Frame
    error: ServerError
    excerpt: str
    query: str


@dataclass(frozen=True)
class LimitsPage:
    """limits.html: what each client may have."""

    frame: Frame
    limits: tuple[Allowance, ...]


@dataclass(frozen=True)
class DownloadRow:
    """A file, and its compressed copies."""

    file: dumps.Download
    packed: tuple[dumps.Download, ...]


@dataclass(frozen=True)
class DownloadSection:
    """Files of one kind."""

    title_ja: str
    title_en: str
    rows: tuple[DownloadRow, ...]


@dataclass(frozen=True)
class DownloadsPage:
    """downloads.html: the files to take away."""

    frame: Frame
    published: str
    sections: tuple[DownloadSection, ...]


@dataclass(frozen=True)
class ReleasesPage:
    """releases.html: the published releases."""

    frame: Frame
    sets: tuple[PublishedSet, ...]


@dataclass(frozen=True)
class ReleasePage:
    """release.html: a published release and its files."""

    frame: Frame
    set: PublishedSet


@dataclass(frozen=True)
class FileRow:
    """A file of a dataset; `compressed` are the same compressed: address, ending and size."""

    path: str
    address: str
    title_ja: str
    title_en: str
    media_type: str
    size: int
    triples: int | None
    compressed: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class DatasetRow:
    """A dataset of the catalogue; `live` is where the graph store gives it, `sources` titles with licences."""

    iri: str
    title: Text
    description: Text
    triples: int
    licence: str
    licence_name: str
    period: tuple[str, str] | None
    live: str
    files: tuple[FileRow, ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CatalogPage:
    """catalog.html: the datasets, how to get them and on which terms."""

    frame: Frame
    datasets: tuple[DatasetRow, ...]
    formats: tuple[str, ...]
    attribution: Text
    contact: str
    number: int
    last: int
    markup: Markup


Page = (
    CatalogPage
    | DownloadsPage
    | HomePage
    | QuestionsPage
    | QuestionPage
    | SparqlPage
    | ResourcePage
    | VocabularyPage
    | ProblemPage
    | LimitsPage
    | ReleasesPage
    | ReleasePage
)
_TEMPLATES = {
    CatalogPage: "catalog.html",
    DownloadsPage: "downloads.html",
    HomePage: "home.html",
    QuestionsPage: "questions.html",
    QuestionPage: "question.html",
    SparqlPage: "sparql.html",
    ResourcePage: "resource.html",
    VocabularyPage: "vocabulary.html",
    ProblemPage: "problem.html",
    LimitsPage: "limits.html",
    ReleasesPage: "releases.html",
    ReleasePage: "release.html",
}


def templates() -> Environment:
    """The templates of this package: escaping everything, refusing undefined names."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["breakable"] = _breakable
    return made


def _breakable(name: str) -> Markup:
    """A name in camel case that may break before each of its words."""
    return Markup("<wbr>").join(re.findall(r"[A-Z]?[^A-Z]+|[A-Z]", name))


def frame_of(request: Request, release: str) -> Frame:
    """The frame of the page that answers a request; raises BadRequest for a `lang` that there is not."""
    asked = request.query_params.get("lang")
    if asked is not None and asked not in LANGUAGES:
        raise BadRequest(f"lang is one of {', '.join(LANGUAGES)}, not {asked!r}.")
    return _framed(request, release, asked or preferred_language(request))


def problem_frame(request: Request) -> Frame:
    """The frame of a page about a request that went wrong, whatever language it asked for."""
    asked = request.query_params.get("lang")
    return _framed(request, "", asked if asked in LANGUAGES else preferred_language(request))


def preferred_language(request: Request) -> str:
    """The language that the headers of a request prefer."""
    return best_language(request.headers.get("accept-language"), LANGUAGES)


def _framed(request: Request, release: str, language: str) -> Frame:
    other = next(one for one in LANGUAGES if one != language)
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return Frame(language, release, other, f"{request.url.path}?{urlencode([*kept, ('lang', other)])}")


def render(request: Request, page: Page) -> HTMLResponse:
    """The page as HTML."""
    template = service_of(request).templates.get_template(_TEMPLATES[type(page)])
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": page.frame.language}
    discovery = None if isinstance(page, ProblemPage) else discovery_of(request, page.frame.language)
    if discovery:
        headers["Link"] = discovery.header
    return HTMLResponse(template.render(page=page, frame=page.frame, discovery=discovery), headers=headers)
