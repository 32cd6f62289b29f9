import pytest

from queries import BadParameter
from server.questions.windows import Window, window


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, None),
        ({"phase": "draft"}, None),
        ({"limit": "10"}, Window(10)),
        ({"offset": "10"}, Window(100, 10)),
        ({"limit": "1", "offset": "0"}, Window(1)),
    ],
)
def test_what_an_address_asks_for(given: dict[str, str], found: Window | None) -> None:
    assert window(given) == found


@pytest.mark.parametrize("given", [{"limit": "0"}, {"limit": "x"}, {"offset": "-1"}, {"limit": "", "offset": "1"}])
def test_what_it_cannot_ask_for(given: dict[str, str]) -> None:
    with pytest.raises(BadParameter):
        window(given)


def test_the_parts_around_a_part() -> None:
    part = Window(10, 15)
    assert dict(part.neighbours(more=True)) == {"first": Window(10), "prev": Window(10, 5), "next": Window(10, 25)}
    assert dict(Window(10).neighbours(more=False)) == {}
    # Nothing leads to where a request would be refused.
    assert "next" not in dict(Window(10, 10**9 - 5).neighbours(more=True))


def test_an_address_keeps_the_other_parameters() -> None:
    fields = {"word": "若手 &", "offset": "3", "format": "csv"}
    address = Window(2, 4).address("early.csv", fields)
    assert address == "early.csv?word=%E8%8B%A5%E6%89%8B+%26&format=csv&limit=2&offset=4"
