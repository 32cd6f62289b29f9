"""PDF bytes -> lines, read in a process of its own that has limits of time and memory."""

import json
import subprocess
import sys
from pathlib import Path

from loaders.errors import DocumentUnreadable
from loaders.pages.line import Box, Line

SECONDS = 90
MEMORY = 2 * 2**30
_REFUSED = 3
"""The exit code of `pdfium` with a reason of the library."""
_ROOT = Path(__file__).parents[2]
_LEAST_READABLE = 0.5


def lines(content: bytes, path: Path) -> tuple[Line, ...]:
    """The lines of a PDF's text layer in reading order, with page and place.

    `DocumentUnreadable` for encrypted, damaged and image-only files, and for those that pass the limits.
    """
    found = tuple(_line(number, cells) for number, cells in enumerate(_read(content, path), 1))
    text = "".join(line.text for line in found)
    if not text.strip():
        raise DocumentUnreadable(path, "has no text layer, only images", "run OCR over it first")
    if text.count("\ufffd") > len(text) * _LEAST_READABLE:
        raise DocumentUnreadable(path, "has a text layer without character codes", "run OCR over it first")
    return found


def _read(content: bytes, path: Path) -> list[list[object]]:
    command = [sys.executable, "-m", "loaders.pages.pdfium", str(SECONDS), str(MEMORY)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, cwd=_ROOT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise DocumentUnreadable(path, f"is not read within {SECONDS} s", "split it or print it to a new PDF") from None
    if done.returncode == 0:
        return list(json.loads(done.stdout))
    if done.returncode != _REFUSED:
        reason = f"breaks its reader or needs more than {SECONDS} s or {MEMORY // 10**6:,} MB"
        raise DocumentUnreadable(path, reason, "split it or print it to a new PDF")
    if b"password" in done.stdout.lower():
        raise DocumentUnreadable(path, "is encrypted", "remove its password first")
    raise DocumentUnreadable(path, "is a damaged or cut off PDF", "fetch the file anew or print it to a new PDF")


def _line(number: int, cells: list[object]) -> Line:
    text, page, *place = cells
    box = Box(*(float(str(value)) for value in place)) if place else None
    return Line(number, str(text), int(str(page)), box)
