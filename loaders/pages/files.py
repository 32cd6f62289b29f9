"""A file -> the document in it, or the reason why there is none."""

import hashlib
import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from loaders.errors import DocumentUnreadable
from loaders.pages import encoding, markdown, markup, pdf, text
from loaders.pages.line import Line

LARGEST = 100_000_000
"""Bytes; the largest budget documents of the ministries have a third of it."""


class Form(Enum):
    """How a document is written."""

    PDF = "pdf"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def has_lines(self) -> bool:
        """Whether the numbers of its lines are those of the file."""
        return self in {Form.TEXT, Form.MARKDOWN}


@dataclass(frozen=True)
class Document:
    """What a file holds."""

    path: Path
    sha256: str
    form: Form
    lines: tuple[Line, ...]


_EXPORT = "export it as PDF, then extract that"
_OCR = "run OCR over it first, so that it has a text layer, and give the PDF"
# What a file begins with -> what it is, and what to do.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Office file (doc, xls, ppt)", _EXPORT),
    (b"{\\rtf", "is an RTF file", _EXPORT),
    (b"\x89PNG", "is an image", _OCR),
    (b"\xff\xd8\xff", "is an image", _OCR),
    (b"II*\x00", "is an image", _OCR),
    (b"MM\x00*", "is an image", _OCR),
    (b"GIF8", "is an image", _OCR),
    (b"\x1f\x8b", "is compressed (gzip)", "unpack it first"),
    (b"7z\xbc\xaf'\x1c", "is an archive (7z)", "unpack it first"),
    (b"Rar!", "is an archive (rar)", "unpack it first"),
)
_OFFICE = ((b"word/", "Word"), (b"ppt/", "PowerPoint"), (b"xl/", "Excel"), (b"opendocument", "OpenDocument"))
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_TAGS = (b"<!doctype html", b"<html")


def read(path: Path) -> tuple[Line, ...]:
    """The lines of a PDF, text, Markdown or HTML file in reading order."""
    return document(path).lines


def document(path: Path) -> Document:
    """The document in a file; `DocumentUnreadable` says what is wrong with the file and what to do."""
    content = _content(path)
    form = _form(path, content)
    return Document(path, hashlib.sha256(content).hexdigest(), form, _lines(path, content, form))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # A pipe has no size to ask for.
            size = os.fstat(file.fileno()).st_size
            content = b"" if size > LARGEST else file.read(LARGEST + 1)
    except IsADirectoryError:
        raise DocumentUnreadable(path, "is a folder", "name a file in it") from None
    except FileNotFoundError:
        raise DocumentUnreadable(path, "is not there", "look at the name and the folder") from None
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise DocumentUnreadable(path, reason, "look at its permissions and the disk") from None
    if max(size, len(content)) > LARGEST:
        raise DocumentUnreadable(path, f"has more than {LARGEST // 10**6} MB", "split it and extract the parts")
    if not content.strip():
        raise DocumentUnreadable(path, "is empty", "fetch the file anew")
    return content


def _form(path: Path, content: bytes) -> Form:
    if b"%PDF-" in content[:1024]:
        return Form.PDF
    if content.startswith(b"PK\x03\x04"):
        raise _zip(path, content)
    for start, reason, remedy in _OTHERS:
        if content.startswith(start):
            raise DocumentUnreadable(path, reason, remedy)
    if path.suffix.lower() == ".pdf":
        raise DocumentUnreadable(path, "has the name of a PDF but does not begin as one", "fetch the file anew")
    if path.suffix.lower() in _HTML or any(tag in content[:1024].lower() for tag in _TAGS):
        return Form.HTML
    return Form.MARKDOWN if path.suffix.lower() in _MARKDOWN else Form.TEXT


def _zip(path: Path, content: bytes) -> DocumentUnreadable:
    kind = next((kind for sign, kind in _OFFICE if sign in content), None)
    if kind:
        return DocumentUnreadable(path, f"is an Office file ({kind})", _EXPORT)
    return DocumentUnreadable(path, "is an archive (zip)", "unpack it first")


def _lines(path: Path, content: bytes, form: Form) -> tuple[Line, ...]:
    if form is Form.PDF:
        return pdf.lines(content, path)
    decoded = encoding.decoded(content, path, markup.charset(content) if form is Form.HTML else None)
    if form is Form.HTML:
        return markup.lines(decoded)
    lines = text.lines(decoded)
    return markdown.lifted(lines) if form is Form.MARKDOWN else lines
