"""The OpenAPI document: every route with its parameters, media types and statuses, made from what the code offers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import queries
from queries import Question
from server.catalogue.page import OFFERS as CATALOGUE
from server.catalogue.page import SUFFIXES
from server.charts.looks import NARROWEST, USUAL, WIDEST
from server.charts.palette import THEMES
from server.charts.routes import CHARTS
from server.errors import BadRequest, ServerError
from server.formats import DESCRIPTIONS, GRAPHS, HTML, JSON_LD, OFFERS, Form, Format
from server.linked.offers import DOCUMENTS, RESOURCES, suffixes
from server.pages import LANGUAGES
from server.problems import PROBLEM_OFFERS
from server.protocol import FORM, QUERY, UPDATE, VERSIONS
from server.questions import operations
from server.questions.inquiry import offers
from server.questions.schemas import both

Object = Mapping[str, object]
_ANY: Object = {}
_TEXT: Object = {"type": "string"}
_WORD: Object = {"type": "string", "minLength": 1}
_TITLES = {
    200: "The answer",
    201: "Done, and the graph is new",
    303: "The document about it is elsewhere",
    308: "The address without its last slash is right",
    204: "Done",
    206: "The parts asked for",
    304: "What the client has is still right",
    400: "A mistake in the request",
    416: "No such part",
    505: "An answer too long for HTTP/1.0",
}
_RESULTS = tuple(dict.fromkeys(offer for form in Form for offer in OFFERS[form]))
_COMMON = (304, 400, 406, 429, 503)
_QUERY_STATUSES = (304, 400, 403, 406, 413, 414, 429, 503, 505)
_WRITE_STATUSES = (204, 400, 401, 403, 412, 413, 415, 503, 507)
_RECONCILING = (304, 400, 404, 406, 413, 414, 415, 429, 503)
_TOKEN: Object = {"security": [{"token": []}]}


def document(
    version: str, public_url: str, questions: Sequence[Question], *, writable: bool = False
) -> dict[str, object]:
    """The document as JSON holds it."""
    writing: Object = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}} if writable else {}
    paths = {"/sparql": _sparql(writable=writable), "/data": _graph_store(writable=writable)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Seisaku Graph", "version": version, "license": {"name": "MIT", "identifier": "MIT"}},
        "servers": [{"url": public_url}],
        "tags": [{"name": tag.name, "description": both(tag.label)} for tag in queries.tags()],
        "paths": {
            **_site(),
            **_catalogue(),
            **_releases(),
            **paths,
            **_questions(public_url, questions),
            **_linked(),
            **_charts(),
            **_reconciliation(),
        },
        "components": {"schemas": {"Problem": _PROBLEM, **operations.components(questions)}, **writing},
    }


_PROBLEM: Object = {
    "type": "object",
    "description": "RFC 9457, with title and detail in Japanese beside them.",
    "required": ["type", "title", "title_ja", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        **dict.fromkeys(("title", "title_ja", "detail", "detail_ja"), _TEXT),
    },
}
_STATUS: Object = {"type": "object", "required": ["status"], "properties": {"status": _TEXT}}
_HEALTH: Object = {
    "type": "object",
    "required": ["status", "release", "triples"],
    "properties": {"status": {"const": "ok"}, "release": _TEXT, "triples": {"type": "integer"}},
}


_DOWNLOADS: Object = {
    "type": "object",
    "required": ["published", "files"],
    "properties": {"published": {"type": "string", "format": "date-time"}, "files": {"type": "array"}},
}


def _site() -> Object:
    listed = {"application/json": {"type": "array", "items": {"type": "object"}}, "text/html": _TEXT}
    downloads = {"application/json": _DOWNLOADS, "text/html": _TEXT}
    ready = _operation("Whether the server should get requests", {"application/json": _STATUS}, (304,))
    not_ready = {"503": {"description": "It should get none", "content": _schemas({"application/json": _STATUS})}}
    return {
        **_embeds(),
        "/": {"get": _operation("What this is", {"text/html": _TEXT}, (304, 400, 503), [_LANGUAGE])},
        "/health": {"get": _operation("Whether a graph is served", {"application/json": _HEALTH}, (304, 503))},
        "/livez": {"get": _operation("Whether the server lives", {"application/json": _STATUS}, (304,))},
        "/readyz": {"get": {**ready, "responses": {**ready["responses"], **not_ready}}},
        "/metrics": {"get": _operation("What the server has counted", {"text/plain": _TEXT}, (304, 404, 406))},
        "/limits": {"get": _operation("The limits", listed, _COMMON, [_LANGUAGE, _format(("json", "html"))])},
        "/dumps/": {
            "get": _operation(
                "The files to take away", downloads, (*_COMMON, 404), [_LANGUAGE, _format(("json", "html"))]
            )
        },
        "/dumps/manifest.json": {
            "get": _operation("The files to take away", {"application/json": _DOWNLOADS}, (304, 404, 503))
        },
        "/dumps/{path}": {"get": _file()},
    }


def _embeds() -> Object:
    address = {**_parameter("url", "of a page of ours", {**_WORD, "format": "uri"}), "required": True}
    most = [_parameter(name, "in pixels", {"type": "integer", "minimum": 1}) for name in ("maxwidth", "maxheight")]
    asked = [address, *most, {**_format(("json", "xml")), "description": "json where there is none"}]
    forms: Mapping[str, Object] = {"application/json": _ANY, "text/xml": _TEXT}
    answer = _operation("How a page is embedded", forms, (*_EMBED_STATUSES, 501), asked)
    script = _operation("The web components", {"text/javascript": _TEXT}, (304,))
    guide = [_LANGUAGE, _THEME, _parameter("kind", "of what is shown", _TEXT), _parameter("name", "of it", _TEXT)]
    years = [_parameter("fiscalYear", "of the amounts", _TEXT), _parameter("phase", "of the amounts", _TEXT)]
    return {
        "/oembed": {"get": answer},
        "/embed/": {"get": _operation("How to embed", {"text/html": _TEXT}, _EMBED_STATUSES, guide)},
        "/embed/seisaku-program.js": {"get": script},
        "/embed/program/{slug}": _embed("The budget of a program, for a frame", "slug", "bbj"),
        "/embed/policy/{slug}": _embed("The money behind a policy, for a frame", "slug", "honebuto-2023", years),
        "/embed/query/{name}": _embed("The answer to a question, for a frame", "name", "growth"),
    }


def _embed(summary: str, name: str, example: str, parameters: Sequence[Object] = ()) -> Object:
    place = {"name": name, "in": "path", "required": True, "schema": {**_WORD, "examples": [example]}}
    content = {"text/html": _TEXT, "application/json": _ANY}
    given = [place, _LANGUAGE, _THEME, _format(("html", "json")), *parameters]
    return {"get": _operation(summary, content, (*_EMBED_STATUSES, 406), given)}


def _file() -> Object:
    path = {"name": "path", "in": "path", "required": True, "schema": {**_WORD, "examples": ["seisaku.nq"]}}
    ranged = {"name": "Range", "in": "header", "schema": {"type": "string", "examples": ["bytes=0-99"]}}
    # Each file has its own media type, which the list tells.
    return _operation(
        "A file to take away, or parts of it", {"*/*": _ANY}, (206, 304, 404, 406, 416, 503), [path, ranged]
    )


def _releases() -> Object:
    listed = {"application/json": {"type": "array", "items": {"type": "object"}}, "text/html": _TEXT}
    told = {"application/json": _ANY, "application/x-turtle": _TEXT, "text/n3": _TEXT, "text/turtle": _TEXT}
    version = {"name": "version", "in": "path", "required": True, "schema": {**_WORD, "examples": ["2026.11"]}}
    path = {"name": "path", "in": "path", "required": True, "schema": {**_WORD, "examples": ["manifest.json"]}}
    ranged = {"name": "Range", "in": "header", "schema": {"type": "string", "examples": ["bytes=0-99"]}}
    statuses = (304, 400, 404, 406, 503)
    formats = _format(("json", "html"))
    one = _operation(
        "A release", {**told, "text/html": _TEXT}, statuses, [version, _LANGUAGE, _format(("json", "ttl", "html"))]
    )
    file = _operation("A file of a release", {"*/*": _ANY}, (206, 304, 404, 416, 503), [version, path, ranged])
    return {
        "/releases/": {"get": _operation("The published releases", listed, statuses, [_LANGUAGE, formats])},
        "/releases/{version}": {"get": one},
        "/releases/{version}/{path}": {"get": file},
    }


def _catalogue() -> Object:
    page = _parameter("page", "of the list of datasets", {"type": "integer", "minimum": 1, "maximum": 999_999_999})
    named = _names((*CATALOGUE, HTML))
    get = _operation(
        "The catalogue of datasets", _media((*CATALOGUE, HTML)), (*_COMMON, 404, 413), [page, _LANGUAGE, _format(named)]
    )
    suffix = {"name": "suffix", "in": "path", "required": True, "schema": {**_WORD, "enum": list(SUFFIXES)}}
    file = _operation("The catalogue in one format", _media(CATALOGUE), (*_COMMON, 404, 413), [suffix, page])
    name = {"name": "name", "in": "path", "required": True, "schema": {**_WORD, "examples": ["program-1"]}}
    counted = _operation("What the graph holds", _media(GRAPHS), (*_COMMON, 413), [_format(_names(GRAPHS))])
    xml: Mapping[str, Object] = {"application/xml": _TEXT}
    return {
        "/catalog": {"get": get},
        "/catalog.{suffix}": {"get": file},
        "/.well-known/void": {"get": counted},
        "/sitemap.xml": {"get": _operation("The index of the sitemap", xml, (304, 413, 429, 503))},
        "/sitemap/{name}.xml": {
            "get": _operation("A part of the sitemap", xml, (304, 404, 413, 429, 503), [name]),
        },
        "/robots.txt": {"get": _operation("What crawlers may fetch", {"text/plain": _TEXT}, (304,))},
        "/llms.txt": {"get": _operation("What is here", {"text/markdown": _TEXT}, (304, 413, 429, 503))},
    }


def _sparql(*, writable: bool) -> Object:
    form = {"type": "object", "required": ["query"], "properties": {"query": _SPARQL, **_in_form(_DATASET)}}
    update: Object = {UPDATE: {"schema": {**_TEXT, "examples": ["INSERT DATA {}"]}}} if writable else {}
    body = {"required": True, "content": {FORM: {"schema": form}, QUERY: {"schema": _SPARQL}, **update}}
    asked = {"name": "query", "in": "query", "schema": _SPARQL}
    note = "The method QUERY takes what POST takes; OpenAPI 3.1 cannot list it. Without a query: what the endpoint is."
    get = _operation("The answer to a SPARQL query", _media(_RESULTS), _QUERY_STATUSES, [asked, *_DATASET])
    posted = (*_QUERY_STATUSES, 415, *(_WRITE_STATUSES if writable else ()))
    post = _operation("The answer to a posted SPARQL query", _media(_RESULTS), posted, _DATASET)
    head = _operation("The head of the answer, without the work", {}, _QUERY_STATUSES, [asked, *_DATASET])
    return {"description": note, "get": get, "head": head, "post": {**post, "requestBody": body}}


def _graph_store(*, writable: bool) -> Object:
    named = [
        _parameter("graph", "the IRI of the graph", {**_TEXT, "format": "uri"}),
        {**_parameter("default", "the default graph", _TEXT), "allowEmptyValue": True},
    ]
    read = (304, 400, 404, 406, 429, 503, 505)
    get = _operation("The triples of a graph", _media(GRAPHS), read, [*named, _format(_names(GRAPHS))])
    reading = {"get": get, "head": {**get, "summary": "The head of the triples, without the work"}}
    body = {"required": True, "content": _schemas(_media(GRAPHS))}
    summaries = {"put": "Replaces a graph", "post": "Adds to a graph"} if writable else {}
    writing: dict[str, Object] = {
        method: {**_operation(summary, {}, (201, *_WRITE_STATUSES), named), "requestBody": body, **_TOKEN}
        for method, summary in summaries.items()
    }
    if writable:
        writing["delete"] = {**_operation("Deletes a graph", {}, (404, *_WRITE_STATUSES), named), **_TOKEN}
    return reading | writing


def _questions(public_url: str, questions: Sequence[Question]) -> Object:
    described = _media(DESCRIPTIONS)
    of_list: Mapping[str, Object] = {"application/json": operations.LISTED, "text/html": _TEXT, **described}
    listing = _operation(
        "The questions", of_list, _COMMON, [_LANGUAGE, _format(["json", "html", *_names(DESCRIPTIONS)])]
    )
    examples = _operation(
        "The questions as query editors read them", described, _COMMON, [_format(_names(DESCRIPTIONS))]
    )
    suffix = {"name": "suffix", "in": "path", "required": True, "schema": {"enum": list(_names(DESCRIPTIONS))}}
    suffixed = _operation("The questions as query editors read them", described, (*_COMMON, 404), [suffix])
    paths = {
        "/queries/": {"get": {**listing, "operationId": "questions"}},
        "/queries/examples": {"get": {**examples, "operationId": "examples"}},
        "/queries/examples.{suffix}": {"get": {**suffixed, "operationId": "examplesIn"}},
    }
    named = [operations.named(questions)]
    for name, operation_id, media_type in operations.DOCUMENTS:
        about = _operation(
            f"What answers are made of ({media_type})", {media_type: {"type": "object"}}, (304, 400, 404), named
        )
        paths[f"/queries/{{question}}.{name}"] = {"get": {**about, "operationId": operation_id}}
    return paths | {f"/queries/{one.name}": {"get": _question(public_url, one)} for one in questions}


def _question(public_url: str, question: Question) -> Object:
    parameters = [*operations.parameters(question), _LANGUAGE, _format(_names(offers(question)))]
    content = {**_media(offers(question)), **operations.content(question)}
    found = _operation(question.summary.en, content, (*_COMMON, 404, 413), parameters)
    found["responses"]["200"] |= operations.answer(public_url, question, found["responses"]["200"]["content"])
    return {**found, **operations.facts(question)}


def _linked() -> Object:
    thing = (_place("kind", "program"), _place("slug", "bbj"))
    page = _parameter("page", "of what points at it", {"type": "integer", "minimum": 1, "maximum": 999_999_999})
    described, documents, graphs = _formats(RESOURCES), _formats(DOCUMENTS), _formats(GRAPHS)
    suffix = {**_place("suffix", "ttl"), "schema": {**_TEXT, "enum": list(suffixes(DOCUMENTS))}}
    json = _media((JSON_LD,))
    rdf = _media(DOCUMENTS)
    document = _operation("The ontology, code lists and all", rdf, _COMMON, [_LANGUAGE, documents])
    shapes = _operation("The shapes", rdf, _COMMON, [_LANGUAGE, documents])
    version = _operation("A version of the ontology", rdf, (*_COMMON, 404), [_place("version", "0.1.0"), _LANGUAGE])
    triples = "The triples of a named graph, with a suffix such as .nt; without it where its description is"
    return {
        "/id/{kind}/{slug}": _elsewhere("Where the description of a thing is", [*thing, described]),
        "/doc/{kind}/{slug}": {
            "get": _operation(
                "What the graph says about a thing",
                _media(RESOURCES),
                (*_COMMON, 308, 404, 410, 413),
                [*thing, page, _LANGUAGE, described],
            )
        },
        "/id/release/{name}": _elsewhere("Where the description of a release is", [_place("name", "r1"), documents]),
        "/doc/release/{name}": {
            "get": _operation(
                "What a release holds", rdf, (*_COMMON, 404), [_place("name", "r1"), _LANGUAGE, documents]
            )
        },
        "/ontology": {"get": document},
        "/ontology.{suffix}": {"get": {**document, "parameters": [suffix, _LANGUAGE]}},
        "/ontology/{version}": {"get": version},
        "/shapes": {"get": shapes},
        "/shapes.{suffix}": {"get": {**shapes, "parameters": [suffix, _LANGUAGE]}},
        "/graph/{name}": _elsewhere(triples, [_place("name", "registry.nt"), graphs], _media(GRAPHS)),
        "/context.jsonld": {"get": _operation("The JSON-LD context", json, (304, 406))},
        "/context/{name}.frame.jsonld": {
            "get": _operation("The JSON-LD frame of a class", json, (*_COMMON, 404), [_place("name", "Program")])
        },
    }


def _elsewhere(summary: str, parameters: Sequence[Object], content: Mapping[str, Object] | None = None) -> Object:
    operation = _operation(summary, content or {}, (303, *_COMMON, 404, 410), parameters)
    if content is None:
        del operation["responses"]["200"]
    return {"get": operation}


def _place(name: str, example: str) -> Object:
    return {"name": name, "in": "path", "required": True, "schema": {**_WORD, "examples": [example]}}


def _formats(formats: Iterable[Format]) -> Object:
    return _format(_names(formats))


def _charts() -> Mapping[str, Object]:
    subjects = {
        "program": ("brain-neuro.svg", "The budget of a program by fiscal year and phase, drawn"),
        "policy": ("honebuto-2023.svg", "The money behind a policy document, drawn"),
        "query": ("growth.svg", "The answer to a question, drawn; its parameters are those of the question"),
    }
    look = [
        _LANGUAGE,
        _parameter("theme", "of the colours", {**_TEXT, "enum": list(THEMES)}),
        _parameter(
            "width", "in pixels", {"type": "integer", "minimum": NARROWEST, "maximum": WIDEST, "default": USUAL}
        ),
    ]
    return {
        f"/charts/{kind}/{{name}}": {
            "get": _operation(
                summary,
                _media(CHARTS),
                (*_COMMON, 404, 413, 501),
                [
                    {
                        "name": "name",
                        "in": "path",
                        "required": True,
                        "description": f"with a suffix: {', '.join(_names(CHARTS))}",
                        "schema": {**_WORD, "examples": [example]},
                    },
                    *look,
                ],
            )
        }
        for kind, (example, summary) in subjects.items()
    }


def _reconciliation() -> Object:
    """The routes of `server/reconciliation`; those of the draft stand under both roots."""
    given = {name: _parameter(name, "a JSON text", _TEXT) for name in ("queries", "extend")}
    spoken = _parameter("user_lang", "of names, before Accept-Language", {**_TEXT, "enum": list(LANGUAGES)})
    form = {"type": "object", "properties": dict.fromkeys((*given, "user_lang"), _TEXT)}
    called = _parameter("callback", "the function that the answer calls (JSONP)", _TEXT)
    answer = {"application/json": {"type": "object"}, "text/javascript": _TEXT}
    get = _operation(
        "The reconciliation service", {**answer, "text/html": _TEXT}, _RECONCILING, [*given.values(), spoken, called]
    )
    post = _operation("Candidates, or values, for a posted batch", answer, _RECONCILING)
    body = {"required": True, "content": {FORM: {"schema": form}}}
    root = {"/reconcile": {"get": get, "post": {**post, "requestBody": body}}}
    draft = _operation("The service by the draft of version 1.0", answer, _RECONCILING, [spoken])
    both = _reconciled(spoken, called)
    shared = {f"{one}{path}": both[path] for one in ("/reconcile", "/reconcile/draft") for path in both}
    return {**root, "/reconcile/draft": {"get": draft}, **shared}


def _reconciled(spoken: Object, called: Object) -> Object:
    kind = {"name": "kind", "in": "path", "required": True, "schema": {"enum": ["entity", "property", "type"]}}
    number: Object = {"type": "integer", "minimum": 0}
    said = {"application/json": {"type": "object"}, "text/javascript": _TEXT}
    document = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    posted = {"requestBody": document, **_operation("Answers as the draft writes them", said, _RECONCILING, [spoken])}
    prefix = [
        _parameter("prefix", "what was typed", _TEXT),
        *(_parameter(one, "", number) for one in ("limit", "offset")),
    ]
    asked, of_type = _parameter("id", "an identifier", _WORD), _parameter("type", "a type", _WORD)
    suggest = _operation("Suggestions", said, _RECONCILING, [kind, *prefix, of_type, spoken, called])
    flyout = _operation("On a suggestion", said, _RECONCILING, [kind, asked, spoken, called])
    return {
        "/match": {"post": posted},
        "/extend": {"post": posted},
        "/extend/propose": {
            "get": _operation("The properties of a type", said, _RECONCILING, [of_type, spoken, called])
        },
        "/suggest/{kind}": {"get": suggest},
        "/suggest/{kind}/flyout": {"get": flyout},
        "/preview": {"get": _operation("A thing in little", {"text/html": _TEXT}, _RECONCILING, [asked, spoken])},
    }


def _operation(
    summary: str, content: Mapping[str, Object], statuses: Iterable[int], parameters: Sequence[Object] = ()
) -> dict[str, Any]:
    given = _schemas(content)
    responses: dict[str, object] = {"200": {"description": _TITLES[200], "content": given}}
    responses |= {str(status): _response(status, given) for status in sorted(statuses)}
    return {"summary": summary, "parameters": list(parameters), "responses": responses}


def _schemas(content: Mapping[str, Object]) -> Mapping[str, Object]:
    return {media_type: {"schema": schema} for media_type, schema in content.items()}


def _response(status: int, given: Mapping[str, Object]) -> dict[str, object]:
    if status < 206 or 300 <= status < 400:
        return {"description": _TITLES[status]}
    if status == 206:
        return {"description": _TITLES[status], "content": {**given, "multipart/byteranges": {"schema": _TEXT}}}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    content = {offer: problem if "json" in offer else {"schema": _TEXT} for offer in PROBLEM_OFFERS}
    return {"description": _TITLES.get(status) or _title(status), "content": content}


def _title(status: int) -> str:
    leaves = [*ServerError.__subclasses__(), *BadRequest.__subclasses__()]
    return " / ".join(leaf.title for leaf in leaves if leaf.status == status)


def _media(formats: Iterable[Format]) -> Mapping[str, Object]:
    return {media_type: _ANY if "json" in media_type else _TEXT for one in formats for media_type in one.media_types}


def _names(formats: Iterable[Format]) -> Sequence[str]:
    return list(dict.fromkeys(name for one in formats for name in one.names))


def _parameter(name: str, description: str, schema: Object) -> Object:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _format(names: Sequence[str]) -> Object:
    return _parameter("format", "goes before the Accept header", {**_TEXT, "enum": list(names)})


def _in_form(parameters: Iterable[Object]) -> Object:
    return {str(one["name"]): one["schema"] for one in parameters}


_SPARQL: Object = {"type": "string", "description": "SPARQL 1.1 or 1.2", "examples": ["ASK {}"]}
_EMBED_STATUSES = (304, 400, 404, 413, 429, 503)
_THEME = _parameter("theme", "of an embed", {**_TEXT, "enum": ["auto", "light", "dark"]})
_LANGUAGE = _parameter("lang", "of a page", {**_TEXT, "enum": list(LANGUAGES)})
_IRIS: Object = {"type": "array", "items": {"type": "string", "format": "uri"}}
_DATASET = (
    _parameter("default-graph-uri", "graphs whose union is the default graph", _IRIS),
    _parameter("named-graph-uri", "graphs that GRAPH finds", _IRIS),
    _parameter("version", "of SPARQL", {**_TEXT, "enum": sorted(VERSIONS)}),
    _format(_names(_RESULTS)),
)
