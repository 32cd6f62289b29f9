"""Validators of answers (RFC 9110, section 8.8): the same graph and the same request give the same strong ETag."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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


def held(if_none_match: str, tag: str) -> str:
    """The ETag in If-None-Match that is this one, before or after the answer was coded; empty if there is none."""
    if matches(if_none_match, tag):
        return tag
    named = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return next((one for one in named if one.startswith(f"{tag[:-1]}-")), "")


def unmodified(if_modified_since: str, last_modified: str, since: datetime) -> bool:
    """Whether a client that sends If-Modified-Since has what is as it was at `last_modified` (section 13.1.3).

    It has if it says that date, or a later one that is not before `since`, when this server began to answer so: a date
    between them may be that of a release after which an older one was published again.
    """
    asked, modified = date_of(if_modified_since), date_of(last_modified)
    return asked is not None and modified is not None and (asked == modified or asked >= max(since, modified))


def date_of(text: str) -> datetime | None:
    """The instant that a header says, None for what is no date."""
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
