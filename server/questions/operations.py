"""What the description of the API says of questions: parameters, schemas of rows, an example in every format."""

from collections.abc import Iterable, Mapping, Sequence

from queries import Form, Parameter, Question
from server.formats import DESCRIPTIONS
from server.questions.inquiry import offers
from server.questions.schemas import both, column_schema, meaning, parameter_schema, rows_schema
from server.questions.windows import LIMIT, OFFSET

Object = Mapping[str, object]
DOCUMENTS = (
    ("schema.json", "schemaOfRows", "application/schema+json"),
    ("csv-metadata.json", "metadataOfCsv", "application/csvm+json"),
)
"""What is said about answers: suffix, operation and media type."""
_WORDS: Object = {"type": "object", "required": ["ja", "en"], "additionalProperties": {"type": "string"}}
_NAME: Object = {"type": "string"}
_PARAMETER: Object = {
    "type": "object",
    "required": ["name", "kind", "label", "schema"],
    "properties": {"name": _NAME, "kind": _NAME, "label": _WORDS, "schema": {"type": "object"}},
}
_COLUMN: Object = {
    "type": "object",
    "required": ["name", "type", "unit", "meaning"],
    "properties": {"name": _NAME, "type": _NAME, "unit": {"type": ["string", "null"]}, "meaning": _WORDS},
}
LISTED: Object = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "iri", "number", "summary", "description", "tags", "parameters", "columns", "formats"],
        "properties": {
            "name": _NAME,
            "iri": {"type": "string", "format": "uri"},
            "number": {"type": "integer"},
            "summary": _WORDS,
            "description": _WORDS,
            "tags": {"type": "array", "items": _NAME},
            "parameters": {"type": "array", "items": _PARAMETER},
            "columns": {"type": "array", "items": _COLUMN},
            "formats": {"type": "array", "items": _NAME},
        },
    },
}
"""The schema of the list of questions."""
_RESULTS: Object = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON Format",
    "required": ["head"],
    "properties": {
        "head": {"type": "object"},
        "results": {"type": "object", "required": ["bindings"], "properties": {"bindings": {"type": "array"}}},
        "boolean": {"type": "boolean"},
    },
}
# The rows of an example.
_FEW = 3


def facts(question: Question) -> Object:
    """What an operation is besides its parameters and responses."""
    return {
        "operationId": _camel(question.name),
        "tags": list(question.tags),
        "description": f"{question.description.en}\n\n{question.summary.ja}。{question.description.ja}",
    }


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(word.capitalize() for word in rest)


def parameters(question: Question) -> Sequence[Object]:
    """The parameters of a question and, where it yields a table, of the part of it."""
    windows = [{**_parameter(one), "schema": _without_default(one)} for one in (LIMIT, OFFSET)]
    return [*map(_parameter, question.parameters), *(windows if question.form is Form.SELECT else ())]


def _parameter(parameter: Parameter) -> Object:
    schema = parameter_schema(parameter)
    return {"name": parameter.name, "in": "query", "description": meaning(parameter), "schema": schema}


def _without_default(parameter: Parameter) -> Object:
    # Without either of them all rows are given.
    return {name: value for name, value in parameter_schema(parameter).items() if name != "default"}


def named(questions: Iterable[Question]) -> Object:
    """The name of a question as a part of a path."""
    names = [question.name for question in questions if question.form is Form.SELECT]
    return {"name": "question", "in": "path", "required": True, "schema": {"type": "string", "enum": names}}


def content(question: Question) -> Mapping[str, Object]:
    """The schemas of those of its answers that are JSON, by media type."""
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


def answer(public_url: str, question: Question, given: Mapping[str, Object]) -> Object:
    """The answer's headers, and its content with an example in each format: the address of one that is true."""
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
