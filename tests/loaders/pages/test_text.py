from hypothesis import given
from hypothesis import strategies as st

from loaders.pages import text


def read(content: str) -> list[tuple[int, str, int | None]]:
    return [(line.number, line.text, line.page) for line in text.lines(content)]


def test_lines_end_as_in_the_file() -> None:
    assert read("a\r\nb\n\nc") == [(1, "a", None), (2, "b", None), (3, "", None), (4, "c", None)]
    assert read("a\rb") == [(1, "a", None), (2, "b", None)]
    assert read("a\u2028b\x85c\x0bd\n") == [(1, "a\u2028b\x85c\x0bd", None), (2, "", None)]


def test_form_feeds_are_page_changes() -> None:
    assert read("a\n\fb\nc\f\nd\n \f \fe") == [(1, "a", 1), (2, "b", 2), (3, "c", 2), (4, "d", 3), (5, "e", 5)]


@given(st.text())
def test_a_line_for_every_line_feed(content: str) -> None:
    found = text.lines(content + "\n")
    assert [line.number for line in found] == list(range(1, content.count("\n") + 3))
