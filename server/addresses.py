"""Which address an IRI of ours has on this server, and which IRI an address may be for. Pure functions."""

import re
from urllib.parse import quote, unquote

_UNRESERVED = re.compile(r"%(?:2[DE]|3\d|4[1-9A-F]|5[\dAF]|6[1-9A-F]|7[\dAE])", re.IGNORECASE)
_SLASH = re.compile("%2F", re.IGNORECASE)
_BEYOND_ASCII = re.compile(r"(?:%[89A-F][\dA-F])+", re.IGNORECASE)
# Percent signs stay: what stands in an IRI in percent is meant so.
_KEPT = "/%:@!$&'()*+,;=~?"


def local(iri: str, base_iri: str) -> str:
    """The address here of an IRI below our base, empty for another; things and graphs lead to their documents."""
    if not iri.startswith(base_iri):
        return ""
    path, hash_sign, fragment = iri.removeprefix(base_iri).partition("#")
    if path.startswith(("id/", "graph/")):
        path = "doc/" + path.removeprefix("id/")
    return f"/{quote(path, safe=_KEPT)}{hash_sign}{fragment}"


def spellings(raw_path: bytes) -> tuple[str, ...]:
    """The paths of IRIs that an address may mean: with the letters beyond ASCII as themselves, then in percent.

    Writing a letter as itself or in percent makes no difference (RFC 3986, section 6.2.2.2). Writing a slash in percent
    does, but clients do so when they put an id such as `program/kakenhi` into a template: that is the last meaning.
    """
    text = raw_path.partition(b"?")[0].decode("utf-8", "replace")
    text = _UNRESERVED.sub(lambda found: unquote(found[0]), text)
    plain = _BEYOND_ASCII.sub(_letters, text)
    in_percent = quote(plain, safe=_KEPT + '"<>\\^`{|} ')
    found = (plain, in_percent)
    return tuple(dict.fromkeys((*found, *(_SLASH.sub("/", path) for path in found))))


def _letters(found: re.Match[str]) -> str:
    try:
        return unquote(found[0], errors="strict")
    except UnicodeDecodeError:
        return found[0]
