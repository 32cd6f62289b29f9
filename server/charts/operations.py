"""What the description of the API says of `/charts/...`."""

from server.charts.looks import NARROWEST, USUAL, WIDEST
from server.charts.palette import THEMES
from server.charts.routes import CHARTS
from server.operations import COMMON, LANGUAGE, TEXT, Object, get, like, media, names, parameter, place

_WIDTHS: Object = {"type": "integer", "minimum": NARROWEST, "maximum": WIDEST, "default": USUAL}
_LOOK = (
    LANGUAGE,
    parameter("theme", "of the colours", {**TEXT, "enum": list(THEMES)}),
    parameter("width", "in pixels", _WIDTHS),
)


def _chart(summary: str, example: str) -> Object:
    name = place("name", like(example), f"with a suffix: {', '.join(names(CHARTS))}")
    return get(summary, media(CHARTS), (*COMMON, 404, 413, 501), [name, *_LOOK])


_DRAWN = "The answer to a question, drawn; its parameters are those of the question"
PATHS: Object = {
    "/charts/program/{name}": _chart("The budget of a program by fiscal year and phase, drawn", "brain-neuro.svg"),
    "/charts/policy/{name}": _chart("The money behind a policy document, drawn", "honebuto-2023.svg"),
    "/charts/query/{name}": _chart(_DRAWN, "growth.svg"),
}
