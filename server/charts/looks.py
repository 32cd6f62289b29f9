"""How a chart is to look: language, theme and width, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from server.charts.palette import THEMES
from server.errors import BadQuestion, Extras
from server.pages import LANGUAGES, preferred_language

NARROWEST, WIDEST, USUAL = 240, 1600, 640
LOOKS = ("lang", "theme", "width")


@dataclass(frozen=True)
class Look:
    """The language of the words, the theme of the colours, and the width in pixels."""

    language: str = "ja"
    theme: str = "light"
    width: int = USUAL

    def say(self, ja: str, en: str) -> str:
        """The text in the language of the chart."""
        return ja if self.language == "ja" else en


def look_of(request: Request, given: Mapping[str, str]) -> Look:
    """The look that the parameters of a request ask for; raises BadQuestion, which names the parameter."""
    language = given.get("lang") or preferred_language(request)
    theme = given.get("theme", "light")
    if language not in LANGUAGES:
        raise _wrong("lang", f"lang is {' or '.join(LANGUAGES)}, not {language!r}.")
    if theme not in THEMES:
        raise _wrong("theme", f"theme is {' or '.join(THEMES)}, not {theme!r}.")
    return Look(language, theme, _width(given.get("width", str(USUAL))))


def _width(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and NARROWEST <= int(text) <= WIDEST):
        raise _wrong("width", f"width is a number of pixels from {NARROWEST} to {WIDEST}, not {text[:40]!r}.")
    return int(text)


def _wrong(parameter: str, detail: str) -> BadQuestion:
    return BadQuestion(detail, f"パラメータ {parameter} が誤っています。", Extras({"parameter": parameter}))
