"""Validators of pictures, made of what they are drawn from, so that nothing has to be drawn to compare them."""

from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version

from server.charts.drawing import Drawing
from server.conditional import installed


def etag(drawing: Drawing, form: str) -> str:
    """The strong ETag of a drawing in a format: the same engine draws the same of the same."""
    told = (drawing, form, _engine(), installed())
    return f'"{blake2b(repr(told).encode(), digest_size=16).hexdigest()}"'


@cache
def _engine() -> str:
    try:
        return version("vl-convert-python")
    except PackageNotFoundError:
        return ""
