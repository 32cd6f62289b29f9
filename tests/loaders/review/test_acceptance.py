from pathlib import Path

import pytest

from loaders import consistency, holdings, tables
from loaders.errors import LoaderError, NotAccepted, TableDefects
from loaders.records import BudgetRow
from tests.loaders.review.conftest import GIVEN, contents, edit, run

TERMS = "tables/fiction-r6/terms.csv"
BUDGETS = "tables/fiction-r6/budgets.csv"


def test_a_new_document_is_registered_with_its_tables_and_names(decided: Path, books: Path) -> None:
    run(decided, books, "all", given=GIVEN)
    held = holdings.load(books)
    consistency.require(held)
    [document] = held.registries.documents
    assert (document.document, document.path, document.fiscal_year) == ("fiction-r6", "slides.txt", 2024)
    assert len(document.sha256) == 64
    assert [row.slug for row in held.registries.names] == ["moon-farm", "fiction-plan", "fiction-lab", "fiction"]
    assert [row.method for row in held.tables["fiction-r6"].rows()] == ["parsed"] * 8


def test_what_is_written_is_in_the_one_form(decided: Path, books: Path) -> None:
    run(decided, books, "all", given=GIVEN)
    for path, kind in holdings.files(books):
        assert tables.write(tables.read(kind, path), kind).encode() == path.read_bytes()


def test_accepting_again_writes_nothing(decided: Path, books: Path) -> None:
    run(decided, books, "all", given=GIVEN)
    assert not run(decided, books, "all").files


def test_a_provisional_slug_is_refused_with_file_and_line(draft: Path, books: Path) -> None:
    before = contents(books)
    with pytest.raises(TableDefects) as refused:
        run(draft, books, "all", given=GIVEN)
    assert len(refused.value.defects) == 12
    assert "programs.csv:3: part_of: 'new-1' is provisional: decide it here or in" in str(refused.value)
    assert "involvements.csv:2: organization: 'new-organization-6'" in str(refused.value)
    assert contents(books) == before


def test_rows_that_a_person_added_or_changed_are_transcribed(decided: Path, books: Path) -> None:
    edit(decided / "budgets.csv", ",12億円,,,2,2,", ",12億円,,itemised,2,2,")
    edit(decided / "terms.csv", "7,7,parsed\n", "7,7,parsed\nnew-8,eligibility,,,新規,10,10,parsed\n")
    run(decided, books, "all", given=GIVEN)
    held = holdings.load(books).tables["fiction-r6"]
    assert [row.method for row in held.budgets] == ["transcribed", "parsed", "parsed"]
    assert [row.method for row in held.terms] == ["parsed", "transcribed"]


def test_a_slug_edited_in_the_tables_leaves_their_rows_parsed(decided: Path, books: Path) -> None:
    edit(decided / "suggestions.csv", "moon-farm", "")
    for name in ("programs", "budgets"):
        edit(decided / f"{name}.csv", "new-8", "lunar-farm")
    run(decided, books, "all", given=GIVEN)
    held = holdings.load(books).tables["fiction-r6"]
    assert [(row.program, row.method) for row in held.budgets][2] == ("lunar-farm", "parsed")


