"""Addresses that are right but for a slash at their end."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse


def mended(request: Request) -> RedirectResponse | None:
    """The way to the address with a slash more or less, if something is there.

    The framework's own way is made of the Host header, which whoever sends it chooses, and leads to nothing as well.
    """
    path = request.scope["path"]
    other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    if other not in request.app.state.places:
        return None
    asked = quote(request.scope["query_string"], safe="/:@!$&'()*+,;=~?%")
    return RedirectResponse(f"{other}?{asked}" if asked else other, 308)
