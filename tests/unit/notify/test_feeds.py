"""Live feeds as they are kept: numbered, and known to be lost when they are."""

from pathlib import Path

from services.notify.feeds.model import Kind, Reference
from services.notify.feeds.store import FEEDS, Feeds
from shared.backends import open_backends
from shared.clock import SystemClock
from shared.settings import Settings


async def test_stream_that_followed_a_lost_feed_reads_everything_anew(tmp_path: Path) -> None:
    async with open_backends(Settings(data=tmp_path / "data")) as backends:
        feeds = Feeds(backends.store, SystemClock())
        for cause in ("e1", "e2"):
            await feeds.append(
                "meeting m1", cause, "vn.hop.meeting.MeetingChanged.v1", Reference(Kind.MEETING, "m1", "m1")
            )
        assert await feeds.after("meeting m1", 2) == []
        async for batch in backends.keeping.documents(str, [FEEDS.name]):
            for kept in batch:
                await backends.keeping.forget(kept.collection, kept.id, kept.version)
        assert await feeds.after("meeting m1", 2) is None
        assert await feeds.after("meeting m1", 0) == []
