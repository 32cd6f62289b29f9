"""Where the numbers of a figure are from, as the picture says it.

The licence is that of the tables; documents have terms of their own, which the registry holds where they are known.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import queries
from server.charts.looks import Look
from server.charts.readings import Row, rows_of
from server.licences import OURS
from server.runs import Visit
from server.service import Service


async def sources(service: Service, visited: Visit, rows: Sequence[Row], look: Look, about: str) -> tuple[str, ...]:
    """The documents that the rows name, each with its publisher, and the graph with its release and licence."""
    used = set(documents(rows))
    known = await rows_of(service, visited, queries.page("sources")) if used else ()
    cited = [_cited(row, look) for row in known if row.text("document") in used]
    of = look.say("出典: ", "Source: ")
    first = [of + look.say("、", "; ").join(cited)] if cited else []
    release = visited.crew.release.manifest.release
    return (*first, look.say("データ", "Data") + f": Seisaku Graph {release} ({OURS}) {about}")


def documents(rows: Iterable[Row]) -> Iterator[str]:
    """The identifiers of the documents that rows name in `document` or in `evidence`."""
    for row in rows:
        yield row.text("document")
        yield from (place.rpartition(":")[0] for place in row.text("evidence").split())


def _cited(row: Row, look: Look) -> str:
    publisher = look.say(row.text("publisher"), row.text("publisherEn")) or row.text("publisher")
    licence = f" ({row.text('licence')})" if row.text("licence") else ""
    return look.say(f"{publisher}「{row.text('title')}」", f"{publisher}, {row.text('title')}").lstrip(", ") + licence


def by_place(rows: Iterable[Row]) -> Mapping[tuple[str, ...], Sequence[str]]:
    """The qualifiers of each printed amount, by year, phase, document and line."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        found.setdefault(place(row), []).append(row.text("qualifier"))
    return found


def place(row: Row) -> tuple[str, ...]:
    """Where an amount is printed, and of which year and phase it is."""
    return tuple(row.text(name) for name in ("startYear", "phase", "document", "line"))
