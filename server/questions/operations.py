"""What the description of the API says of questions: parameters, schemas of rows, an example in every format."""

from collections.abc import Iterable, Mapping, Sequence

from queries import Form, Parameter, Question
from server.formats import DESCRIPTIONS
from server.operations import (
    COMMON,
    LANGUAGE,
    OBJECT,
    TEXT,
    Object,
    chosen,
    get,
    media,
    names,
    operation,
    parameter,
    place,
)
from server.questions.inquiry import offers
from server.questions.schemas import both, column_schema, meaning, parameter_schema, rows_schema
from server.questions.windows import LIMIT, OFFSET

_DOCUMENTS = (
    ("schema.json", "schemaOfRows", "application/schema+json"),
    ("csv-metadata.json", "metadataOfCsv", "application/csvm+json"),
)
"""What is said about answers: suffix, operation and media type."""
_WORDS: Object = {"type": "object", "required": ["ja", "en"], "additionalProperties": {"type": "string"}}
_PARAMETER: Object = {
    "type": "object",
    "required": ["name", "kind", "label", "schema"],
    "properties": {"name": TEXT, "kind": TEXT, "label": _WORDS, "schema": OBJECT},
}
_COLUMN: Object = {
    "type": "object",
    "required": ["name", "type", "unit", "meaning"],
    "properties": {"name": TEXT, "type": TEXT, "unit": {"type": ["string", "null"]}, "meaning": _WORDS},
}
_LIST: Object = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "iri", "number", "summary", "description", "tags", "parameters", "columns", "formats"],
        "properties": {
            "name": TEXT,
            "iri": {"type": "string", "format": "uri"},
            "number": {"type": "integer"},
            "summary": _WORDS,
            "description": _WORDS,
            "tags": {"type": "array", "items": TEXT},
            "parameters": {"type": "array", "items": _PARAMETER},
            "columns": {"type": "array", "items": _COLUMN},
            "formats": {"type": "array", "items": TEXT},
        },
    },
}
_RESULTS: Object = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON Format",
    "required": ["head"],
    "properties": {
        "head": OBJECT,
        "results": {"type": "object", "required": ["bindings"], "properties": {"bindings": {"type": "array"}}},
        "boolean": {"type": "boolean"},
    },
}
# The rows of an example.
_FEW = 3


def paths(public_url: str, questions: Sequence[Question]) -> Object:
    """The list, the examples for query editors, what answers are made of, and a path for each question."""
    return {
        **_lists(),
        **_documents(_named(questions)),
        **{f"/queries/{one.name}": {"get": _question(public_url, one)} for one in questions},
    }


def _lists() -> Object:
    described, suffixes = media(DESCRIPTIONS), names(DESCRIPTIONS)
    listed = {"application/json": _LIST, "text/html": TEXT, **described}
    examples = "The questions as query editors read them"
    suffix = place("suffix", {"enum": list(suffixes)})
    return {
        "/queries/": _as(
            "questions", get("The questions", listed, COMMON, [LANGUAGE, chosen(["json", "html", *suffixes])])
        ),
        "/queries/examples": _as("examples", get(examples, described, COMMON, [chosen(suffixes)])),
        "/queries/examples.{suffix}": _as("examplesIn", get(examples, described, (*COMMON, 404), [suffix])),
    }


def _documents(question: Object) -> Object:
    return {
        f"/queries/{{question}}.{name}": _as(
            operation_id,
            get(f"What answers are made of ({media_type})", {media_type: OBJECT}, (304, 400, 404), [question]),
        )
        for name, operation_id, media_type in _DOCUMENTS
    }


def _as(operation_id: str, path: Mapping[str, Object]) -> Object:
    return {"get": {**path["get"], "operationId": operation_id}}


def _question(public_url: str, question: Question) -> Object:
    asked = [*_parameters(question), LANGUAGE, chosen(names(offers(question)))]
    content = {**media(offers(question)), **_content(question)}
    found = operation(question.summary.en, content, (*COMMON, 404, 413), asked)
    found["responses"]["200"] |= _answer(public_url, question, found["responses"]["200"]["content"])
    return {**found, **_facts(question)}


def _facts(question: Question) -> Object:
    return {
        "operationId": _camel(question.name),
        "tags": list(question.tags),
        "description": f"{question.description.en}\n\n{question.summary.ja}。{question.description.ja}",
    }


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def _parameters(question: Question) -> Sequence[Object]:
    windows = [{**_parameter(one), "schema": _without_default(one)} for one in (LIMIT, OFFSET)]
    return [*map(_parameter, question.parameters), *(windows if question.form is Form.SELECT else ())]


def _parameter(one: Parameter) -> Object:
    return parameter(one.name, meaning(one), parameter_schema(one))


def _without_default(one: Parameter) -> Object:
    # Without either of them all rows are given.
    return {name: value for name, value in parameter_schema(one).items() if name != "default"}


def _named(questions: Iterable[Question]) -> Object:
    selects = [question.name for question in questions if question.form is Form.SELECT]
    return place("question", {**TEXT, "enum": selects})


def _content(question: Question) -> Mapping[str, Object]:
    if question.form is Form.CONSTRUCT:
        return {}
    properties = {column.name: _ref(f"column.{column.name}") for column in question.columns}
    rows = rows_schema(question.columns, properties) if question.columns else {"type": "array"}
    return {"application/json": rows, "application/sparql-results+json": _ref("SparqlResults")}


def _ref(name: str) -> Object:
    return {"$ref": f"#/components/schemas/{name}"}


def components(questions: Iterable[Question]) -> Mapping[str, Object]:
    """The schemas that several questions share: of columns, by name, and of SPARQL's own results."""
    columns = {column.name: column for question in questions for column in question.columns}
    return {
        "SparqlResults": _RESULTS,
        **{f"column.{name}": column_schema(column) for name, column in sorted(columns.items())},
    }


def _answer(public_url: str, question: Question, given: Mapping[str, Object]) -> Object:
    described = {
        "Link": "The parts before and after this one (first, prev, next), and what describes the answer (describedby).",
        "ETag": "Changes when the answer does.",
    }
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in described.items()}
    examples = _examples(public_url, question)
    return {
        "description": both(question.summary),
        "headers": headers,
        "content": {
            media_type: {**one, "examples": examples[media_type]} if media_type in examples else one
            for media_type, one in given.items()
        },
    }


def _examples(public_url: str, question: Question) -> Mapping[str, Object]:
    few = f"?{LIMIT.name}={_FEW}" if question.form is Form.SELECT else ""
    found: dict[str, dict[str, object]] = {}
    for offer in offers(question):
        name, media_type = offer.names[0], offer.media_types[0]
        address = f"{public_url}/queries/{question.name}.{name}{'' if offer in DESCRIPTIONS else few}"
        found.setdefault(media_type, {})[name] = {"summary": f".{name}", "externalValue": address}
    return found
