"""The programs that cite a policy document, their amounts of one fiscal year and phase, and the sum that is safe."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import QuerySolution

import queries
from ontology import SK
from server.embedding.options import refused
from server.embedding.programs import amount_cell, amount_of, rounding
from server.embedding.things import Asking, Place, Printings, heading, printings, thing
from server.embedding.views import Cell, Link, Row, View, listed
from server.embedding.words import fiscal_year, named

PARAMETERS = ("fiscalYear", "phase")
QUESTION = "money-behind-policy"
_SUM = "safe-sum"
_COLUMNS_JA = ("事業", "金額", "引用", "出典")
_COLUMNS_EN = ("Program", "Amount", "Citation", "Source")
_REASONS = {
    "within": ("ほかの事業の金額に含まれる", "within the amount of another program"),
    "other-document": ("金額を印字する文書が引用していない", "no document that prints the amount cites the policy"),
    "included-in": ("内数（上限だけが分かる）", "内数 (upper bound only)"),
    "no-amount": ("この年度・段階の金額の印字がない", "no amount printed for the year and phase"),
}


async def policy_view(asking: Asking, slug: str, given: Mapping[str, str]) -> View:
    """The view of a policy document; raises NotFound for an unknown slug, BadQuestion for a wrong year or phase."""
    title = await heading(asking, "policy", slug)
    asked = {**await _newest(asking, slug), **given}
    found = await _answered(asking, {"policy": slug, **asked})
    where = await printings(asking, "policy", slug, SK.PolicyCitation)
    sums = [row for row in found if row["kind"].value == _SUM]
    citing = [row for row in found if row["kind"].value != _SUM]
    return View(
        kind="policy",
        name=slug,
        title=title.value,
        title_language=title.language or "",
        page=f"/doc/policy/{slug}",
        picture=f"/charts/policy/{slug}",
        caption=_caption(asking, asked),
        columns=_COLUMNS_JA if asking.language == "ja" else _COLUMNS_EN,
        rows=tuple(_row(asking, row, where) for row in citing),
        total=_total(asking, sums[0]) if sums else None,
        notes=tuple(_notes(asking, citing)),
        sources=where.sources(place for row in citing for place in _places(row)),
    )


async def _newest(asking: Asking, slug: str) -> Mapping[str, str]:
    """The year and phase of the newest document that cites the policy; the question's own where none does."""
    rows = await asking.rows(queries.page("citing", policy=thing("policy", slug)))
    if rows:
        return {"fiscalYear": rows[0]["startYear"].value, "phase": rows[0]["phase"].value}
    return {one.name: one.default for one in queries.question(QUESTION).parameters if one.name in PARAMETERS}


async def _answered(asking: Asking, asked: Mapping[str, str]) -> Sequence[QuerySolution]:
    try:
        return await asking.answer(QUESTION, asked)
    except queries.BadParameter as error:
        raise refused(error.parameter, f"{error}.", f"{error.parameter} の値が正しくありません。") from error


def _caption(asking: Asking, asked: Mapping[str, str]) -> str:
    year, phase = (
        fiscal_year(int(asked["fiscalYear"]), asking.language),
        named("phase", asked["phase"], asking.language),
    )
    return asking.say(f"この文書を引く事業と{year}{phase}", f"Programs citing this document, {year} {phase}")


def _row(asking: Asking, row: QuerySolution, where: Printings) -> Row:
    amount = amount_of(row)
    container = int(row["containerAmount"].value) if row["containerAmount"] else None
    relations = [named("relation", one, asking.language) for one in row["relations"].value.split()]
    cells = (
        Cell(kind="head", links=(_program(asking, row),), note=_reason(asking, row)),
        amount_cell(asking, amount, container),
        Cell(asking.say("、", ", ").join(relations)),
        Cell(links=where.links(_places(row), asking.language)),
    )
    return Row(cells, amount, row["isCounted"].value == "true")


def _program(asking: Asking, row: QuerySolution) -> Link:
    label = row["labelEn"] if asking.language == "en" and row["labelEn"] else row["label"]
    return Link(label.value, asking.cells.link(row["program"].value), label.language or "")


def _reason(asking: Asking, row: QuerySolution) -> str:
    reason = row["reason"].value
    if not reason:
        return ""
    holders = f" ({row['within'].value})" if row["within"].value else ""
    return asking.say("合計に数えない: ", "Not in the sum: ") + asking.say(*_REASONS[reason]) + holders


def _places(row: QuerySolution) -> Iterator[Place]:
    for place in row["evidence"].value.split():
        document, _, line = place.rpartition(":")
        yield Place(document, int(line))


def _total(asking: Asking, row: QuerySolution) -> Row:
    amount = amount_of(row)
    head = Cell(asking.say("重複のない合計", "Sum, each yen once"), "head")
    return Row((head, amount_cell(asking, amount, None), Cell(), Cell()), amount)


def _notes(asking: Asking, citing: Sequence[QuerySolution]) -> Iterator[str]:
    if not citing:
        yield asking.say("この文書を引く事業はまだありません。", "No program here cites this document yet.")
        return
    yield rounding(asking)
    counted = sum(row["isCounted"].value == "true" for row in citing)
    left = Counter(asking.say(*_REASONS[row["reason"].value]) for row in citing if row["reason"].value)
    without = listed(sorted(left.items()), asking.language)
    yield asking.say(
        f"合計に数えた事業: {counted}。" + (f"数えない事業: {without}。" if left else ""),
        f"Programs in the sum: {counted}." + (f" Left out: {without}." if left else ""),
    )
