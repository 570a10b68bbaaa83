"""Live feeds as they are kept: numbered, each fact once, and known to be lost when they are."""

import asyncio
from pathlib import Path

from services.notify.feeds.model import Kind, Reference
from services.notify.feeds.store import FEEDS, Feeds
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.settings import Settings

FEED, TYPE = "meeting m1", "vn.hop.meeting.MeetingChanged.v1"
MEETING = Reference(Kind.MEETING, "m1", "m1")


async def test_fact_that_two_replicas_handle_at_once_stands_in_its_feed_once(tmp_path: Path) -> None:
    """As while a group changes hands: one is still at it when the next hears the fact anew."""
    async with open_backends(Settings(data=tmp_path / "data")) as backends:
        replicas = [Feeds(backends.store, SystemClock()) for _ in range(4)]
        causes = [f"e{number}" for number in range(5)]
        added = await asyncio.gather(
            *(feeds.append(FEED, cause, TYPE, MEETING) for cause in causes for feeds in replicas)
        )
        entries = await replicas[0].after(FEED, 0)
        assert entries is not None
        assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
        assert len(list(filter(None, added))) == len(causes)


async def test_replica_that_another_has_overtaken_goes_on_behind_it(tmp_path: Path) -> None:
    async with open_backends(Settings(data=tmp_path / "data")) as backends:
        ours, other = Feeds(backends.store, SystemClock()), Feeds(backends.store, SystemClock())
        for feeds, cause in ((ours, "e1"), (other, "e2"), (ours, "e2"), (ours, "e3"), (other, "e3"), (other, "e4")):
            await feeds.append(FEED, cause, TYPE, MEETING)
        entries = await ours.after(FEED, 0)
        assert [entry.number for entry in entries or ()] == [1, 2, 3, 4]


async def test_stream_that_followed_a_lost_feed_reads_everything_anew(tmp_path: Path) -> None:
    async with open_backends(Settings(data=tmp_path / "data")) as backends:
        feeds = Feeds(backends.store, SystemClock())
        for cause in ("e1", "e2"):
            await feeds.append(FEED, cause, TYPE, MEETING)
        assert await feeds.after(FEED, 2) == []
        async for batch in backends.keeping.documents(str, [FEEDS.name]):
            for kept in batch:
                await backends.keeping.forget(kept.collection, kept.id, kept.version)
        assert await feeds.after(FEED, 2) is None
        assert await feeds.after(FEED, 0) == []
