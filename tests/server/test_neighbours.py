"""What is said of a name that there is not."""

from queries import Text
from server.neighbours import LONGEST, hinted, missing, neighbours

SAID = Text("ありません。", "There is none.")


def test_near_names_are_named() -> None:
    near = neighbours("brain-nero", ["brain-neuro", "moonshot", "brain-mind"])
    assert near[0] == "brain-neuro"
    assert "moonshot" not in near
    assert hinted(SAID, ["a", "b"], "/x/") == ("There is none. Near it: a, b.", "ありません。近いもの: a、b。")


def test_without_near_names_the_list_is_named() -> None:
    assert hinted(SAID, [], "/x/") == (
        "There is none. /x/ lists those there are.",
        "ありません。一覧は /x/ にあります。",
    )
    assert hinted(SAID, []) == ("There is none.", "ありません。")


def test_the_problem_has_the_names() -> None:
    problem = missing(SAID, ["a"])
    assert (problem.status, problem.extras.members) == (404, {"near": ["a"]})


def test_only_the_beginning_of_a_long_name_is_compared() -> None:
    assert neighbours("x" * 10**6, ["x" * LONGEST]) == ["x" * LONGEST]
