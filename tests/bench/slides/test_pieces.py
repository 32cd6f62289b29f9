"""Lines are broken as a Japanese typesetter breaks them, and facts stay with their text."""

from hypothesis import given
from hypothesis import strategies as st

from bench.slides.pieces import Piece, Text, joined, plain, wrapped


def test_amounts_are_not_broken() -> None:
    text: Text = (Piece("脳型計算機基盤整備事業 "), Piece("1,234億円", is_whole=True), Piece("（新規）"))
    assert [joined(line) for line in wrapped(text, 14)] == ["脳型計算機基盤整備事業 ", "1,234億円（新規）"]

    text = (
        Piece("予算決定額　"),
        Piece("2,137,241", is_whole=True),
        Piece("（"),
        Piece("1,848,496", is_whole=True),
        Piece("）千円"),
    )
    assert [joined(line) for line in wrapped(text, 13)] == ["予算決定額　2,137,241", "（1,848,496）千円"]


def test_a_line_does_not_begin_with_a_closing_bracket() -> None:
    lines = [joined(line) for line in wrapped(plain("あいうえ）お"), 4)]
    assert lines == ["あいう", "え）お"]


@given(st.text(alphabet="あア漢、。（）「」12,.aB %", max_size=60), st.integers(8, 20))
def test_nothing_is_lost(text: str, width: int) -> None:
    assert "".join(joined(line) for line in wrapped(plain(text), width)) == text
