import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from services.gateway.attempts.model import Failures, Lane, seconds_to_wait
from services.gateway.attempts.store import bucket_id
from shared.aggregates import Act, Repository
from shared.clock import Clock
from shared.problems import TooMany


class Failed(Exception):
    """Raised inside an attempt: it was wrong, and counts."""


@dataclass(slots=True)
class Attempts:
    """Failures are kept in the store, so that every replica sees them."""

    failures: Repository[Failures]
    clock: Clock
    key: bytes
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def attempt(self, lanes: Sequence[Lane], act: Act) -> AsyncIterator[None]:
        """Raises TooMany before the attempt is made; what the attempt raises as Failed is counted, and raised on.

        In the first, narrowest lane one attempt is made after the other, so that many at once count as many.
        """
        buckets = {bucket_id(self.key, lane): lane for lane in lanes}
        turn = self._turns.setdefault(next(iter(buckets)), asyncio.Lock())
        async with turn:
            await self._make_way(buckets)
            try:
                yield
            except Failed:
                for bucket, lane in buckets.items():
                    await self._count(bucket, lane, act)
                raise

    async def _make_way(self, buckets: Mapping[str, Lane]) -> None:
        now = self.clock.now()
        found = await self.failures.get_many(list(buckets))
        waits = [seconds_to_wait(buckets[bucket], failures.empty_at, now) for bucket, failures in found.items()]
        if any(waits):
            raise TooMany(retry_after=max(waits))

    async def _count(self, bucket: str, lane: Lane, act: Act) -> None:
        now = self.clock.now()
        if await self.failures.look_up(bucket) is None:
            await self.failures.add(Failures.none(bucket, now), act)
        await self.failures.change(bucket, lambda failures: failures.fail(lane, now), act)
