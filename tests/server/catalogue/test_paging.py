"""Pages of a list, as a table."""

import pytest

from server.catalogue.paging import number_in, page_of
from server.errors import BadRequest, NotFound


@pytest.mark.parametrize(
    ("total", "number", "items", "last"), [(0, 1, [], 1), (3, 1, [0, 1], 2), (3, 2, [2], 2), (4, 2, [2, 3], 2)]
)
def test_pages(total: int, number: int, items: list[int], last: int) -> None:
    page = page_of(range(total), number, 2)
    assert (list(page.items), page.last, page.total) == (items, last, total)


@pytest.mark.parametrize("number", [0, 3, 10**9])
def test_no_such_page(number: int) -> None:
    with pytest.raises(NotFound, match="from 1 on"):
        page_of(range(3), number, 2)


def test_numbers() -> None:
    assert (number_in([]), number_in(["7"])) == (1, 7)
    for wrong in (["1", "1"], [""], ["-1"], ["1.0"], ["１"], ["9" * 10], ["x"]):
        with pytest.raises(BadRequest):
            number_in(wrong)
