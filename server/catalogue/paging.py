"""One page of a list, and where the others are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.errors import BadRequest, NotFound

T = TypeVar("T")
_DIGITS = 9


@dataclass(frozen=True)
class Page(Generic[T]):
    """The items of one page; pages count from 1."""

    number: int
    last: int
    size: int
    total: int
    items: Sequence[T]


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page with this number; raises NotFound beyond the last one."""
    last = max(1, -(-len(items) // size))
    if not 1 <= number <= last:
        raise NotFound(f"There are {last} pages, from 1 on; {number} is none.", f"ページは 1 から {last} までです。")
    return Page(number, last, size, len(items), items[(number - 1) * size : number * size])


def number_in(values: Sequence[str]) -> int:
    """The number that a request asks for, 1 without one; raises BadRequest."""
    if not values:
        return 1
    [text, *more] = values
    if more or not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise BadRequest("page is one whole number, from 1 on.", "page は 1 以上の整数一つです。")
    return int(text)
