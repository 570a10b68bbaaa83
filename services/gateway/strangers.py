"""How fast one address may ask without a token: a bucket in memory, wide enough for a hall behind one address."""

import time

from aiohttp import web

from shared.addresses import Addresses
from shared.bounded import Bounded
from shared.problems import TooMany

KEPT_ADDRESSES = 50_000


class Strangers:
    """`burst` requests at once, then `rate` a second."""

    def __init__(self, addresses: Addresses, burst: int, rate: float) -> None:
        self._addresses = addresses
        self._burst = burst
        self._rate = rate
        self._empty_at: Bounded[str, float] = Bounded(KEPT_ADDRESSES)

    def __call__(self, request: web.Request) -> None:
        """Raises TooMany."""
        address, now = self._addresses.of(request), time.monotonic()
        empty_at = max(self._empty_at.pop(address, now), now) + 1 / self._rate
        over = empty_at - now - self._burst / self._rate
        self._empty_at[address] = empty_at if over <= 0 else empty_at - 1 / self._rate
        if over > 0:
            raise TooMany(retry_after=max(1, round(over)))
