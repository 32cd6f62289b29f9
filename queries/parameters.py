"""The parameters of questions: what kinds there are, which values each takes, and the terms that these become.

The header of a file says `name kind 日本語 / English`. A kind may carry what it is limited to: `integer(1..10)`,
`decimal(0..)`, `choice(program|all)`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches

from pyoxigraph import Literal, NamedNode

import ontology
from queries.errors import BadHeader, BadParameter

THINGS = ("program", "organization", "policy", "series", "document")
"""The kinds of parameters that a slug names."""
NUMBERS = ("integer", "decimal")
KINDS = (*THINGS, "fiscal-year", *NUMBERS, "string", "choice")
"""The kinds of parameters besides the code lists."""
RESERVED = frozenset({"format", "lang", "limit", "offset", "theme", "width"})
"""What an address may say besides the parameters of a question, none of which may be named so."""
SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_XSD = "http://www.w3.org/2001/XMLSchema#"
_HEADER = re.compile(r"(?P<name>\w+) (?P<kind>[a-z-]+)(?:\((?P<limits>[^()]+)\))? (?P<ja>[^/]+) / (?P<en>.+)")
_RANGE = re.compile(r"(?P<least>-?[0-9.]*?)\.\.(?P<most>-?[0-9.]*)")
# A decimal of Oxigraph has 18 digits after the point and 128 bits in all; a longer one would not parse.
_FORMS: Mapping[str, tuple[re.Pattern[str], str, str]] = {
    **dict.fromkeys(THINGS, (re.compile(SLUG), "slug", "スラッグ")),
    "fiscal-year": (re.compile(r"[0-9]{4}"), "year", "西暦年"),
    "decimal": (re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?"), "number", "数"),
    "integer": (re.compile(r"-?[0-9]{1,18}"), "whole number", "整数"),
}


@dataclass(frozen=True)
class Text:
    """The same in Japanese and in English."""

    ja: str
    en: str


@dataclass(frozen=True)
class Limits:
    """What the values of a parameter are limited to: the least and the most of a number, or some words."""

    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[str, ...] = ()

    def holds(self, number: Decimal) -> bool:
        """Whether the number is not beyond them."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)

    @property
    def said(self) -> Text:
        """The least and the most in words."""
        if self.most is None:
            return Text(f"{self.least} 以上", f"{self.least} or more")
        if self.least is None:
            return Text(f"{self.most} 以下", f"{self.most} or less")
        return Text(f"{self.least} から {self.most} まで", f"from {self.least} to {self.most}")


@dataclass(frozen=True)
class Parameter:
    """A variable of a query that a caller may set.

    Kinds: `program`, `organization`, `policy`, `series`, `document` and `fiscal-year` (a slug or a year), the name of a
    code list (a notation) - each also as the full IRI of a thing of that kind -, `integer` and `decimal`, `string`, and
    `choice` (one of some words).
    """

    name: str
    kind: str
    default: str
    label: Text
    limits: Limits = field(default_factory=Limits)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values there are, none where they cannot be listed."""
        return self.limits.choices if self.kind in KINDS else ontology.notations(self.kind)

    @property
    def space(self) -> str:
        """What the IRIs of its values begin with, nothing where they are no things."""
        return "" if self.kind in (*NUMBERS, "string", "choice") else f"{ontology.BASE}id/{self.kind}/"

    def term(self, value: str) -> NamedNode | Literal:
        """The value as a term; `BadParameter` says what would be right."""
        if self.kind == "string":
            return Literal(value)
        if self.kind == "choice":
            return Literal(self._chosen(value))
        if self.kind in NUMBERS:
            return Literal(self._number(value), datatype=NamedNode(_XSD + self.kind))
        # An IRI of another kind stays whole and fails below: it is no slug, year or notation.
        short = value.removeprefix(self.space)
        return NamedNode(self.space + self._formed(short)) if self.kind in _FORMS else self._concept(short)

    def _formed(self, value: str) -> str:
        form, noun, noun_ja = _FORMS[self.kind]
        if not form.fullmatch(value):
            raise BadParameter(
                self.name,
                f"{self.name}={value!r} is no {self.kind}; it would be a {noun} such as {self.default!r}",
                f"{self.name}={value!r} は使えません。{self.default!r} のような{noun_ja}を指定してください",
            )
        return value

    def _number(self, value: str) -> str:
        if not self.limits.holds(Decimal(self._formed(value))):
            raise BadParameter(
                self.name,
                f"{self.name}={value!r} cannot be; it would be {self.limits.said.en}",
                f"{self.name}={value!r} は使えません。{self.limits.said.ja}の数を指定してください",
            )
        return value

    def _chosen(self, value: str) -> str:
        if value not in self.limits.choices:
            raise self._none_of_them(value, f"{self.name}={value!r} is none of {', '.join(self.limits.choices)}")
        return value

    def _concept(self, notation: str) -> NamedNode:
        try:
            return ontology.concept(self.kind, notation)
        except ontology.UnknownCode as error:
            raise self._none_of_them(notation, f"{self.name}: {error}") from error

    def _none_of_them(self, value: str, message: str) -> BadParameter:
        message_ja = f"{self.name}={value!r} は使えません。指定できる値: {'、'.join(self.choices)}"
        return BadParameter(self.name, message, message_ja, tuple(get_close_matches(value, self.choices)))


def parameter(header: str, defaults: Mapping[str, str]) -> Parameter:
    """The parameter that a header line describes, with its default; `BadHeader` says what is wrong with the line."""
    match = _HEADER.fullmatch(header)
    if not match:
        raise BadHeader(f"a parameter reads 'name kind 日本語 / English', not {header!r}")
    name, kind = match["name"], match["kind"]
    if name in RESERVED:
        raise BadHeader(f"{name!r} cannot be a parameter: addresses say something else by it")
    if kind not in KINDS and not ontology.notations(kind):
        raise BadHeader(f"{kind!r} is no code list and none of {', '.join(KINDS)}")
    # Without the block the parameter would be accepted and change nothing.
    if name not in defaults:
        raise BadHeader(f"the query has no 'VALUES ?{name} {{ term }}'")
    found = Parameter(name, kind, defaults[name], Text(match["ja"], match["en"]), _limits(kind, match["limits"]))
    try:
        found.term(found.default)
    except BadParameter as error:
        raise BadHeader(f"the default of {name!r} is no value of it: {error}") from error
    return found


def _limits(kind: str, text: str | None) -> Limits:
    match = _RANGE.fullmatch(text or "")
    if kind in NUMBERS and match:
        return Limits(_bound(match["least"]), _bound(match["most"]))
    if kind == "choice" and text and "|" in text:
        return Limits(choices=tuple(text.split("|")))
    if text or kind == "choice":
        raise BadHeader(f"{kind}({text or ''}) says no limits such as integer(1..10), decimal(0..) or choice(one|two)")
    return Limits()


def _bound(text: str) -> Decimal | None:
    return Decimal(text) if text else None
