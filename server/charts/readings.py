"""The rows of a query as charts read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal

from server.charts.figures import Extent
from server.charts.looks import Look
from server.charts.wrapping import cleaned
from server.errors import TooLarge
from server.formats import HTML
from server.frames import Task
from server.rows import Term
from server.runs import Visit
from server.service import Service
from server.tables import read_rows

# The server reads them, and meanwhile does nothing else.
MOST_ROWS = 2000


@dataclass(frozen=True)
class Row:
    """One row; a variable that is not bound, or not there, is empty."""

    terms: Mapping[str, Term]

    def text(self, name: str) -> str:
        """The value of a variable."""
        term = self.terms.get(name)
        return "" if term is None else cleaned(str(getattr(term, "value", "")))

    def number(self, name: str) -> Decimal | None:
        """The value of a variable that holds numbers."""
        term = self.terms.get(name)
        return Decimal(term.value) if isinstance(term, Literal) else None

    def is_true(self, name: str) -> bool:
        """Whether the variable is true."""
        return self.text(name) == "true"

    def label(self, look: Look) -> str:
        """The name of the thing of the row, in the language if it has one there."""
        return look.say("", self.text("labelEn")) or self.text("label") or self.text("labelEn")

    def extent(self, name: str) -> Extent:
        """The number of a variable with its bounds, which are named after it, and the whole of a 内数."""
        lower, upper = bounds(name)
        value = None if self._adds_nothing(name) else self.number(name)
        whole = self.number("containerAmount") if name == "amount" and value is None else None
        return Extent(value, self.number(lower), self.number(upper), whole)

    def _adds_nothing(self, name: str) -> bool:
        # A sum of no amounts is 0, and no amount.
        return name == "amount" and self.text("programsCounted") == "0"


def bounds(name: str) -> tuple[str, str]:
    """The names of the variables that bound a variable."""
    return ("lowerBound", "upperBound") if name == "amount" else (f"{name}LowerBound", f"{name}UpperBound")


async def rows_of(service: Service, visited: Visit, text: str) -> Sequence[Row]:
    """The rows that a query yields; raises TooLarge for more than a chart is made of."""
    settings = service.settings
    task = Task(text, settings.endpoint, HTML.media_types[0], rows=MOST_ROWS + 1, seconds=settings.page_seconds)
    answer = await service.runs.collect(visited, task)
    columns, found = read_rows(answer.body)
    rows = [Row({name: term for name in columns if (term := row[name]) is not None}) for row in found]
    if len(rows) > MOST_ROWS:
        raise TooLarge(
            f"A chart is made of at most {MOST_ROWS} rows; ask for less, or for the answer itself.",
            f"図にできるのは {MOST_ROWS} 行までです。",
        )
    return rows
