"""The sitemap: an index, and in parts the address of each page in both languages.

https://www.sitemaps.org/protocol.html; https://developers.google.com/search/docs/specialty/international/localized-versions
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

import queries
from server.catalogue.edition import Edition
from server.errors import NotFound
from server.headers import FILES, SETS
from server.pages import LANGUAGES

MOST = 10_000
"""The addresses of one part; the protocol allows for five times as many, but not for 50 MB."""
SITE = "site"
"""The part with the pages that are about no thing."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_PAGES = ("/", "/catalog", "/queries/", "/ontology", "/shapes", "/reconcile", "/embed/", "/sparql", "/limits")


@dataclass(frozen=True)
class Kind:
    """A kind of things and how many there are."""

    name: str
    things: int

    @property
    def parts(self) -> int:
        """Into how many parts of the sitemap they go."""
        return -(-self.things // MOST)


@dataclass(frozen=True)
class Part:
    """A part with the things of a kind; parts count from 1."""

    kind: str
    number: int

    def of(self, things: Sequence[str]) -> Sequence[str]:
        """Those of the things that belong into it; raises NotFound if none do."""
        found = things[(self.number - 1) * MOST : self.number * MOST]
        if not found:
            raise _unknown(f"{self.kind}-{self.number}")
        return found


def part_named(name: str) -> Part:
    """The part that the name of a file means; raises NotFound for what is none."""
    kind, _, number = name.rpartition("-")
    if not (kind and number.isascii() and number.isdigit() and len(number) < 6 and int(number) > 0):
        raise _unknown(name)
    return Part(kind, int(number))


def _unknown(name: str) -> NotFound:
    return NotFound(
        f"The sitemap has no part {name!r}; /sitemap.xml lists those there are.",
        f"サイトマップに {name!r} はありません。/sitemap.xml に一覧があります。",
    )


def index(edition: Edition, kinds: Iterable[Kind]) -> str:
    """The index of all parts."""
    names = [SITE, *(f"{kind.name}-{number}" for kind in kinds for number in range(1, kind.parts + 1))]
    parts = "".join(
        f"<sitemap><loc>{escape(edition.at(f'/sitemap/{quote(name)}.xml'))}</loc>{_lastmod(edition)}</sitemap>\n"
        for name in names
    )
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{parts}</sitemapindex>\n"


def site(edition: Edition) -> str:
    """The part with the pages that are about no thing: the questions and what is beside them."""
    lists = (path for path, listed in ((FILES, edition.files), (SETS, edition.cited)) if listed)
    return _part(edition, (*_PAGES, *lists, *(f"/queries/{question.name}" for question in queries.questions())))


def things(edition: Edition, iris: Iterable[str]) -> str:
    """A part with the pages of things."""
    space = f"{edition.settings.base_iri}id/"
    return _part(edition, (f"/doc/{quote(iri.removeprefix(space), safe='/:@!$,;=~%')}" for iri in iris))


def _part(edition: Edition, paths: Iterable[str]) -> str:
    return (
        f"{_HEAD}<urlset {_SPACE} {_XHTML}>\n{''.join(_page(edition, edition.at(path)) for path in paths)}</urlset>\n"
    )


def _page(edition: Edition, address: str) -> str:
    alternates = "".join(_alternates(address))
    return f"<url><loc>{escape(address)}</loc>{_lastmod(edition)}{alternates}</url>\n"


def _alternates(address: str) -> Iterator[str]:
    for language in LANGUAGES:
        href = escape(f"{address}?lang={language}", {'"': "&quot;"})
        yield f'<xhtml:link rel="alternate" hreflang="{language}" href="{href}"/>'


def _lastmod(edition: Edition) -> str:
    return f"<lastmod>{edition.published}</lastmod>"
