from pathlib import Path

import pytest

from loaders import iris
from loaders.amounts import Key, Statement, reconciled
from loaders.errors import Place
from loaders.records import BudgetRow, DocumentRow
from loaders.totals import Hierarchy, Lineage, Totals

PLACE = Place(Path("budgets.csv"), 2)
NOBODY = Lineage({}, [])


def document(year: int, name: str = "doc") -> DocumentRow:
    return DocumentRow(
        place=PLACE, document=f"{name}-{year}", title="資料", publisher="mext", fiscal_year=year, stage="draft",
        family="slides", published_on=None, url=None, sha256="0" * 64, retrieved=None, licence=None, path="x",
    )  # fmt: skip


def statement(
    program: str,
    printed: str,
    *,
    line: int = 1,
    of: str | None = None,
    qualifiers: str = "",
    year: int = 2024,
    source: int = 2024,
) -> Statement:
    yen = int(float(printed.removesuffix("億円")) * 10**8) if printed.endswith("億円") else None
    row = BudgetRow(
        place=PLACE, program=program, printed_name=program, fiscal_year=year, phase="draft", amount_yen=yen,
        container_amount_yen=None if yen is not None else 1, printed=printed, component_of=of,
        qualifiers=tuple(filter(None, qualifiers.split(";"))), line_start=line, line_end=line, method="transcribed",
    )  # fmt: skip
    return Statement(iris.record("statement", f"doc-{source}", line, 1), row, document(source))


def judged(*statements: Statement, lineage: Lineage = NOBODY) -> dict[str, str]:
    """Why each statement is counted or not, by its program and line."""
    amounts = reconciled(statements)
    documents = {one.document.document for one in statements}
    hierarchy = Hierarchy.of(amounts, Totals.of(statements, dict.fromkeys(documents, lineage)))
    return {f"{one.row.program}@{one.row.line_start}": hierarchy.why(one) for one in statements}


def test_one_printing_is_taken_as_it_is() -> None:
    [amount] = reconciled([statement("p", "45億円")]).values()
    assert (amount.rule, amount.chosen.row.printed) == ("single", "45億円")


def test_equal_printings_agree_and_the_first_is_counted() -> None:
    assert judged(statement("p", "45億円", line=3), statement("p", "45億円", line=9)) == {
        "p@3": "counted",
        "p@9": "repeated",
    }


def test_the_finest_of_compatible_printings_is_chosen() -> None:
    [amount] = reconciled([statement("p", "21億円", line=1), statement("p", "20.7億円", line=2)]).values()
    assert (amount.rule, amount.chosen.row.printed) == ("finest", "20.7億円")


def test_disjoint_printings_conflict_and_the_latest_document_is_chosen() -> None:
    older, newer = statement("p", "21億円", source=2024), statement("p", "25億円", source=2026, line=2)
    [amount] = reconciled([older, newer]).values()
    assert older.disagrees(newer)
    assert (amount.rule, amount.chosen) == ("latest-document", newer)


def test_an_amount_included_in_a_larger_one_gives_no_fact() -> None:
    assert reconciled([statement("p", "106億円の内数")]) == {}
    assert judged(statement("p", "106億円の内数")) == {"p@1": "included-in"}


@pytest.mark.parametrize(("mark", "why"), [("itemised", "itemised-total"), ("", "listed-total")])
def test_parts_are_counted_instead_of_their_total(mark: str, why: str) -> None:
    found = judged(
        statement("whole", "43億円", line=1, qualifiers=mark),
        statement("one", "22億円", line=2, of="whole"),
        statement("other", "21億円", line=3, of="whole"),
    )
    assert found == {"whole@1": why, "one@2": "counted", "other@3": "counted"}


def test_a_slice_is_not_counted_beside_its_total() -> None:
    found = judged(
        statement("whole", "852億円", line=1), statement("slice", "583億円", line=2, of="whole", qualifiers="of-which")
    )
    assert found == {"whole@1": "counted", "slice@2": "portion"}


def test_a_slice_of_nothing_printed_is_counted() -> None:
    assert judged(statement("slice", "59億円", of="unprinted", qualifiers="of-which")) == {"slice@1": "counted"}


def test_parts_of_parts_are_counted_once() -> None:
    found = judged(
        statement("top", "189億円", line=1, qualifiers="itemised"),
        statement("left", "158億円", line=2, of="top"),
        statement("right", "31億円", line=3, of="top", qualifiers="itemised"),
        statement("inner", "21億円", line=4, of="right"),
        statement("outer", "10億円", line=5, of="right"),
    )
    assert [program for program, why in found.items() if why == "counted"] == ["left@2", "inner@4", "outer@5"]


def test_a_part_of_an_unprinted_whole_lies_in_the_total_above_it() -> None:
    lineage = Lineage({"joint": "umbrella"}, [])
    found = judged(
        statement("umbrella", "176億円", line=1), statement("part", "59億円", line=2, of="joint"), lineage=lineage
    )
    assert found["umbrella@1"] == "listed-total"


def test_before_a_replacement_parts_lie_in_the_replaced_program() -> None:
    lineage = Lineage({"new": "umbrella"}, [("old", "new", 2025)])
    found = judged(
        statement("umbrella", "850億円", line=1),
        statement("old", "43億円", line=2),
        statement("part", "22億円", line=3, of="new"),
        lineage=lineage,
    )
    assert found == {"umbrella@1": "listed-total", "old@2": "listed-total", "part@3": "counted"}


def test_a_part_belongs_to_the_nearest_total_above_it() -> None:
    near, far = statement("whole", "43億円", line=10), statement("whole", "43億円", line=1)
    after, part = statement("whole", "43億円", line=13), statement("part", "22億円", line=12, of="whole")
    totals = Totals.of([far, near, part, after], {"doc-2024": NOBODY})
    assert totals.within[part.iri] is near


def test_umbrellas_in_a_circle_still_end() -> None:
    lineage = Lineage({"one": "other", "other": "one"}, [])
    assert judged(statement("part", "1億円", of="one"), lineage=lineage) == {"part@1": "counted"}


def test_keys_are_sorted() -> None:
    assert list(reconciled([statement("q", "1億円"), statement("p", "1億円")])) == [
        Key("p", 2024, "draft"),
        Key("q", 2024, "draft"),
    ]
