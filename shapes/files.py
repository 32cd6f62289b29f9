"""A person's file -> triples. Read by pyoxigraph, which opens no address; our own JSON-LD context is at hand."""

import json
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Triple, parse

import ontology
from shapes.errors import Unreadable

CONTEXTS = (f"{ontology.BASE}context.jsonld", f"{ontology.BASE}ontology/context.jsonld")

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | None"


def read(path: Path) -> list[Triple]:
    """The triples of all graphs of a file, whose format its extension tells; `Unreadable` says what is wrong."""
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise Unreadable(path, "the name would end in .ttl, .nt, .nq, .trig, .n3, .rdf, .jsonld or .json")
    try:
        data = path.read_bytes().removeprefix(BOM_UTF8)
    except OSError as error:
        raise Unreadable(path, f"{error.strerror}; it would be a file that can be read") from error
    try:
        return _parsed(path, form, _with_own_context(path, data) if form == RdfFormat.JSON_LD else data)
    except (MemoryError, RecursionError) as error:
        raise Unreadable(path, "it would hold smaller literals and less deep nesting") from error


def _parsed(path: Path, form: RdfFormat, data: bytes) -> list[Triple]:
    try:
        quads = Dataset(parse(data, format=form, base_iri=path.resolve().as_uri()))
    except SyntaxError as error:
        problem = re.sub("^Parser error at [^:]*: ", "", error.msg)
        raise Unreadable(path, f"not {form.name}: {problem}", error.lineno, error.offset) from error
    # Blank nodes get the same names in each run, so the report of a file is always the same.
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    triples = [quad.triple for quad in quads]
    if any(isinstance(triple.object, Triple) for triple in triples):
        raise Unreadable(path, "it would hold no triple terms of RDF 1.2, which SHACL does not know")
    return triples


def _with_own_context(path: Path, data: bytes) -> bytes:
    try:
        return json.dumps(_local(path, json.loads(data))).encode()
    except json.JSONDecodeError as error:
        raise Unreadable(path, f"not JSON: {error.msg}", error.lineno, error.colno) from error
    except UnicodeDecodeError as error:
        raise Unreadable(path, f"not UTF-8: {error.reason} at byte {error.start + 1}") from error


def _local(path: Path, value: Json) -> Json:
    if isinstance(value, list):
        return [_local(path, item) for item in value]
    if isinstance(value, dict):
        return {
            key: _context(path, item) if key in {"@context", "@import"} else _local(path, item)
            for key, item in value.items()
        }
    return value


def _context(path: Path, value: Json) -> Json:
    if isinstance(value, list):
        return [_context(path, item) for item in value]
    if not isinstance(value, str):
        return _local(path, value)
    if value not in CONTEXTS:
        raise Unreadable(path, f"the context {value} is not fetched; it would be {CONTEXTS[0]} or stand in the file")
    own: dict[str, Json] = json.loads((ontology.FOLDER / "context.jsonld").read_text(encoding="utf-8"))
    return own["@context"]