def test_rows_stand_in_the_order_of_their_lines(decided: Path, books: Path) -> None:
    rows = (decided / "budgets.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (decided / "budgets.csv").write_text("".join([rows[0], *reversed(rows[1:])]), encoding="utf-8")
    run(decided, books, "all", given=GIVEN)
    assert [row.line_start for row in holdings.load(books).tables["fiction-r6"].budgets] == [2, 3, 9]


@pytest.mark.parametrize(
    ("table", "before", "after", "message"),
    [
        ("budgets.csv", ",12億円,", ",13億円,", "'13億円' is 1300000000 yen, not 1200000000"),
        ("budgets.csv", ",,,2,2,", ",,,4,4,", "'12億円' does not stand at lines 4-4: mend the row, or say in correc"),
        ("terms.csv", ",7,7,", ",7,99,", "'支援期間 5年' does not stand at lines 7-99"),
        (
            "programs.csv",
            "new-8,月面農業研究プログラム,new-1,,,true,8,8,parsed\n",
            "",
            "'moon-farm' has no row in this",
        ),
    ],
)
def test_tables_that_contradict_themselves_or_their_lines_are_refused_whole(  # noqa: PLR0917
    decided: Path, books: Path, table: str, before: str, after: str, message: str
) -> None:
    edit(decided / table, before, after)
    was = contents(books)
    with pytest.raises(TableDefects, match=message) as refused:
        run(decided, books, "all", given=GIVEN)
    assert f"{decided.name}/" in str(refused.value)
    assert contents(books) == was


def test_a_correction_explains_what_does_not_stand_there(decided: Path, books: Path) -> None:
    edit(decided / "programs.csv", "new-8,月面農業研究プログラム,", "new-8,月面農業プログラム,")
    with (books / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-r6,8,programs.printed_name,月面農業研究プログラム,月面農業プログラム,A word too many\n")
    run(decided, books, "all", given=GIVEN)
    entry = holdings.load(books).tables["fiction-r6"].programs[1]
    assert (entry.printed_name, entry.method) == ("月面農業プログラム", "parsed")


def test_some_of_a_new_document_can_be_accepted(decided: Path, books: Path) -> None:
    run(decided, books, "programs", "budgets:3", given=GIVEN)
    held = holdings.load(books)
    consistency.require(held)
    counts = {name: len(rows) for name, rows in vars(held.tables["fiction-r6"]).items()}
    assert counts == {"programs": 2, "budgets": 1, "citations": 0, "involvements": 0, "terms": 0}
    assert held.registries.policies == ()


def test_what_a_person_wrote_stays_until_it_is_named(decided: Path, known: Path) -> None:
    before = contents(known)
    done = run(decided, known, "all")
    assert [(pair.change, pair.row.line_start) for pair in done.kept] == [("changed", 9), ("removed", 10)]
    assert contents(known) == before
    run(decided, known, "budgets:9", "terms:10")
    assert {name for name, content in contents(known).items() if content != before[name]} == {BUDGETS, TERMS}
    [row] = [row for row in tables.read(BudgetRow, known / BUDGETS) if row.line_start == 9]
    assert (row.qualifiers, row.method) == ((), "parsed")


def test_what_a_person_changed_in_the_draft_goes_over_what_a_person_wrote(decided: Path, known: Path) -> None:
    edit(decided / "budgets.csv", ",new-1,,9,9,", ",new-1,fund,9,9,")
    run(decided, known, "budgets")
    [row] = [row for row in tables.read(BudgetRow, known / BUDGETS) if row.line_start == 9]
    assert (row.qualifiers, row.method) == (("fund",), "transcribed")


def test_a_row_marked_parsed_that_the_draft_lacks_is_removed(decided: Path, known: Path) -> None:
    edit(decided / "terms.csv", "new-1,program-period,5,years,支援期間 5年,7,7,parsed\n", "")
    run(decided, known, "terms")
    assert "支援期間" not in (known / TERMS).read_text(encoding="utf-8")
    assert "新規" in (known / TERMS).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("budget", "--accept budget: it would be all, programs, budgets"),
        ("all:3", "--accept all:3: it would be"),
        ("budgets:x", "or a table and a line: budgets:57"),
        ("budgets:²", "or a table and a line: budgets:57"),
        ("budgets:4", "nothing differs at line 4 of the document"),
    ],
)
def test_a_selection_that_is_nothing_is_refused(decided: Path, books: Path, what: str, message: str) -> None:
    with pytest.raises(NotAccepted, match=message):
        run(decided, books, what, given=GIVEN)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "say --set title=... --set publisher=... --set fiscal_year=... --set stage=... --set family=..."),
        ({**GIVEN, "path": "x"}, "--set path=...: documents.csv would take one of title, publisher"),
        ({**GIVEN, "stage": "drafd"}, "stage: 'drafd' is no phase"),
        ({**GIVEN, "publisher": "nobody"}, "'nobody' is in none of the organizations"),
        ({**GIVEN, "published_on": "2024-02-30"}, "is no date such as"),
    ],
)
def test_a_new_document_must_be_described(decided: Path, books: Path, given: dict[str, str], message: str) -> None:
    before = contents(books)
    with pytest.raises(LoaderError) as refused:
        run(decided, books, "all", given=given)
    assert message in str(refused.value)
    assert contents(books) == before


def test_the_year_and_the_phase_that_extract_read_are_taken(decided: Path, books: Path) -> None:
    edit(decided / "extraction.json", '"document"', '"fiscal_year": 2023, "phase": "request", "document"')
    given = {column: value for column, value in GIVEN.items() if column not in {"fiscal_year", "stage"}}
    run(decided, books, "all", given=given)
    [document] = holdings.load(books).registries.documents
    assert (document.fiscal_year, document.stage) == (2023, "request")


def test_a_registered_document_is_described_already(decided: Path, known: Path) -> None:
    with pytest.raises(NotAccepted, match=r"fiction-r6 is registered: edit its row in .*documents\.csv"):
        run(decided, known, "all", given=GIVEN)
