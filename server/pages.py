"""HTML pages in Japanese or English: one frozen dataclass per template, beside the part that makes it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ontology import LICENCE
from server.embedding.discovery import discovery_of
from server.errors import BadRequest
from server.licences import OURS
from server.negotiation import best_language
from server.service import service_of

LANGUAGES = ("ja", "en")
_KEPT = "/:@!$&'()*+,;=~"
# A page must not be made long by what it was asked for.
_LONGEST = 8000
_SPOKEN = ("/doc/", "/ontology", "/shapes", "/queries/")


@dataclass(frozen=True)
class Frame:
    """What every page has around its content."""

    language: str
    release: str
    other_language: str
    other_address: str
    path: str = ""
    chosen: bool = False
    has_files: bool = True

    def say(self, ja: str, en: str) -> str:
        """The text in the language of the page."""
        return ja if self.language == "ja" else en

    def to(self, address: str) -> str:
        """The address; that of a page of ours in the language of this one, if the reader chose that."""
        if not self.chosen or not address.startswith(_SPOKEN):
            return address
        place, mark, fragment = address.partition("#")
        return f"{place}{'&' if '?' in place else '?'}lang={self.language}{mark}{fragment}"


@dataclass(frozen=True)
class Page:
    """What one template shows; `discoverable` if it may say how it is embedded."""

    template: ClassVar[str]
    discoverable: ClassVar[bool] = True
    frame: Frame


def templates() -> Environment:
    """The templates of this package: escaping everything, refusing undefined names."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["breakable"] = _breakable
    made.filters["moment"] = _moment
    made.globals |= {"licence": LICENCE.value, "licence_name": OURS}
    return made


def _breakable(name: str) -> Markup:
    """A name in camel case that may break before each of its words."""
    return Markup("<wbr>").join(re.findall(r"[A-Z]?[^A-Z]+|[A-Z]", name))


def _moment(instant: str) -> Markup:
    """An instant such as 2026-11-22T09:22:23Z as people write it, for programs too."""
    return Markup('<time datetime="{}">{} UTC</time>').format(instant, instant[:16].replace("T", " "))


def frame_of(request: Request, release: str) -> Frame:
    """The frame of the page that answers a request; raises BadRequest for a `lang` that there is not."""
    asked = request.query_params.get("lang")
    if asked is not None and asked not in LANGUAGES:
        listed = ", ".join(LANGUAGES)
        raise BadRequest(f"lang is one of {listed}, not {asked!r}.", f"lang は {listed} のいずれかです。")
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
    # Two slashes at the beginning would lead to another server.
    path = "/" + quote(request.scope["path"].lstrip("/"), safe=_KEPT)
    address = f"{path}?{urlencode([*kept, ('lang', other)])}"
    address = address if len(address) <= _LONGEST else f"/?lang={other}"
    # A graph that is held elsewhere has its files there, too.
    has_files = isinstance(service_of(request).settings.store, Path)
    return Frame(language, release, other, address, path, "lang" in request.query_params, has_files)


def render(request: Request, page: Page) -> HTMLResponse:
    """The page as HTML."""
    template = service_of(request).templates.get_template(page.template)
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": page.frame.language}
    discovery = discovery_of(request, page.frame.language) if page.discoverable else None
    if discovery:
        headers["Link"] = discovery.header
    return HTMLResponse(template.render(page=page, frame=page.frame, discovery=discovery), headers=headers)
