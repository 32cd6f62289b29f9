"""What the log says of a request. A line is made for each, so it is put together by hand."""

import json
import time
from functools import lru_cache

from server.log import Line, moment
from server.notes import Note
from server.outline import operators, outline


def _json(note: Note, with_text: bool) -> str:
    asked = ""
    if note.text:
        found = outline(note.text)
        asked = f', "class": "{note.way}", "form": "{found.form}"'
        asked += f', "query": "{found.digest}", "shape": "{found.shape_digest}"'
        if with_text:
            asked += f', "text": {json.dumps(note.text, ensure_ascii=False)}'
    return (
        f'{{"time": "{moment(time.time())}", "event": "request", "id": "{note.id}", "client": "{note.client}", '
        f'"method": {_quoted(note.method)}, "path": {_quoted(note.path)}, "route": "{note.route}", '
        f'"status": {note.status}, "outcome": "{note.outcome}", "whole": {"true" if note.whole else "false"}, '
        f'"seconds": {note.seconds:.6f}, "bytes": {note.size}{asked}}}\n'
    )


@lru_cache(1024)
def _quoted(text: str) -> str:
    # Control characters and what is no Unicode leave escaped, so nobody can write lines of their own.
    return json.dumps(text)


def _console(note: Note, with_text: bool) -> str:
    said = f"{moment(time.time())} {note.method} {_quoted(note.path)[1:-1]} {note.status} {note.outcome}"
    said += f" {note.seconds * 1000:.1f}ms {note.size}B {note.client} {note.id}"
    if note.text:
        found = outline(note.text)
        said += f" {note.way} {found.form} {found.digest} {found.shape_digest}"
        if with_text:
            said += f" {json.dumps(note.text, ensure_ascii=False)}"
    return said + "\n"


REQUEST_LINES = {"json": _json, "console": _console}


def slow_query(note: Note) -> Line:
    """The line on a query that took long: its shape, and the operators that its tokens show."""
    found = outline(note.text)
    return {
        "time": moment(time.time()),
        "event": "slow-query",
        "id": note.id,
        "outcome": note.outcome,
        "class": note.way,
        "seconds": round(note.seconds, 3),
        "waited": round(sum(waited for _, waited in note.waits), 3),
        "query": found.digest,
        "shape": found.shape_digest,
        "pattern": found.shape,
        "operators": operators(note.text),
    }
