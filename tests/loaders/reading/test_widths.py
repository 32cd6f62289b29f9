import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.pages import Line
from loaders.reading import widths
from loaders.reading.widths import Text


def text(*lines: str) -> Text:
    return widths.text(tuple(Line(number, line) for number, line in enumerate(lines, 1)))


def test_signs_become_half_width_where_they_stand() -> None:
    assert widths.half("（Ｒ５．６．１６）～１０％／件　×〈甲〉") == "(R5.6.16)~10%/件 x<甲>"


def test_asterisks_and_blank_lines_are_left_out() -> None:
    read = text("**甲の** 計画", "", "  ", "乙")
    assert read.printed == "甲の 計画\n乙"
    assert [read.line(read.printed.index(word)) for word in "甲乙"] == [1, 4]


WRAPPED = (
    ("- 「先端計画」（平成３０年６月１", "５日閣議決定）に基づき推進する。"),
    ("若手研究者が新しい研究に挑戦できる環境を整え、裾野を広げることが重", "要である。"),
)
APART = (
    ("事業の概要を説明する文が続き、ここで終わる。", "次の文がここから始まる。"),
    ("若手研究者が新しい研究に挑戦できる環境を整え、裾野を広げることが重", "・要点がここから始まる。"),
    ("極域観測船プロジェクト", "観測を進め、成果を上げる。"),
    ("若手研究者が新しい研究に挑戦できる環境を整え、裾野を広げることが重", "", "要である。"),
)


@pytest.mark.parametrize("lines", WRAPPED)
def test_a_wrapped_line_is_joined(lines: tuple[str, ...]) -> None:
    read = text(*lines)
    assert read.printed == "".join(lines)
    assert read.line(len(lines[0])) == 2


@pytest.mark.parametrize("lines", APART)
def test_other_lines_stay_apart(lines: tuple[str, ...]) -> None:
    assert text(*lines).printed == "\n".join(line for line in lines if line)


@given(st.lists(st.text(max_size=30), max_size=8))
def test_every_position_is_of_the_line_that_prints_it(lines: list[str]) -> None:
    read = text(*lines)
    assert len(read.half) == len(read.printed)
    for position, sign in enumerate(read.printed):
        if sign.strip():
            assert sign in lines[read.line(position) - 1]
