from pathlib import Path

import pytest

from loaders import holdings
from tests.loaders.review.conftest import GIVEN, edit, run


def scopes(books: Path) -> dict[tuple[str, str], str | None]:
    return {(row.printed_name, row.slug): row.document for row in holdings.load(books).registries.names}


@pytest.mark.parametrize(
    ("printed", "anywhere"),
    [
        ("月面農業研究プログラム", True),
        ("月面農業研究プログラム（MARS）", True),
        ("若手型", False),
        ("うちAMED", False),
        ("事業", False),
    ],
)
def test_the_name_of_a_part_holds_elsewhere_only_if_it_says_what_it_is(
    decided: Path, books: Path, printed: str, anywhere: bool
) -> None:
    (decided / "extraction.json").write_text(
        (decided / "extraction.json").read_text().replace("slides.txt", "gone.txt")
    )
    for name in ("programs", "budgets"):
        edit(decided / f"{name}.csv", "月面農業研究プログラム", printed)
    run(decided, books, "all", given=GIVEN)
    assert scopes(books)[printed, "moon-farm"] == (None if anywhere else "fiction-r6")


def test_words_that_mean_something_else_elsewhere_hold_in_the_document_only(decided: Path, books: Path) -> None:
    with (books / "programs.csv").open("a", encoding="utf-8") as file:
        file.write("other-farm,月面農業,,,\n")
    with (books / "names.csv").open("a", encoding="utf-8") as file:
        file.write("月面農業研究プログラム,program,other-farm,\n")
    run(decided, books, "all", given=GIVEN)
    assert scopes(books)["月面農業研究プログラム", "moon-farm"] == "fiction-r6"
    assert scopes(books)["架空科学推進事業", "fiction"] is None


def test_a_group_of_bodies_is_named_in_the_document_only(decided: Path, books: Path) -> None:
    run(decided, books, "involvements", "programs", "terms", given=GIVEN)
    assert scopes(books)["架空研究機構", "fiction-lab"] is None
    edit(decided / "involvements.csv", "架空研究機構", "研究機関")
    edit(decided / "suggestions.csv", "fiction-lab,research-institute", "fiction-hosts,group")
    (decided.parent / "slides.txt").unlink()
    run(decided, books, "involvements")
    assert scopes(books)["研究機関", "fiction-hosts"] == "fiction-r6"


def test_a_title_without_its_edition_is_that_policy_in_the_document_only(decided: Path, books: Path) -> None:
    with (books / "policies.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-plan,,第2期,架空基本計画（第2期）,,,2023,,strategy\n")
    run(decided, books, "all", given=GIVEN)
    assert scopes(books)["架空基本計画", "fiction-plan"] == "fiction-r6"


def test_a_known_spelling_is_not_written_again(decided: Path, books: Path) -> None:
    with (books / "programs.csv").open("a", encoding="utf-8") as file:
        file.write("moon-farm,月面農業,,,\n")
    with (books / "names.csv").open("a", encoding="utf-8") as file:
        file.write("月面農業研究 プログラム,program,moon-farm,\n")
    run(decided, books, "all", given=GIVEN)
    assert [printed for printed, slug in scopes(books) if slug == "moon-farm"] == ["月面農業研究 プログラム"]
