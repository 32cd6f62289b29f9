from pathlib import Path

import pytest

from loaders import holdings
from loaders.errors import TableDefects
from tests.loaders.review.conftest import GIVEN, edit, run


def test_what_nobody_met_is_named_as_printed(decided: Path, books: Path) -> None:
    run(decided, books, "all", given=GIVEN)
    held = holdings.load(books).registries
    assert [(row.program, row.label_ja) for row in held.programs] == [
        ("fiction", "架空科学推進事業"),
        ("moon-farm", "月面農業研究プログラム"),
    ]
    assert [(row.organization, row.kind) for row in held.organizations] == [
        ("fiction-lab", "research-institute"),
        ("fiction-office", "ministry"),
    ]
    [policy] = held.policies
    assert (policy.title_ja, policy.kind, policy.decided_on) == ("架空基本計画", "cabinet-decision", "2023-06-16")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            ",research-institute",
            ",",
            "'fiction-lab' is new: write its slug and kind into decided_slug and decided_kind",
        ),
        (",research-institute", ",laboratory", "kinds are bureau, cabinet, company-group"),
    ],
)
def test_the_kind_of_a_new_body_is_asked_for(decided: Path, books: Path, before: str, after: str, message: str) -> None:
    edit(decided / "suggestions.csv", before, after)
    with pytest.raises(TableDefects, match=message) as refused:
        run(decided, books, "all", given=GIVEN)
    assert "involvements.csv:2: organization-kind" in str(refused.value)


def test_the_kind_of_a_policy_is_asked_for_where_no_act_says_it(decided: Path, books: Path) -> None:
    edit(decided / "citations.csv", ",閣議決定,", ",,")
    with pytest.raises(TableDefects, match=r"citations\.csv:2: decision-kind: 'fiction-plan' is new"):
        run(decided, books, "all", given=GIVEN)
    edit(decided / "suggestions.csv", "fiction-plan,", "fiction-plan,strategy")
    run(decided, books, "all", given=GIVEN)
    assert holdings.load(books).registries.policies[0].kind == "strategy"


def test_a_passage_is_cited_by_the_name_of_its_policy(decided: Path, books: Path) -> None:
    with (books / "policies.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-plan,,,架空基本計画,,,2023,,strategy\n")
    with (books / "passages.csv").open("a", encoding="utf-8") as file:
        file.write("fiction-plan-1,fiction-plan,section,1,第1節,\n")
    edit(decided / "suggestions.csv", ",fiction-plan,", ",fiction-plan-1,")
    run(decided, books, "all", given=GIVEN)
    names = {row.printed_name: row.slug for row in holdings.load(books).registries.names}
    assert names["架空基本計画"] == "fiction-plan"
