"""The figure of a policy document: the money behind it each year, and the programs of the latest year."""

from collections.abc import Sequence
from dataclasses import dataclass

import queries
from server.charts import names
from server.charts.figures import Extent, Figure, Layout, Point, Quantity, Series
from server.charts.looks import Look
from server.charts.readings import Row, rows_of
from server.charts.sources import sources
from server.charts.things import Thing
from server.runs import Visit
from server.service import Service

_QUESTION = "money-behind-policy"
_MOST_YEARS = 12


@dataclass(frozen=True)
class Term:
    """A fiscal year and phase, with what the question says of it."""

    year: str
    phase: str
    rows: Sequence[Row]

    @property
    def total(self) -> Extent | None:
        """The sum that counts each yen once, where anything counts."""
        return next((row.extent("amount") for row in self.rows if row.text("kind") == "safe-sum"), None)

    def name(self, look: Look) -> str:
        """The year and the phase."""
        return f"{names.year(self.year, look)} {names.phase(self.phase, look)}"


async def policy_figure(service: Service, visited: Visit, thing: Thing, look: Look) -> Figure:
    """The sums of every fiscal year and phase, and what the last of them adds up and leaves out."""
    listed = await rows_of(service, visited, queries.page("cited-money", policy=thing.node))
    asked = [(row.text("startYear"), row.text("phase")) for row in listed[-_MOST_YEARS:]]
    # Without any amount, whichever year is asked for, the programs are the same.
    terms = [await _asked(service, visited, thing, one) for one in asked or [_usual()]]
    counted = [term for term in terms if term.total is not None]
    shown = (counted or terms)[-1:]
    rows = [row for term in terms for row in term.rows]
    return Figure(
        look.say(f"「{thing.name(look)}」を引く事業の額", f"Money behind: {thing.name(look)}"),
        Layout.BARS,
        Quantity.YEN,
        names.measure("amount", look),
        (*_sums(counted, look), *(point for term in shown for point in _programs(term, look))),
        sources=await sources(service, visited, rows, look, thing.node.value),
    )


def _usual() -> tuple[str, str]:
    defaults = {one.name: one.default for one in queries.question(_QUESTION).parameters}
    return defaults["fiscalYear"], defaults["phase"]


async def _asked(service: Service, visited: Visit, thing: Thing, when: tuple[str, str]) -> Term:
    year, phase = when
    values = {"policy": thing.slug, "fiscalYear": year, "phase": phase}
    return Term(year, phase, await rows_of(service, visited, queries.question(_QUESTION).bound(values)))


def _sums(terms: Sequence[Term], look: Look) -> list[Point]:
    heading = look.say("年度ごとの合計（同じ円は一度だけ数える）", "Total of each year (each yen counted once)")
    return [
        Point(term.name(look), names.series("phase", term.phase, look, 0), total, section=heading)
        for term in terms
        if (total := term.total) is not None
    ]


def _programs(term: Term, look: Look) -> list[Point]:
    heading = look.say("この政策文書を引く事業", "Programs that cite it")
    if term.total is not None:
        heading = look.say("事業ごとの額: ", "By program: ") + term.name(look)
    counted = names.series("phase", term.phase, look, 0)
    apart = Series(names.series("isCounted", "false", look, 0).name, None)
    return [
        Point(
            row.label(look),
            counted if row.is_true("isCounted") else apart,
            row.extent("amount"),
            section=heading,
        )
        for row in term.rows
        if row.text("kind") == "amount"
    ]
