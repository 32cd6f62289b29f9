"""A part of the rows of an answer, and the addresses of the parts before and after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from queries import Limits, Parameter, Text

LIMIT = Parameter("limit", "integer", "100", Text("行数の上限", "The most rows"), Limits(Decimal(1), Decimal(10_000)))
OFFSET = Parameter(
    "offset", "integer", "0", Text("先に飛ばす行数", "The rows to leave out before"), Limits(Decimal(0), Decimal(10**9))
)
NAMES = (LIMIT.name, OFFSET.name)


@dataclass(frozen=True)
class Window:
    """So many rows, after so many others; the order of the rows is part of the question."""

    limit: int
    offset: int = 0

    @property
    def clause(self) -> str:
        """The end of a query for these rows and the one after them, which tells whether there is one."""
        return f"LIMIT {self.limit + 1}\nOFFSET {self.offset}\n"

    @property
    def exact(self) -> str:
        """The end of a query for these rows alone."""
        return f"LIMIT {self.limit}\nOFFSET {self.offset}\n"

    def neighbours(self, *, more: bool) -> Iterator[tuple[str, "Window"]]:
        """The relation of each other part (RFC 8288) with that part."""
        if self.offset:
            yield "first", replace(self, offset=0)
            yield "prev", replace(self, offset=max(0, self.offset - self.limit))
        if more and OFFSET.limits.holds(Decimal(self.offset + self.limit)):
            yield "next", replace(self, offset=self.offset + self.limit)

    def address(self, path: str, fields: Mapping[str, str]) -> str:
        """The address of this part, whose path and other parameters these are."""
        kept = {name: value for name, value in fields.items() if name not in NAMES}
        return f"{path}?{urlencode({**kept, LIMIT.name: self.limit, OFFSET.name: self.offset})}"


def window(fields: Mapping[str, str]) -> Window | None:
    """The part that the parameters ask for, None if all; raises BadParameter."""
    if not any(name in fields for name in NAMES):
        return None
    numbers = (int(one.term(fields.get(one.name, one.default)).value) for one in (LIMIT, OFFSET))
    return Window(*numbers)
