"""A seed -> documents across the fiscal years, each in its style."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import MappingProxyType

from bench import readings
from bench.slides import overviews, pages
from bench.slides.authors import Author
from bench.slides.media import flattened, markdown, pdf, webpages
from bench.slides.pieces import Slide
from bench.slides.plans import FIRST_YEAR, LAST_YEAR, Plan, plan
from bench.slides.sheets import Rendering
from bench.slides.words import CAO, MAFF, METI, MEXT, MHLW

MINISTRIES = MappingProxyType({"mext": MEXT, "meti": METI, "mhlw": MHLW, "cao": CAO, "maff": MAFF})
# A style is a ministry and, with -table, an overview that is a table.
STYLES = (
    "mext",
    "mext-table",
    "meti",
    "mhlw",
    "cao",
    "maff",
    "mext",
    "meti-table",
    "mhlw-table",
    "cao-table",
    "maff-table",
)
MEDIA = ("text", "markdown", "html", "pdf")


@dataclass(frozen=True)
class Document:
    """A document before it is written."""

    plan: Plan
    slides: tuple[Slide, ...]


def documents(seed: int, count: int = 18) -> Iterator[Document]:
    """So many documents; the same seed gives the same ones, a fresh seed others."""
    rng = Random(f"{seed}/documents")  # noqa: S311 (documents are no secrets)
    styles = [STYLES[number % len(STYLES)] for number in range(count)]
    span = LAST_YEAR - FIRST_YEAR + 1
    years = [LAST_YEAR - number % span for number in range(count)]
    rng.shuffle(styles)
    rng.shuffle(years)
    for number, (year, style) in enumerate(sorted(zip(years, styles, strict=True)), 1):
        yield _document(number, style, year, seed)


def rendering(document: Document, medium: str, font: Path | None = None) -> Rendering:
    """The document in a medium; a PDF needs the file of a Japanese font."""
    rng = Random(f"{document.plan.name}/{medium}")  # noqa: S311
    if medium == "text":
        return flattened.rendering(document.slides, document.plan.manner, rng)
    if medium == "markdown":
        return markdown.rendering(document.slides, rng)
    if medium == "html":
        return webpages.rendering(document.slides)
    return pdf.rendering(document.slides, font or pdf.font())


def write(document: Document, medium: str, folder: Path) -> Path:
    """Writes the document and, beside it, a folder with the tables of its truth; gives the document's path."""
    made = rendering(document, medium)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{document.plan.name}{made.suffix}"
    path.write_bytes(made.content)
    readings.write(made.truth, folder / f"{document.plan.name}-{medium}")
    return path


def _document(number: int, style: str, year: int, seed: int) -> Document:
    rng = Random(f"{seed}/{number}")  # noqa: S311
    ministry, _, form = style.partition("-")
    made = plan(f"{number:02}-{style}-{year}", style, MINISTRIES[ministry], year, rng)
    author = Author(made, rng)
    overview = overviews.tabled(author) if form else overviews.listed(author)
    page = pages.STYLES[ministry]
    front = (overviews.cover(author),) if rng.random() < 0.4 else ()
    return Document(made, (*front, overview, *(page(author, one) for one in made.programs if one.has_page)))
