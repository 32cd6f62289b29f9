from pathlib import Path

import pytest

from loaders.errors import Place, TableDefects
from loaders.records import NameRow
from loaders.review import decisions, drafts
from tests.loaders.review.conftest import edit


def slugs(draft: Path, *names: NameRow) -> dict[str, str]:
    return dict(decisions.decided(drafts.read(draft), "fiction-r6", names).slugs)


def name(printed: str, slug: str, document: str | None = None) -> NameRow:
    return NameRow(
        place=Place(Path("names.csv"), 2), printed_name=printed, kind="program", slug=slug, document=document
    )


def test_nothing_is_decided_of_what_extract_wrote(draft: Path) -> None:
    assert slugs(draft) == {}


def test_suggestions_say_what_a_person_decided(decided: Path) -> None:
    found = decisions.decided(drafts.read(decided), "fiction-r6", ())
    assert found.slugs["new-1"] == "fiction"
    assert found.kinds == {"fiction-lab": "research-institute"}


def test_a_slug_edited_everywhere_is_decided(draft: Path) -> None:
    for table in ("programs", "budgets"):
        edit(draft / f"{table}.csv", "new-8", "moon-farm")
    assert slugs(draft) == {"new-8": "moon-farm"}


def test_a_slug_edited_in_one_row_of_several_is_that_row_only(draft: Path) -> None:
    edit(draft / "budgets.csv", "new-8", "moon-farm")
    assert slugs(draft) == {}


def test_the_kind_of_a_body_holds_for_a_slug_edited_in_the_table(draft: Path) -> None:
    edit(draft / "involvements.csv", "new-organization-6", "fiction-lab")
    edit(draft / "suggestions.csv", "new-organization-6,,,6,,", "new-organization-6,,,6,,university")
    assert decisions.decided(drafts.read(draft), "fiction-r6", ()).kinds == {"fiction-lab": "university"}


def test_edits_that_contradict_each_other_are_named(draft: Path) -> None:
    edit(draft / "programs.csv", "new-8", "moon-farm")
    edit(draft / "budgets.csv", "new-8", "lunar-farm")
    with pytest.raises(
        TableDefects, match=r"'new-8' is 'lunar-farm' here and 'moon-farm' at .*programs\.csv:3: decide"
    ):
        slugs(draft)
    edit(draft / "suggestions.csv", ",new-8,,,8,,", ",new-8,,,8,moon-farm,")
    assert slugs(draft) == {"new-8": "moon-farm"}


@pytest.mark.parametrize("slug", ["new-9", "Moon Farm", "月面"])
def test_a_decision_that_is_no_slug_is_named(draft: Path, slug: str) -> None:
    edit(draft / "suggestions.csv", ",new-8,,,8,,", f",new-8,,,8,{slug},")
    with pytest.raises(TableDefects, match=r"suggestions\.csv:3: decided_slug: .* is no slug of yours"):
        slugs(draft)


def test_what_names_say_by_now_is_decided(draft: Path) -> None:
    rows = name("月面農業 研究プログラム", "moon"), name("月面農業研究プログラム", "moon-farm", "fiction-r6")
    assert slugs(draft, *rows) == {"new-8": "moon-farm"}
    assert slugs(draft, rows[0], name("月面農業研究プログラム", "other", "fiction-r7")) == {"new-8": "moon"}
