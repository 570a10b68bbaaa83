"""The versions that wait for their check. The papers themselves are the queue, so that nothing in it can be lost.

Whoever checks holds a lease with a token of his own; a version takes an answer from the newest token's holder only.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.documents.documents.model import Document
from services.documents.documents.store import DOCUMENTS
from services.documents.versions.model import Lease, Version
from services.documents.versions.problems import NotCheckedAnyMore
from services.documents.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.ids import new_id
from shared.metrics import Gauge
from shared.problems import Conflict, NotFound
from shared.store.port import StoreAway, every

WAITING = Gauge("hop_documents_check_queue", "Versions that wait for their check, or are being checked.")

LEASE = timedelta(seconds=30)
RENEWAL = 10.0  # seconds


@dataclass(frozen=True, slots=True)
class Check:
    """One version being checked, and the token that says by whom."""

    document_id: str
    version: Version
    token: str


async def take_next(world: World) -> Check | None:
    """The version that has waited longest; its lease ran out if somebody had it before."""
    while True:
        now = world.clock.now()
        until = to_text(now + timedelta(microseconds=1))
        page = await world.store.find(DOCUMENTS, "by_duty", "check", until=until, limit=1)
        if not page.items:
            return None
        document = Document.load(page.items[0])
        lease = Lease(token=new_id(), until=now + LEASE)
        version = document.take_first(lease)
        with contextlib.suppress(Conflict):
            await world.documents.save(document, Act(now))
            return Check(document.id, version, lease.token)


async def hold_while(world: World, check: Check, work: asyncio.Task[None]) -> None:
    """Renews the lease until the work is done, and breaks it off when the lease is gone."""
    try:
        while not (await asyncio.wait([work], timeout=RENEWAL))[0]:
            await _renew(world, check)
        await work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def _renew(world: World, check: Check) -> None:
    now = world.clock.now()
    lease = Lease(token=check.token, until=now + LEASE)
    await world.documents.change(check.document_id, lambda one: one.version_of(check.version.id).hold(lease), Act(now))


async def postpone(world: World, check: Check, until: datetime) -> None:
    """When even that fails, the lease runs out by itself."""
    with contextlib.suppress(NotCheckedAnyMore, NotFound, StoreAway):
        await world.documents.change(
            check.document_id,
            lambda one: one.version_of(check.version.id).postpone(check.token, until),
            Act(world.clock.now()),
        )


async def measure_queue(world: World) -> None:
    waiting = every(world.store, DOCUMENTS, "by_duty", "check")
    WAITING.set(sum([len(Document.load(stored).waiting) async for stored in waiting]))
