"""Pages of what points at a thing. Pure functions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.errors import BadRequest, NotFound
from server.linked.links import Relation

SIZE = 100
"""How many links a page has; `LIMIT 100` in the queries says the same."""
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Window:
    """The page of this number, out of so many links in all."""

    number: int
    total: int

    @property
    def offset(self) -> int:
        """How many links come before it."""
        return (self.number - 1) * SIZE

    @property
    def last(self) -> int:
        """The number of the last page; the only one may be empty."""
        return max(1, -(-self.total // SIZE))

    @property
    def previous(self) -> int | None:
        """The number of the page before, None on the first."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the page after, None on the last."""
        return self.number + 1 if self.number < self.last else None

    def named(self) -> Iterator[tuple[str, int]]:
        """The pages that one goes to from here, by their link relations."""
        pages = {"first": 1, "prev": self.previous, "next": self.following, "last": self.last}
        return ((rel, number) for rel, number in pages.items() if number is not None)


def number(given: Sequence[str]) -> int:
    """The number that the values of the parameter `page` say, 1 if there is none; raises BadRequest."""
    if len(given) > 1 or not all(map(_NUMBER.fullmatch, given)):
        raise BadRequest("page is one number from 1.", "page は 1 以上の数を一つ指定してください。")
    return int(given[0]) if given else 1


def window(asked: int, total: int) -> Window:
    """The page of this number; raises NotFound if there are not so many."""
    found = Window(asked, total)
    if asked > found.last:
        raise NotFound(f"There are {found.last} pages of links.", f"リンクは {found.last} ページまでです。")
    return found


def relations(shown: Window, address: str) -> Iterator[Relation]:
    """The links from a page to the others of its address."""
    if shown.last > 1:
        for rel, page in shown.named():
            yield Relation(address if page == 1 else f"{address}?page={page}", rel)
