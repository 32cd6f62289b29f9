"""The budget of a program by fiscal year and phase, one row for each figure that is printed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import QuerySolution

from ontology import SK
from server.charts.names import COURSE
from server.embedding.amounts import Amount, money
from server.embedding.things import Asking, Place, Printings, heading, printings
from server.embedding.views import Cell, Row, View, listed
from server.embedding.words import fiscal_year, named

_QUESTION = "budget-history"
_COUNTED = "counted"
_REPEATED = "repeated"
_COLUMNS_JA = ("年度", "段階", "金額", "印字", "出典")
_COLUMNS_EN = ("Fiscal year", "Phase", "Amount", "As printed", "Source")


@dataclass(frozen=True)
class _Printing:
    year: int
    phase: str
    amount: Amount
    container: int | None
    printed: str
    is_new: bool
    summability: str


async def program_view(asking: Asking, slug: str) -> View:
    """The view of a program; raises NotFound for a slug that the graph does not hold."""
    title = await heading(asking, "program", slug)
    found = await asking.answer(_QUESTION, {"program": slug})
    where = await printings(asking, "program", slug, SK.BudgetStatement)
    places = [_place(row) for row in found]
    kinds = [_printing(row) for row in found]
    return View(
        kind="program",
        name=slug,
        title=title.value,
        title_language=title.language or "",
        page=f"/doc/program/{slug}",
        picture=f"/charts/program/{slug}",
        caption=asking.say("予算額（年度・段階別）", "Budget by fiscal year and phase"),
        columns=_COLUMNS_JA if asking.language == "ja" else _COLUMNS_EN,
        rows=tuple(_rows(asking, found, where)),
        total=None,
        notes=tuple(_notes(asking, kinds)),
        sources=where.sources(places),
    )


def _place(row: QuerySolution) -> Place:
    return Place(row["document"].value, int(row["line"].value), int(row["startYear"].value), row["phase"].value)


def _printing(row: QuerySolution) -> _Printing:
    return _Printing(
        int(row["startYear"].value),
        row["phase"].value,
        amount_of(row),
        int(row["containerAmount"].value) if row["containerAmount"] else None,
        row["printed"].value,
        row["isNew"].value == "true",
        row["summability"].value,
    )


def amount_of(row: QuerySolution) -> Amount:
    """The amount of a row of a question with its bounds, those of 内数 where the amount is not known."""
    yen = int(row["amount"].value) if row["amount"] else None
    upper = row["upperBound"] or row["containerAmount"] or row["amount"]
    lower = row["lowerBound"] or row["amount"]
    return Amount(yen, int(lower.value) if lower else 0, int(upper.value) if upper else 0)


def _rows(asking: Asking, found: Sequence[QuerySolution], where: Printings) -> Iterator[Row]:
    language = asking.language
    for one, places in _gathered(found).items():
        cells = (
            Cell(fiscal_year(one.year, language), "head"),
            Cell(named("phase", one.phase, language), note=_remark(asking, one)),
            amount_cell(asking, one.amount, one.container),
            Cell(one.printed, language="ja"),
            Cell(links=where.links(places, language)),
        )
        yield Row(cells, one.amount, one.summability == _COUNTED)


def _gathered(found: Sequence[QuerySolution]) -> dict[_Printing, list[Place]]:
    """The printings with their places; a figure that is printed again is one more place of the first."""
    gathered: dict[_Printing, list[Place]] = {}
    for row in sorted(found, key=_order):
        one = _printing(row)
        if one.summability == _REPEATED:
            one = next((known for known in gathered if replace(known, summability=_REPEATED) == one), one)
        gathered.setdefault(one, []).append(_place(row))
    return gathered


def _order(row: QuerySolution) -> tuple[object, ...]:
    one = _printing(row)
    course = one.year, COURSE.index(one.phase), one.summability == _REPEATED, one.summability
    return *course, one.printed, row["document"].value, int(row["line"].value)


def _remark(asking: Asking, one: _Printing) -> str:
    new = asking.say("新規", "new") if one.is_new else ""
    state = "" if one.summability == _COUNTED else named("summability", one.summability, asking.language)
    return ", ".join(filter(None, (new, state)))


def amount_cell(asking: Asking, amount: Amount, container: int | None) -> Cell:
    """The amount with its margin; the upper bound of 内数, and in words that an amount is not known."""
    if amount.yen is not None:
        return Cell(amount.text(asking.language), "money", amount.margin(asking.language))
    if container is None:
        return Cell("—", "money", asking.say("印字なし", "none printed"))
    whole = money(container, container, asking.language)
    bound = asking.say("上限だけが分かる", "an upper bound only")
    return Cell(asking.say(f"{whole}の内数", f"part of {whole}"), "money", bound)


def _notes(asking: Asking, kinds: Sequence[_Printing]) -> Iterator[str]:
    if not kinds:
        yield asking.say("この事業の金額は印字されていません。", "No amount of this program is printed.")
        return
    yield rounding(asking)
    if any(one.container is not None for one in kinds):
        yield asking.say(
            "「内数」は全体の額だけが分かるもので、この事業の額は不明です。合計には使えません。",
            "Part of (内数): only the whole is printed; the program's own amount is unknown and enters no sum.",
        )
    left = [named("summability", one.summability, asking.language) for one in kinds if one.summability != _COUNTED]
    if left:
        words = listed(sorted(Counter(left).items()), asking.language)
        yield asking.say(
            f"重複を避けるため合計に数えない印字: {words}。",
            f"Printings that a sum leaves out, so that no yen counts twice: {words}.",
        )


def rounding(asking: Asking) -> str:
    """What the margin beside an amount means."""
    return asking.say(
        "金額は印字された桁まで。± は端数処理による幅です。",
        "Amounts are given to the last printed digit; ± is what its rounding leaves open.",
    )
