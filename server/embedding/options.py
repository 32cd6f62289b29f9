"""What the address of an embed may say: its language, its theme, and the parameters of what it shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fastapi import Request

from server.errors import BadQuestion, Extras
from server.pages import frame_of

THEMES = ("auto", "light", "dark")
_GENERAL = ("lang", "theme", "format")


@dataclass(frozen=True)
class Options:
    """The language and theme of an embed, and the parameters that are left."""

    language: str
    theme: str
    given: Mapping[str, str]


def options_of(request: Request, parameters: Collection[str] | None) -> Options:
    """The options of a request that may give these parameters, or any (None); raises BadRequest or BadQuestion."""
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    for name, _ in pairs:
        if sum(name == other for other, _ in pairs) > 1:
            raise refused(name, f"{name} is given more than once.", f"{name} が複数あります。")
        if parameters is not None and name not in (*_GENERAL, *parameters):
            known = ", ".join((*_GENERAL, *parameters))
            raise refused(name, f"An embed has no parameter {name!r}; it has {known}.", f"使えるのは {known} です。")
    theme = given.get("theme", THEMES[0])
    if theme not in THEMES:
        one_of = ", ".join(THEMES)
        raise refused("theme", f"theme is one of {one_of}, not {theme!r}.", f"theme は {one_of} のいずれかです。")
    rest = {name: value for name, value in given.items() if name not in _GENERAL}
    return Options(frame_of(request, "").language, theme, rest)


def refused(parameter: str, detail: str, detail_ja: str) -> BadQuestion:
    """The problem that a parameter of this name makes."""
    return BadQuestion(detail, detail_ja, Extras({"parameter": parameter}))
