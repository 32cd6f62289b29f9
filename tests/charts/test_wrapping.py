"""Lines of Japanese and English that fit their room."""

import pytest

from server.charts.wrapping import cleaned, ems, wrapped


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("脳神経", 10, 2, ("脳神経",)),
        ("再生・細胞医療・遺伝子治療", 8, 3, ("再生・細胞医療・", "遺伝子治療")),
        ("あいうえ「富岳」の運営", 5, 3, ("あいうえ", "「富岳」の", "運営")),
        ("Program for Research", 6, 2, ("Program for", "Research")),
        ("とても長い事業の名称である", 5, 2, ("とても長い", "事業の名…")),
        ("", 5, 2, ("",)),
    ],
)
def test_lines(text: str, width: float, most: int, lines: tuple[str, ...]) -> None:
    assert wrapped(text, width, most) == lines


@pytest.mark.parametrize("text", ["あ" * 99, "x" * 99, "see https://example.org/" + "a" * 80, "「" * 60, "a あ" * 30])
@pytest.mark.parametrize("most", [1, 2, 50])
def test_no_line_is_wider_than_its_room(text: str, most: int) -> None:
    lines = wrapped(text, 7, most)
    assert len(lines) <= most
    assert max(map(ems, lines)) <= 7
    assert most < 50 or "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_last_line_of_one_character_is_avoided() -> None:
    assert [len(line) for line in wrapped("ヒューマン・フロンティアプログラム", 15, 3)] != [16, 1]


def test_what_an_svg_cannot_hold_is_taken_out() -> None:
    assert cleaned("a\x00b\x1b\n c\ud800") == "a b c"
