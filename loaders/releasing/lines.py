"""Canonical N-Quads, sorted, each line once: quick to look into and to hold against another."""

import hashlib
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Quad, RdfFormat, Triple, parse

_LEAST, _MOST = 1 << 12, 1 << 20


@dataclass(frozen=True)
class Line:
    """A line that one of two files has and the other has not."""

    text: bytes
    is_added: bool


class Lines:
    """A file of such lines, in the memory that the system gives to files."""

    def __init__(self, content: bytes | mmap.mmap) -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        start = 0
        while line := self.at(start):
            yield line
            start += len(line)

    @cached_property
    def sha256(self) -> str:
        """The digest of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    def about(self, *terms: bytes) -> Iterator[bytes]:
        """The lines with this subject, and this property if one is given; IRIs as N-Quads write them."""
        first = b" ".join((*terms, b""))
        start = self._first_not_before(first)
        while self.content[start : start + len(first)] == first:
            line = self.at(start)
            yield line
            start += len(line)

    def _first_not_before(self, text: bytes) -> int:
        low, high = 0, len(self.content)
        while low < high:
            start = self.content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            line = self.at(start)
            if line < text:
                low = start + len(line)
            else:
                high = start
        return low

    def at(self, start: int) -> bytes:
        """The line that begins at this byte, empty at the end."""
        end = self.content.find(b"\n", start) + 1
        return self.content[start : end or len(self.content)]

    @cached_property
    def with_blank_nodes(self) -> frozenset[bytes]:
        """The lines that hold a blank node, all in memory: few, in graphs such as ours."""
        return frozenset(line for line in self._likely_blank() if has_blank_node(line))

    def _likely_blank(self) -> Iterator[bytes]:
        place = self.content.find(b"_:")
        while place >= 0:
            start = self.content.rfind(b"\n", 0, place) + 1
            line = self.at(start)
            yield line
            place = self.content.find(b"_:", start + len(line))


@contextmanager
def opened(path: Path) -> Iterator[Lines]:
    """The lines of a file that holds such lines already."""
    if path.stat().st_size == 0:
        yield Lines(b"")
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        yield Lines(content)


def quads(lines: Iterator[bytes] | tuple[bytes, ...]) -> list[Quad]:
    """The lines as quads; blank nodes keep their labels."""
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS))


def has_blank_node(line: bytes) -> bool:
    """Whether a line holds a blank node, and not only a text that looks like one."""
    return any(blank_nodes(quad) for quad in quads((line,)))


def blank_nodes(quad: Quad) -> set[BlankNode]:
    """The blank nodes of a quad, also those in triple terms."""
    return _blank(quad.triple) | ({quad.graph_name} if isinstance(quad.graph_name, BlankNode) else set())


def _blank(term: object) -> set[BlankNode]:
    if isinstance(term, Triple):
        return _blank(term.subject) | _blank(term.object)
    return {term} if isinstance(term, BlankNode) else set()


def differing(before: Lines, after: Lines) -> Iterator[Line]:
    """The lines without blank nodes that only one of them has, in order."""
    blank_before, blank_after = before.with_blank_nodes, after.with_blank_nodes
    for line in _differing(before, after):
        if line.text not in (blank_after if line.is_added else blank_before):
            yield line


def _differing(before: Lines, after: Lines) -> Iterator[Line]:
    left, right, size = 0, 0, _LEAST
    while left < len(before.content) or right < len(after.content):
        same = _common(before.content[left : left + size], after.content[right : right + size])
        if same:
            left, right, size = left + same, right + same, min(2 * size, _MOST)
            continue
        old, new, size = before.at(left), after.at(right), _LEAST
        if old == new:
            left, right = left + len(old), right + len(new)
        elif not old or b"" < new < old:
            yield Line(new, is_added=True)
            right += len(new)
        else:
            yield Line(old, is_added=False)
            left += len(old)


def _common(left: bytes, right: bytes) -> int:
    """How many bytes of whole lines two equal pieces have; none if they differ."""
    return left.rfind(b"\n") + 1 if left == right else 0
