"""A budget by a clock that the test moves."""

import pytest

from server import budget
from server.budget import Budget, client_of
from server.errors import BudgetSpent


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills() -> None:
    clock = Clock()
    found = Budget(10.0, 2.0, clock)
    found.spend("a", 10.0)
    found.check("a")
    found.spend("a", 4.0)
    with pytest.raises(BudgetSpent) as caught:
        found.check("a")
    assert caught.value.extras.headers["Retry-After"] == "2"
    found.check("b")
    clock.now += 2.0
    found.check("a")


def test_full_buckets_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_MOST", 2)
    clock = Clock()
    found = Budget(1.0, 1.0, clock)
    for client in "abc":
        found.spend(client, 2.0)
        clock.now += 5.0
    assert len(found._full_at) == 1


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("a:b", "a:b"),
    ],
)
def test_client_of(address: str, client: str) -> None:
    assert client_of(address) == client
