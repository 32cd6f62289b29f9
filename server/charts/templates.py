"""The Vega-Lite templates of this package, filled in."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"
Values = Mapping[str, object]


def filled(name: str, values: Values) -> str:
    """The specification that a template makes, as JSON: each `$name` a value, each `{"$ref": name}` a part.

    A value is put in as it is: what stands in a label is text, whatever it looks like.
    """
    return json.dumps(_filled(_read(f"{name}.vl.json"), values), ensure_ascii=False, separators=(",", ":"))


@cache
def _read(name: str) -> object:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _filled(found: object, values: Values) -> object:
    if isinstance(found, str) and found.startswith("$"):
        return values[found[1:]]
    if isinstance(found, list):
        return [_filled(one, values) for one in found]
    if not isinstance(found, dict):
        return found
    if "$ref" in found:
        parts = _read("parts.json")
        assert isinstance(parts, dict)  # noqa: S101 (for mypy)
        return _filled(parts[found["$ref"]], values)
    return {name: one if name == "$schema" else _filled(one, values) for name, one in found.items()}
