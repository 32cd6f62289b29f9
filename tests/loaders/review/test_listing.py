import json
from pathlib import Path

from loaders.review import listing, marking, reviews
from loaders.review.changes import write
from tests.loaders.review.conftest import edit, run


def text(draft: Path, books: Path) -> str:
    return "\n".join(listing.text(reviews.review(draft, books, None)))


def test_a_row_stands_beside_its_lines(draft: Path, books: Path) -> None:
    said = text(draft, books)
    assert "+ budgets:3 new-1 (parsed)" in said
    assert "    amount_yen: 1000000000\n" in said
    assert "         2 | 令和6年度予算額（案） 12億円\n  >      3 | （前年度予算額 10億円）\n         4 | 背景" in said


def test_names_residue_and_shares_are_told(draft: Path, books: Path) -> None:
    said = text(draft, books)
    assert "? new-1: program '架空科学推進事業' at line 1: perhaps fiction-old (80)" in said
    assert "? new-8: program '月面農業研究プログラム' at line 8: nothing like it is known" in said
    assert "  1 no amount beside it: '令和6年度' at 10" in said
    assert (
        "budgets: 3 rows, 3 as extracted (100%); 0 registered, 0 of them read as they stand: 0 same, 0 changed, 3 added"
        in said
    )
    assert said.endswith("fiction-r6 is not registered: `--accept all --set COLUMN=VALUE ...` registers it")


def test_a_change_is_told_cell_by_cell(decided: Path, known: Path) -> None:
    edit(decided / "budgets.csv", ",new-1,,9,9,", ",,fund,9,9,")
    said = text(decided, known)
    assert "~ budgets:9 moon-farm (transcribed)" in said
    assert "    component_of: fiction -> (empty)\n    qualifiers: new -> fund\n" in said
    assert "- terms:10 moon-farm (transcribed in data)" in said
    assert "terms: 1 rows, 1 as extracted (100%); 2 registered, 1 of them read as they stand (50%): 1 same" in said
    assert said.endswith("fiction-r6: nothing differs for rows marked parsed")


def test_a_line_gives_a_terminal_no_orders_and_is_cut(draft: Path, books: Path) -> None:
    (draft / "lines.txt").write_text(f"\x1b[31m\u202e赤\n{'長' * 300}\n3\n4\n5\n6\n7\n8\n9\n10\n", encoding="utf-8")
    said = text(draft, books)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert f"| {'長' * 70}…\n" in said


def test_a_long_line_is_cut_around_what_is_printed(draft: Path, books: Path) -> None:
    (draft / "lines.txt").write_text(f"1\n{'前' * 300}12億円{'後' * 300}\n3\n4\n5\n6\n7\n8\n9\n10\n", encoding="utf-8")
    assert f"| …{'前' * 46}12億円{'後' * 20}…\n" in text(draft, books)


def test_without_the_source_the_reason_stands_first(draft: Path, books: Path) -> None:
    (draft.parent / "slides.txt").unlink()
    assert text(draft, books).startswith(
        f"no lines are shown beside the rows: {draft.parent / 'slides.txt'}: is not there"
    )


def test_json_says_what_the_text_says(decided: Path, known: Path) -> None:
    said = json.loads(listing.to_json(reviews.review(decided, known, None)))
    assert (said["document"], said["registered"], said["agrees"], said["undecided"]) == ("fiction-r6", True, True, [])
    [difference] = said["tables"]["budgets"]["differences"]
    assert difference["cells"] == [{"column": "qualifiers", "registered": "new", "drafted": ""}]
    assert difference["context"][1] == {"line": 9, "text": "令和6年度予算額（案） 3億円"}
    assert said["residue"] == {"no amount beside it": [{"line": 10, "text_kind": "year", "printed": "令和6年度"}]}


def test_what_is_written_and_what_stays_is_told(decided: Path, known: Path) -> None:
    said = list(listing.accepted(run(decided, known, "all")))
    assert said[:2] == [
        "nothing to write: the tables say this already",
        "2 rows that a person wrote stay; name a row by its line to replace it:",
    ]
    found = reviews.review(decided, known, None)
    marked = marking.mark(found)
    write(known, marked.files, found.seen)
    assert "budgets: 2 parsed, 1 transcribed, 0 restored (67%)" in list(listing.marked(marked))
