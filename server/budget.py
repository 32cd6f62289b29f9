"""How much worker time each client has left: a bucket by address that fills again at a steady rate."""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from server.errors import BudgetSpent, retry_after

_MOST = 10_000


class Budget:
    """The worker seconds of all clients; addresses are those that the server sees."""

    def __init__(self, seconds: float, refill: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._refill = refill
        self._clock = clock
        # Address to the time at which its bucket will be full.
        self._full_at: dict[str, float] = {}

    def check(self, client: str) -> None:
        """Raises BudgetSpent while the client has nothing left."""
        missing = (self._full_at.get(client, 0.0) - self._clock()) * self._refill - self._seconds
        if missing > 0:
            raise BudgetSpent(
                f"Your address has used its {self._seconds:g} s of work; it gains {self._refill:g} s each second.",
                f"このアドレスの利用枠（{self._seconds:g} 秒）を使い切りました。しばらくお待ちください。",
                retry_after(missing / self._refill),
            )

    def spend(self, client: str, seconds: float) -> None:
        """Takes the seconds from the client's bucket."""
        now = self._clock()
        if len(self._full_at) >= _MOST:
            self._full_at = {name: time for name, time in self._full_at.items() if time > now}
        self._full_at[client] = max(self._full_at.get(client, now), now) + seconds / self._refill


def client_of(address: str) -> str:
    """Whom an address stands for: with IPv6 a client has the lower half to itself."""
    if ":" not in address:
        return address
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(found) >> 64 << 64))
