from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.gateway.attempts.model import Failures, Lane, seconds_to_wait
from services.gateway.attempts.store import bucket_id
from shared.aggregates import Act, Repository
from shared.clock import Clock
from shared.problems import TooMany


class Failed(Exception):
    """Raised inside an attempt: it was wrong, and counts."""


@dataclass(slots=True)
class Attempts:
    """Failures are kept in the store, so that every replica sees them; attempts under way are this process's own."""

    failures: Repository[Failures]
    clock: Clock
    key: bytes
    _under_way: Counter[str] = field(default_factory=Counter)

    @asynccontextmanager
    async def attempt(self, lanes: Sequence[Lane], act: Act) -> AsyncIterator[None]:
        """Raises TooMany before the attempt is made; what the attempt raises as Failed is counted, and raised on."""
        buckets = {bucket_id(self.key, lane): lane for lane in lanes}
        before_me = {bucket: self._under_way[bucket] for bucket in buckets}
        self._under_way.update(list(buckets))
        try:
            await self._make_way(buckets, before_me)
            yield
        except Failed:
            for bucket, lane in buckets.items():
                await self._count(bucket, lane, act)
            raise
        finally:
            self._under_way.subtract(list(buckets))
            self._under_way += Counter()  # drops what is back at zero

    async def _make_way(self, buckets: Mapping[str, Lane], before_me: Mapping[str, int]) -> None:
        now = self.clock.now()
        found = await self.failures.get_many(list(buckets))
        wait = max(
            seconds_to_wait(lane, found[bucket].empty_at if bucket in found else now, before_me[bucket], now)
            for bucket, lane in buckets.items()
        )
        if wait:
            raise TooMany(retry_after=wait)

    async def _count(self, bucket: str, lane: Lane, act: Act) -> None:
        now = self.clock.now()
        if await self.failures.look_up(bucket) is None:
            await self.failures.add(Failures.none(bucket, now), act)
        await self.failures.change(bucket, lambda failures: failures.fail(lane, now), act)
