"""The description of the tables that the W3C's CSV on the Web defines (Metadata Vocabulary for Tabular Data)."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import ontology
from loaders.downloads.columns import Column, columns
from loaders.downloads.tables import Table

NAME = "csv-metadata.json"
"""Where a reader looks for the description of a table in the same folder (Model for Tabular Data, section 5.3)."""
MEDIA_TYPE = "application/csvm+json"
Object = Mapping[str, object]
_DATATYPES: Mapping[str, object] = MappingProxyType(
    {
        "slug": {"base": "string", "format": "[a-z0-9]+(-[a-z0-9]+)*"},
        "partialDate": {"base": "string", "format": "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"},
    }
)


def document(tables: Sequence[Table]) -> str:
    """The description of the tables as JSON, one group of them all."""
    keys = {table.query.name: table.columns[0] for table in tables}
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _both("日本の科学技術政策の予算の表", "Tables of Japan's science and technology policy in money"),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True, "doubleQuote": True},
        "tables": [_table(table, keys) for table in tables],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _both(ja: str, en: str) -> Sequence[Object]:
    return [{"@value": ja, "@language": "ja"}, {"@value": en, "@language": "en"}]


def _table(table: Table, keys: Mapping[str, str]) -> Object:
    key, *others = (columns()[name] for name in table.columns)
    # The key of a few is a slug or a year, and the IRI stands beside it.
    about = next(column for column in (key, *others) if column.datatype == "anyURI")
    kind = {"virtual": True, "propertyUrl": "rdf:type", "valueUrl": table.query.class_iri}
    return {
        "url": _file(table.query.name),
        "dc:title": _both(table.query.summary.ja, table.query.summary.en),
        "tableSchema": {
            "aboutUrl": f"{{+{about.column}}}",
            "columns": [_key(key), *map(_described, others), kind],
            "primaryKey": key.column,
            "foreignKeys": [_reference(column, keys[column.references]) for column in others if column.references],
        },
    }


def _file(name: str) -> str:
    return f"{name}.csv"


def _key(column: Column) -> Object:
    return {**_plain(column), "required": True}


def _described(column: Column) -> Object:
    said = dict(_plain(column))
    if column.property:
        prefix, _, name = column.property.partition(":")
        said["propertyUrl"] = ontology.prefixes()[prefix] + name
    if column.about:
        said["aboutUrl"] = f"{{+{column.about}}}"
    if value := _value(column):
        said["valueUrl"] = value
    return said


def _plain(column: Column) -> Object:
    titles = {"und": column.column, "ja": column.title_ja, "en": column.title_en}
    said: dict[str, object] = {"name": column.column, "titles": titles}
    said["datatype"] = _DATATYPES.get(column.datatype, column.datatype)
    optional = {"lang": column.language, "separator": column.separator, "schema:unitText": column.unit}
    return said | {name: value for name, value in optional.items() if value}


def _value(column: Column) -> str:
    """The address of what a value names, where it names one thing."""
    if column.separator:
        return ""
    if column.code_list:
        return f"{ontology.BASE}id/{column.code_list}/{{{column.column}}}"
    if column.references == "fiscal-years":
        return f"{ontology.BASE}id/fiscal-year/{{{column.column}}}"
    return f"{{+{column.column}}}" if column.datatype == "anyURI" else ""


def _reference(column: Column, key: str) -> Object:
    return {
        "columnReference": column.column,
        "reference": {"resource": _file(column.references), "columnReference": key},
    }
