from pathlib import Path

import pytest

from loaders import consistency, holdings
from loaders.errors import TableDefects
from loaders.review import reviews
from tests.loaders.review.conftest import GIVEN, ROWS, edit, put, run

REASON = "fiction-r6,8,programs.printed_name,,月面農業研究プログラム,Known from the overview\n"


def lose(draft: Path) -> None:
    """The second heading is lost: extract gives it no name."""
    entries = ROWS["programs"].replace("月面農業研究プログラム", "")
    put(draft, {**ROWS, "programs": entries})
    put(draft / "extracted", {**ROWS, "programs": entries})
    edit(draft.parent / "slides.txt", "月面農業研究プログラム", "")
    edit(draft / "suggestions.csv", "月面農業研究プログラム", "（表題なし 8行目）")
    (draft / "lines.txt").write_bytes((draft.parent / "slides.txt").read_bytes())


def test_a_lost_heading_is_shown_and_not_accepted(decided: Path, books: Path) -> None:
    lose(decided)
    assert not reviews.review(decided, books, None).agrees()
    with pytest.raises(TableDefects, match=r"programs\.csv:3: printed_name: the document lost this heading: write it"):
        run(decided, books, "all", given=GIVEN)


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_correction_restores_a_lost_heading(decided: Path, books: Path, by_hand: bool) -> None:
    lose(decided)
    if by_hand:
        edit(decided / "programs.csv", "new-8,,", "new-8,月面農業研究プログラム,")
    with (books / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(REASON)
    (decided / "lines.txt").unlink()
    (decided.parent / "slides.txt").unlink()
    run(decided, books, "all", given=GIVEN)
    held = holdings.load(books)
    consistency.require(held)
    methods = [(row.printed_name, row.method) for row in held.tables["fiction-r6"].programs]
    assert methods == [("架空科学推進事業", "parsed"), ("月面農業研究プログラム", "restored")]
    assert {row.method for row in held.tables["fiction-r6"].budgets} == {"parsed"}


def test_a_restored_heading_gives_its_rows_their_program_again(draft: Path, known: Path) -> None:
    lose(draft)
    edit(draft / "suggestions.csv", ",moon-farm,", ",,")
    with (known / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write(REASON)
    found = reviews.review(draft, known, None)
    assert found.decisions.slugs["new-8"] == "moon-farm"
    assert [pair.change for table in found.tables if table.name == "programs" for pair in table.pairs] == ["same"] * 2


def test_a_correction_of_something_else_changes_nothing(decided: Path, known: Path) -> None:
    with (known / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-r6,8,programs.printed_name,月面工業,月面農業,Another word\n")
        file.write("fiction-r6,9,programs.printed_name,月面農業研究プログラム,月面農業,Another line\n")
    assert reviews.review(decided, known, None).agrees()
