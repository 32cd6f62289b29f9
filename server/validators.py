"""Validators of answers (RFC 9110, section 8.8): the same graph and the same request give the same strong ETag."""

import re
from hashlib import blake2b

from server.errors import NotAcceptable
from server.formats import OFFERS, Form, Wish
from server.frames import Header, Task

_TAG = re.compile(r'(?:W/)?("([A-Z]+)-[0-9a-f]{32}")')


def etag(state: str, task: Task, header: Header) -> str:
    """The strong ETag of an answer in its media type and coding; `state` names the graph as it is now."""
    return _etag(state, task, header.form, header.media_type)


def _etag(state: str, task: Task, form: str, media_type: str) -> str:
    # What else a task holds is what the choice of the media type comes from.
    told = (state, task.text, task.base_iri, task.default, task.named, task.rows, media_type, task.coding, task.graph)
    return f'"{form}-{blake2b(repr(told).encode(), digest_size=16).hexdigest()}"'


def unchanged(if_none_match: str, state: str, task: Task) -> str | None:
    """The ETag of If-None-Match that the answer would have, found without asking for it.

    A tag says what form of query it belongs to; with that the media type can be negotiated again and the tag be made
    anew. Whoever makes one up is told that nothing changed of what they never had.
    """
    for tag, form in _TAG.findall(if_none_match):
        if form in Form.__members__ and tag == _expected(state, task, form):
            return str(tag)
    return None


def _expected(state: str, task: Task, form: str) -> str | None:
    try:
        choice = Wish(task.accept, task.name).choose(OFFERS[Form[form]], "The answer")
    except NotAcceptable:
        return None
    return _etag(state, task, form, choice.media_type)


def matches(if_none_match: str, tag: str) -> bool:
    """Whether If-None-Match names the tag (weak comparison, RFC 9110, section 13.1.2)."""
    if if_none_match.strip() == "*":
        return True
    return tag in {found.strip().removeprefix("W/") for found in if_none_match.split(",")}
