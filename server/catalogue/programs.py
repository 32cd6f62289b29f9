"""A program as search engines read it: a service of the government, and a grant for each reconciled amount."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, QuerySolution

import queries
from server.catalogue.markup import Object, script
from server.formats import HTML
from server.frames import Task
from server.runs import Visit
from server.service import service_of
from server.tables import read_rows

_COUNTRY: Object = {"@type": "Country", "name": "Japan", "identifier": "JP"}


async def markup(request: Request, visited: Visit, thing: NamedNode, language: str) -> Markup:
    """The element for the page about a thing, nothing unless it is a program; raises ServerError."""
    base_iri = service_of(request).settings.base_iri
    if not thing.value.startswith(f"{base_iri}id/program/"):
        return Markup()
    terms: dict[str, NamedNode | Literal] = {"program": thing, "language": Literal(language)}
    names = await _rows(request, visited, queries.page("program-names", **terms))
    amounts = await _rows(request, visited, queries.page("program-amounts", **terms))
    program = _program(thing.value, names, language)
    return script([program, *(_grant(thing.value, row) for row in amounts)] if program else [])


async def _rows(request: Request, visited: Visit, text: str) -> Sequence[QuerySolution]:
    service = service_of(request)
    task = Task(text, service.settings.endpoint, HTML.media_types[0])
    return list(read_rows((await service.runs.collect(visited, task)).body)[1])


def _program(iri: str, rows: Sequence[QuerySolution], language: str) -> Object | None:
    named = [_value(row, "name") for row in rows if _value(row, "relation") == "name"]
    if not named:
        return None
    carried = [_thing("Organization", row) for row in rows if _value(row, "relation") == "carried-by"]
    parents = [_thing("GovernmentService", row) for row in rows if _value(row, "relation") == "part-of"]
    return {
        "@type": "GovernmentService",
        "@id": iri,
        "url": iri,
        "name": named[0],
        "inLanguage": language,
        "areaServed": _COUNTRY,
        **({"provider": carried} if carried else {}),
        **({"isRelatedTo": parents} if parents else {}),
    }


def _thing(kind: str, row: QuerySolution) -> Object:
    return {"@type": kind, "@id": _value(row, "thing"), "name": _value(row, "name")}


def _grant(program: str, row: QuerySolution) -> Object:
    start = int(_value(row, "start"))
    bounds = {"minValue": "least", "maxValue": "most"}
    amount: Mapping[str, object] = {
        "@type": "MonetaryAmount",
        "currency": "JPY",
        "value": int(_value(row, "amount")),
        **{name: int(_value(row, column)) for name, column in bounds.items() if row[column] is not None},
        # A fiscal year goes from April to March.
        "validFrom": f"{start}-04-01",
        "validThrough": f"{start + 1}-03-31",
    }
    return {
        "@type": "MonetaryGrant",
        "@id": _value(row, "statement"),
        "name": f"{_value(row, 'year')} {_value(row, 'phase')}",
        "amount": amount,
        "fundedItem": {"@id": program},
        "funder": {"@type": "GovernmentOrganization", "name": "Government of Japan"},
    }


def _value(row: QuerySolution, name: str) -> str:
    term = row[name]
    assert isinstance(term, NamedNode | Literal), name  # noqa: S101 (the query says so)
    return term.value
