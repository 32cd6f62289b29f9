"""What a request asks of a question: the values of its parameters, a part of the rows, a format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from fastapi import Request

import queries
from queries import Form as QueryForm
from queries import Question, Text
from server import formats
from server.errors import BadQuestion, Extras
from server.formats import DESCRIPTIONS, QUESTION_OFFERS, Format
from server.neighbours import missing
from server.protocol import wish_of
from server.questions.windows import NAMES, Window, window

FORMS: Mapping[QueryForm, formats.Form] = MappingProxyType(
    {
        QueryForm.SELECT: formats.Form.SOLUTIONS,
        QueryForm.ASK: formats.Form.BOOLEAN,
        QueryForm.CONSTRUCT: formats.Form.GRAPH,
    }
)
ABOUT_THE_ANSWER = ("format", "lang")


@dataclass(frozen=True)
class Inquiry:
    """A question with the values that were given, the part of the rows asked for, and all that the address says.

    `name` is the format by its name, `path` the last part of the address.
    """

    question: Question
    given: Mapping[str, str]
    window: Window | None
    name: str | None
    path: str
    fields: Mapping[str, str]

    @property
    def text(self) -> str:
        """The query that is asked."""
        return bound(self.question, self.given)


def named(name: str) -> tuple[Question, str | None]:
    """The question of a name with or without a suffix, and the suffix; raises NotFound with near names."""
    stem, _, suffix = name.partition(".")
    try:
        return queries.question(stem), suffix or None
    except queries.UnknownQuery as error:
        said = Text(f"質問 {stem!r} はありません。", f"There is no question {stem!r}.")
        raise missing(said, error.near, "/queries/") from error


def inquiry(request: Request, question: Question, suffix: str | None) -> Inquiry:
    """What the request asks of the question; raises BadQuestion."""
    known = [parameter.name for parameter in question.parameters]
    windows = NAMES if question.form is QueryForm.SELECT else ()
    fields = once(request, (*known, *windows, *ABOUT_THE_ANSWER), question.name)
    given = {name: value for name, value in fields.items() if name in known}
    name = suffix or fields.get("format")
    path = request.scope["path"].rpartition("/")[2]
    try:
        found = Inquiry(question, given, window(fields) if windows else None, name, path, fields)
    except queries.BadParameter as error:
        raise wrong(error) from error
    bound(question, given)
    return found


def bound(question: Question, given: Mapping[str, str]) -> str:
    """The text of the question with these values; raises BadQuestion."""
    try:
        return question.bound(given)
    except queries.BadParameter as error:
        raise wrong(error) from error


def once(request: Request, known: Iterable[str], subject: str) -> Mapping[str, str]:
    """The parameters of a request, each known and given once; raises BadQuestion."""
    fields: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in fields:
            raise BadQuestion(
                f"{name!r} is given more than once.",
                f"{name!r} が複数回指定されています。",
                Extras({"parameter": name}),
            )
        fields[name] = value
    for name in fields:
        _require_known(name, tuple(known), subject)
    return fields


def _require_known(name: str, known: tuple[str, ...], subject: str) -> None:
    if name not in known:
        own = [one for one in known if one not in (*NAMES, *ABOUT_THE_ANSWER)]
        also = ", ".join(one for one in known if one not in own)
        near = get_close_matches(name, known)
        raise BadQuestion(
            f"{subject} has no parameter {name!r}; it has {', '.join(own) or 'none'}, and besides {also}.",
            f"{subject} に {name!r} というパラメータはありません。あるもの: {'、'.join(known)}。",
            Extras({"parameter": name, "near": near, "parameters": known}),
        )


def wrong(error: queries.BadParameter) -> BadQuestion:
    """The problem that a parameter has a value which it cannot take."""
    members: dict[str, str | tuple[str, ...]] = {"parameter": error.parameter}
    if error.near:
        members["near"] = error.near
    return BadQuestion(f"{error}.", f"{error.message_ja}。" if error.message_ja else "", Extras(members))


def offers(question: Question) -> tuple[Format, ...]:
    """The formats that a question can be had in; those of graphs describe it, unless its answer is a graph."""
    own = QUESTION_OFFERS[FORMS[question.form]]
    return own if question.form is QueryForm.CONSTRUCT else (*own, *DESCRIPTIONS)


def chosen(request: Request, asked: Inquiry) -> formats.Choice:
    """The format in which the request wants it; raises NotAcceptable."""
    return wish_of(request, asked.name).choose(offers(asked.question), f"The answer to {asked.question.name}")
