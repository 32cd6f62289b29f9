"""Settings from a TOML file, over it the environment, over both the command line; and written out again."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from server.settings import Entry, Location, Settings, complaint, entries, location

VARIABLE = "SEISAKU_"
FILE = VARIABLE + "CONFIG"
_WORDS: dict[Any, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "text", Path: "a path"}
_WORDS |= {Location: "a path or an address", tuple[str, ...]: "a list of texts"}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class Given:
    """A value for a setting as it was found, and where; what is not from a file is text."""

    place: str
    name: str
    value: object


def read(
    file: Path | None = None, said: Mapping[str, str] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """The settings that a file, the environment and `said` on the command line give, each over the one before.

    Without a file the one that SEISAKU_CONFIG names is read, if it names one. Raises ValueError with file, line and key
    for what is unknown or of a wrong type or size, and OSError for a file that cannot be read.
    """
    environ = os.environ if environ is None else environ
    if file is None and environ.get(FILE):
        file = Path(environ[FILE])
    found: dict[str, Any] = {"store": Path("store")}
    for source in (_in_file(file) if file else (), _in_environment(environ), _said(said or {})):
        found |= {one.name: _value(one) for one in source}
    if "public_url" not in found and found.keys() & {"host", "port"}:
        found["public_url"] = _listening(found)
    return Settings(**found)


def _listening(found: Mapping[str, object]) -> str:
    host = str(found.get("host", Settings.host))
    return f"http://{f'[{host}]' if ':' in host else host}:{found.get('port', Settings.port)}"


def _in_file(file: Path) -> Iterator[Given]:
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error
    for name, value in found.items():
        line = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
        yield Given(f"{file}:{text.count(chr(10), 0, line.start()) + 1}" if line else str(file), name, value)


def _in_environment(environ: Mapping[str, str]) -> Iterator[Given]:
    for variable in sorted(environ):
        if variable.startswith(VARIABLE) and variable != FILE:
            yield Given(variable, variable.removeprefix(VARIABLE).lower(), environ[variable])


def _said(said: Mapping[str, str]) -> Iterator[Given]:
    for name, text in said.items():
        if name in entries() and entries()[name].is_secret:
            raise ValueError(f"command line: {name} is a secret, which every user would see there")
        yield Given("command line", name, text)


def _value(given: Given) -> object:
    entry = entries().get(given.name)
    if entry is None:
        raise ValueError(f"{given.place}: there is no setting {given.name}{_near(given.name)}")
    value = _converted(given, entry)
    if wrong := complaint(given.name, value):
        raise ValueError(f"{given.place}: {given.name} {wrong}")
    return value


def _near(name: str) -> str:
    near = get_close_matches(name, entries(), 1)
    return f"; perhaps {near[0]}" if near else "; `seisaku settings` lists those there are"


def _converted(given: Given, entry: Entry) -> object:
    kind = _plain(entry.kind)
    if get_origin(kind) is tuple:
        return _list(given, kind)
    text_given = isinstance(given.value, str)
    try:
        if kind == Location and text_given:
            return location(str(given.value))
        if kind is bool and text_given:
            return _BOOLEANS[str(given.value).lower()]
        if kind is Path or (kind is not str and text_given):
            return kind(given.value)
    except (TypeError, ValueError, KeyError) as error:
        if kind == Location:
            raise ValueError(f"{given.place}: {given.name}: {error}") from error
        raise _mistyped(given, kind) from error
    fits = isinstance(given.value, int | float if kind is float else kind)
    if not fits or (isinstance(given.value, bool) and kind is not bool):
        raise _mistyped(given, kind)
    return float(str(given.value)) if kind is float else given.value


def _list(given: Given, kind: Any) -> tuple[str, ...]:  # noqa: ANN401 (a type)
    found = given.value.split() if isinstance(given.value, str) else given.value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _mistyped(given, kind)
    return tuple(found)


def _plain(kind: Any) -> Any:  # noqa: ANN401 (a type or a union of one with None)
    if get_origin(kind) is Literal:
        return str
    if kind == Location or get_origin(kind) is tuple:
        return kind
    return next((one for one in get_args(kind) if one is not NoneType), kind)


def _mistyped(given: Given, kind: Any) -> ValueError:  # noqa: ANN401 (a type)
    if isinstance(given.value, dict):
        return ValueError(f"{given.place}: settings stand in no table: {given.name} is one")
    return ValueError(f"{given.place}: {given.name} must be {_WORDS[kind]}, not {given.value!r}")


def toml(settings: Settings) -> str:
    """The settings as a file that gives them, with comments; no value of a secret."""
    return "\n".join(_block(entry, getattr(settings, entry.name)) for entry in entries().values())


def _block(entry: Entry, value: object) -> str:
    if entry.is_secret:
        return f"# {entry.about}\n# {entry.name} is {'set' if value else 'not set'}; it is not shown\n"
    if value is None:
        return f"# {entry.about}\n# {entry.name} is not set\n"
    return f"# {entry.about}\n{entry.name} = {_literal(value)}\n"


def _literal(value: object) -> str:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value if isinstance(value, bool | int | float) else str(value), ensure_ascii=False)


def table() -> str:
    """The settings as a table in Markdown: name, what it takes, default, what it is."""
    lines = ["| setting | takes | default | |", "|---|---|---|---|"]
    lines += [f"| `{one.name}` | {_takes(one)} | {_default(one)} | {one.about} |" for one in entries().values()]
    return "\n".join(lines) + "\n"


def _takes(entry: Entry) -> str:
    if get_origin(entry.kind) is Literal:
        return " or ".join(f"`{offer}`" for offer in get_args(entry.kind))
    words = _WORDS[_plain(entry.kind)]
    return f"{words}, {entry.range.least:g} to {entry.range.most:g}" if entry.range else words


def _default(entry: Entry) -> str:
    if entry.name == "store":
        return "`store`"
    if entry.usual:
        return entry.usual.words
    return "" if entry.field.default in {None, ""} else f"`{_literal(entry.field.default)}`"
