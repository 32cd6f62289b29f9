"""Pages of links, without a server."""

import pytest

import queries
from server.errors import NotFound
from server.linked import windows
from server.linked.windows import SIZE, Window, window


@pytest.mark.parametrize(
    ("number", "total", "named"),
    [
        (1, 0, {"first": 1, "last": 1}),
        (1, SIZE, {"first": 1, "last": 1}),
        (1, SIZE + 1, {"first": 1, "next": 2, "last": 2}),
        (2, 3 * SIZE, {"first": 1, "prev": 1, "next": 3, "last": 3}),
        (3, 3 * SIZE, {"first": 1, "prev": 2, "last": 3}),
    ],
)
def test_neighbours(number: int, total: int, named: dict[str, int]) -> None:
    found = window(number, total)
    assert dict(found.named()) == named
    assert found.offset == (number - 1) * SIZE


def test_no_page_after_the_last() -> None:
    with pytest.raises(NotFound):
        window(2, SIZE)


def test_only_several_pages_have_links() -> None:
    assert list(windows.relations(Window(1, SIZE), "/doc/a/b")) == []
    found = [str(one) for one in windows.relations(Window(2, 2 * SIZE), "/doc/a/b.ttl")]
    assert found == [
        '</doc/a/b.ttl>; rel="first"',
        '</doc/a/b.ttl>; rel="prev"',
        '</doc/a/b.ttl?page=2>; rel="last"',
    ]


def test_the_queries_have_pages_of_this_size() -> None:
    for name in ("description", "incoming", "table"):
        text = queries.page(name)
        assert f"LIMIT {SIZE}\n" in text
        assert "OFFSET 0\n" in text
