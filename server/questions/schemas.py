"""What questions take and yield, as JSON Schema and as metadata of CSV (CSVW): made from their headers and columns."""

from collections.abc import Mapping, Sequence

import ontology
from queries import Column, Parameter, Question, Text
from queries.columns import Type
from queries.parameters import NUMBERS, SLUG, THINGS

Object = Mapping[str, object]
_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
# An aggregate over nothing is the empty string.
_SLUG_OR_NOTHING = f"({SLUG})?"
_JSON: Mapping[Type, Mapping[str, str]] = {
    Type.IRI: {"type": "string", "format": "uri"},
    Type.SLUG: {"type": "string", "pattern": f"^{_SLUG_OR_NOTHING}$"},
    Type.TEXT: {"type": "string"},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: {"type": "number"},
    Type.BOOLEAN: {"type": "boolean"},
    Type.DATE: {"type": "string", "pattern": f"^{_DATE}$"},
}
_CSV: Mapping[Type, object] = {
    Type.IRI: "anyURI",
    Type.SLUG: {"base": "string", "format": SLUG},
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.DECIMAL: "decimal",
    Type.BOOLEAN: "boolean",
    Type.DATE: {"base": "string", "format": _DATE},
}


def both(text: Text) -> str:
    """The text in both languages, where only one string has a place."""
    return f"{text.en} / {text.ja}"


def parameter_schema(parameter: Parameter) -> Object:
    """The JSON Schema of the values of a parameter, with its default."""
    return {**_values(parameter), **_default(parameter)}


def _values(parameter: Parameter) -> Object:
    if parameter.kind == "fiscal-year":
        return {"type": "integer", "minimum": 1000, "maximum": 9999}
    if parameter.kind in NUMBERS:
        limits = {"minimum": parameter.limits.least, "maximum": parameter.limits.most}
        kind = "integer" if parameter.kind == "integer" else "number"
        return {"type": kind, **{name: _number(str(bound)) for name, bound in limits.items() if bound is not None}}
    if parameter.kind in THINGS:
        return {"type": "string", "pattern": f"^({parameter.space.replace('.', '[.]')})?{SLUG}$"}
    return {"type": "string", "enum": list(parameter.choices)} if parameter.choices else {"type": "string"}


def _default(parameter: Parameter) -> Object:
    is_number = parameter.kind in (*NUMBERS, "fiscal-year")
    default = _number(parameter.default) if is_number else parameter.default
    return {"default": default, "examples": [default]}


def _number(text: str) -> int | float:
    return int(text) if text.removeprefix("-").isdigit() else float(text)


def meaning(parameter: Parameter) -> str:
    """What a parameter means, and each of its codes."""
    kind = f"Kind: {parameter.kind}" + (", also by its whole IRI." if parameter.space else ".")
    codes = (f"- `{notation}`: {label}" for notation, label in _labels(parameter).items())
    return "\n".join([f"{both(parameter.label)}. {kind}", *codes])


def _labels(parameter: Parameter) -> Mapping[str, str]:
    if not (parameter.space and parameter.choices):
        return {}
    in_japanese = ontology.labels(parameter.kind, "ja")
    in_english = ontology.labels(parameter.kind, "en")
    return {notation: f"{label} / {in_japanese[notation]}" for notation, label in in_english.items()}


def column_schema(column: Column) -> Object:
    """The JSON Schema of the values of a column; any may be null."""
    unit = {"x-unit": column.unit} if column.unit else {}
    codes = {"enum": ["", *ontology.notations(column.codes), None]} if column.codes else {}
    schema = _JSON[column.type]
    return {**schema, "type": [schema["type"], "null"], "description": both(column.meaning), **codes, **unit}


def rows_schema(columns: Sequence[Column], properties: Object) -> Object:
    """The JSON Schema of an answer as rows, whose columns have these schemas."""
    row = {
        "type": "object",
        "properties": properties,
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }
    return {"type": "array", "items": row}


def answer_schema(question: Question) -> Object:
    """The JSON Schema of the rows of a question, as a document of its own."""
    properties = {column.name: column_schema(column) for column in question.columns}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": both(question.summary),
        "description": both(question.description),
        **rows_schema(question.columns, properties),
    }


def csv_metadata(question: Question) -> Object:
    """The metadata of the CSV of a question (Metadata Vocabulary for Tabular Data), relative to its address."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{question.name}.csv",
        "dc:title": _tagged(question.summary),
        "dc:description": _tagged(question.description),
        "dc:identifier": question.iri.value,
        "tableSchema": {"columns": list(map(_csv_column, question.columns))},
    }


def _csv_column(column: Column) -> Object:
    unit = {"schema:unitText": column.unit} if column.unit else {}
    described = {"titles": column.name, "dc:description": _tagged(column.meaning)}
    return {"name": column.name, **described, "datatype": _CSV[column.type], **unit}


def _tagged(text: Text) -> Sequence[Object]:
    return [{"@value": text.ja, "@language": "ja"}, {"@value": text.en, "@language": "en"}]
