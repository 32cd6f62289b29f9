import hashlib
import json
from pathlib import Path

import pytest

from loaders.errors import DraftUnusable, NotAccepted, TableDefects
from loaders.review import marking, reviews
from loaders.review.changes import write
from loaders.review.reviews import Review
from tests.loaders.review.conftest import ROWS, contents, edit, put


def review(draft: Path, books: Path) -> Review:
    return reviews.review(draft, books, None)


def changes(found: Review) -> list[tuple[str, int, str]]:
    return [
        (table.name, pair.row.line_start, pair.change)
        for table in found.tables
        for pair in table.pairs
        if pair.change != "same"
    ]


def test_all_rows_of_a_new_document_are_added(draft: Path, books: Path) -> None:
    found = review(draft, books)
    assert not found.agrees()
    assert len(changes(found)) == 8
    assert {change for *_, change in changes(found)} == {"added"}


def test_a_registered_document_agrees_where_only_a_person_read_otherwise(decided: Path, known: Path) -> None:
    found = review(decided, known)
    assert changes(found) == [("budgets", 9, "changed"), ("terms", 10, "removed")]
    assert found.agrees()
    by_name = {table.name: table for table in found.tables}
    assert (by_name["budgets"].registered, by_name["budgets"].read) == (3, 2)
    assert (by_name["terms"].registered, by_name["terms"].read, by_name["terms"].drafted) == (2, 1, 1)


def test_a_row_marked_parsed_that_is_read_otherwise_breaks_the_agreement(decided: Path, known: Path) -> None:
    for folder in (decided, decided / "extracted"):
        edit(folder / "budgets.csv", ",2024,draft,1200000000,", ",2024,request,1200000000,")
    found = review(decided, known)
    assert not found.agrees()
    [broken] = found.broken()
    assert [(cell.column, cell.registered, cell.drafted) for cell in broken.cells] == [("phase", "draft", "request")]


def test_a_correction_mends_what_is_extracted(decided: Path, known: Path) -> None:
    edit(known / "names.csv", "月面農業研究プログラム", "月面農業プログラム")
    for name in ("programs", "budgets"):
        edit(known / "tables" / "fiction-r6" / f"{name}.csv", "月面農業研究プログラム", "月面農業プログラム")
    edit(decided / "suggestions.csv", "moon-farm", "")
    assert not review(decided, known).agrees()
    with (known / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-r6,8,programs.printed_name,月面農業研究 プログラム,月面農業プログラム,A word too many\n")
    found = review(decided, known)
    assert found.agrees()
    assert found.decisions.slugs["new-8"] == "moon-farm"


def test_extracting_again_once_the_names_are_known_leaves_nothing_provisional(draft: Path, known: Path) -> None:
    slugs = ("new-1", "fiction"), ("new-8", "moon-farm"), ("new-policy-5", "fiction-plan")
    rows = dict(ROWS)
    for provisional, slug in (*slugs, ("new-organization-6", "fiction-lab")):
        rows = {name: text.replace(f"{provisional},", f"{slug},") for name, text in rows.items()}
    put(draft, rows)
    put(draft / "extracted", rows)
    found = review(draft, known)
    assert found.agrees()
    assert [row.slug for row in found.undecided()] == []


def test_the_document_may_be_named_later(draft: Path, books: Path) -> None:
    edit(draft / "extraction.json", '"fiction-r6"', "null")
    with pytest.raises(DraftUnusable, match=r"extraction\.json names no document: say which it is by --id ID"):
        review(draft, books)
    assert reviews.review(draft, books, "fiction-r7").document == "fiction-r7"
    with pytest.raises(DraftUnusable, match=r"'\.\./x' is no id of a document"):
        reviews.review(draft, books, "../x")


def test_another_version_of_the_file_is_refused(decided: Path, known: Path) -> None:
    path = decided / "extraction.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**said, "sha256": hashlib.sha256(b"other").hexdigest()}), encoding="utf-8")
    with pytest.raises(DraftUnusable, match="was read from another file than the registered fiction-r6"):
        review(decided, known)


def test_broken_tables_of_the_data_are_named(draft: Path, books: Path) -> None:
    (books / "series.csv").unlink()
    with pytest.raises(TableDefects, match=r"series\.csv:1: file: is missing"):
        review(draft, books)


def test_the_mark_says_what_a_program_reads(decided: Path, known: Path) -> None:
    tables = known / "tables" / "fiction-r6"
    for path in tables.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace(",parsed\n", ",transcribed\n"), encoding="utf-8")
    edit(decided / "terms.csv", "支援期間 5年", "5年")
    found = review(decided, known)
    marked = marking.mark(found)
    write(known, marked.files, found.seen)
    assert {table: dict(methods) for table, methods in marked.methods.items()} == {
        "programs": {"parsed": 2},
        "budgets": {"parsed": 2, "transcribed": 1},
        "citations": {"parsed": 1},
        "involvements": {"parsed": 1},
        "terms": {"parsed": 1, "transcribed": 1},
    }
    was = contents(known)
    assert not marking.mark(review(decided, known)).files
    assert contents(known) == was


def test_the_mark_takes_parsed_from_what_is_read_no_more(decided: Path, known: Path) -> None:
    for folder in (decided, decided / "extracted"):
        put(folder, {**ROWS, "terms": ""})
    found = review(decided, known)
    write(known, marking.mark(found).files, found.seen)
    assert "支援期間 5年,7,7,transcribed" in (known / "tables" / "fiction-r6" / "terms.csv").read_text(encoding="utf-8")


def test_a_restored_heading_stays_restored(decided: Path, known: Path) -> None:
    edit(known / "tables" / "fiction-r6" / "programs.csv", ",8,8,parsed", ",8,8,restored")
    marked = marking.mark(review(decided, known))
    assert dict(marked.methods["programs"]) == {"parsed": 1, "restored": 1}


def test_a_document_that_is_not_registered_has_nothing_to_mark(decided: Path, books: Path) -> None:
    with pytest.raises(NotAccepted, match="accept its draft first"):
        marking.mark(review(decided, books))


def test_a_name_whose_rows_are_gone_is_not_asked_for(draft: Path, books: Path) -> None:
    put(draft, {**ROWS, "involvements": ""})
    assert "new-organization-6" not in {row.slug for row in review(draft, books).undecided()}
