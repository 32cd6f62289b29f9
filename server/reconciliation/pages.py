"""The pages of the reconciliation service: what it is, for people; and a thing in little, for frames of others."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

import queries
from queries import Property
from server.pages import Frame, frame_of
from server.reconciliation.answers import FEATURES, in_language
from server.reconciliation.batches import LONGEST
from server.reconciliation.clerk import TYPES, Clerk, Thing
from server.reconciliation.extension import Column, values_of
from server.reconciliation.facts import Bearings, Value
from server.reconciliation.manifest import DRAFT, ROOT
from server.reconciliation.payload import word
from server.reconciliation.suggestions import known_thing
from server.reconciliation.words import class_name
from server.service import service_of

_SHOWN = 3
# The page is made to stand in frames of others; all else stays as strict as anywhere.
_FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
_IN_PREVIEW = (
    *("altLabel", "organizationKind", "partOfBody", "partOf", "carriedBy", "corporateNumber", "series", "amount"),
    *("decidedOn", "decidedBy", "decisionKind"),
)


@dataclass(frozen=True)
class ServicePage:
    """reconciliation/service.html: how to use the service, and what its scores mean."""

    frame: Frame
    address: str
    draft_address: str
    batch: int
    types: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str, str], ...]
    features: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """A property of a thing and its values, in words."""

    name: str
    values: str


@dataclass(frozen=True)
class Preview:
    """reconciliation/preview.html: a thing in little."""

    language: str
    title: str
    address: str
    kinds: str
    lines: tuple[Line, ...]


def service_page(request: Request, release: str) -> HTMLResponse:
    """The page about the service."""
    frame = frame_of(request, release)
    settings, language = service_of(request).settings, frame.language
    base = settings.public_url.rstrip("/")
    page = ServicePage(
        frame,
        base + ROOT,
        base + DRAFT,
        settings.reconcile_batch,
        tuple((name, class_name(name, language)) for name in TYPES),
        tuple(
            (one.id, in_language(one.label, language), in_language(one.description, language))
            for one in queries.properties().values()
        ),
        tuple((name, in_language(text, language)) for name, text in FEATURES.items()),
    )
    template = service_of(request).templates.get_template("reconciliation/service.html")
    headers = {"Vary": "Accept, Accept-Language", "Content-Language": language}
    return HTMLResponse(template.render(page=page, frame=frame), headers=headers)


async def preview(clerk: Clerk, bearings: Bearings, asked: str | None, language: str) -> HTMLResponse:
    """The page about a thing in little; raises NotFound with near ones."""
    thing = await known_thing(clerk, bearings.visited, word(asked, "id", LONGEST))
    service = service_of(bearings.request)
    lines = [await _line(bearings, one, thing, language) for one in _properties(thing)]
    address = f"{service.settings.public_url.rstrip('/')}/id/{thing.id}"
    kinds = " · ".join(class_name(kind, language) for kind in thing.types)
    page = Preview(language, thing.label(language), address, kinds, tuple(filter(None, lines)))
    template = service.templates.get_template("reconciliation/preview.html")
    headers = {
        "Vary": "Accept-Language, Accept-Encoding",
        "Content-Language": language,
        "Content-Security-Policy": _FRAMED,
    }
    return HTMLResponse(template.render(page=page), headers=headers)


def _properties(thing: Thing) -> list[Property]:
    known = queries.properties()
    return [known[name] for name in _IN_PREVIEW if set(known[name].types) & set(thing.types)]


async def _line(bearings: Bearings, one: Property, thing: Thing, language: str) -> Line | None:
    values = (await values_of(bearings, Column(one), (thing.id,))).get(thing.id, ())
    if not values:
        return None
    more = " …" if len(values) > _SHOWN else ""
    shown = (_shown(value, language) for value in values[:_SHOWN])
    return Line(in_language(one.label, language), ", ".join(shown) + more)


def _shown(value: Value, language: str) -> str:
    text = value.name(language)
    if not value.year:
        return text
    return f"{int(text):,} ({value.year})" if language == "en" else f"{int(text):,}（{value.year} 年度）"
