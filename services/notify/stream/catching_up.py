"""What a stream that opens is told first, so that nothing is missed between two streams."""

from collections.abc import Mapping

from services.notify.audiences.commands import is_withheld, meetings_followed_by
from services.notify.feeds.model import Entry, News, meeting_feed, meeting_of, person_feed
from services.notify.stream.connections import Connection
from services.notify.stream.model import RELOAD
from services.notify.stream.personal import Follower, enter, gone_frame, personal_frames
from services.notify.stream.scenes import meeting_frames
from services.notify.world import World


class TooLongAgo(Exception):
    """Entries in between are no longer kept."""


async def catch_up(world: World, follower: Follower, connection: Connection, resumed: Mapping[str, int] | None) -> None:
    """`resumed` are the marks of an earlier stream of this person; without them the stream begins now."""
    if resumed is None:
        connection.start(await _begin(world, follower, connection))
        return
    try:
        connection.start(await _resume(world, follower, connection, resumed))
    except TooLongAgo:
        for feed in list(connection.marks):
            follower.unfollow(connection, feed)
        connection.start(RELOAD + await _begin(world, follower, connection))


async def _begin(world: World, follower: Follower, connection: Connection) -> bytes:
    await follower.follow(connection, person_feed(connection.person_id))
    for meeting_id in await meetings_followed_by(world, connection.person_id):
        await follower.follow(connection, meeting_feed(meeting_id))
    return b""


async def _resume(world: World, follower: Follower, connection: Connection, resumed: Mapping[str, int]) -> bytes:
    """Raises TooLongAgo."""
    own = person_feed(connection.person_id)
    connection.marks = {own: 0, **resumed}
    await follower.follow(connection, own)
    known = await meetings_followed_by(world, connection.person_id)
    meetings = {meeting_id for feed in resumed if (meeting_id := meeting_of(feed))}
    frames = [await _meeting(world, follower, connection, meeting_id) for meeting_id in sorted(meetings | known)]
    entries = await _missed(world, connection, own)
    return b"".join(frames) + await personal_frames(world, follower, connection, entries)


async def _meeting(world: World, follower: Follower, connection: Connection, meeting_id: str) -> bytes:
    """Raises TooLongAgo."""
    feed = meeting_feed(meeting_id)
    if await is_withheld(world, meeting_id, connection.person_id):
        return b""  # the mark stays, and the next stream is told what was missed
    member = await world.membership.member(meeting_id, connection.person_id)
    if member is None:
        return gone_frame(meeting_id, News.RESUMED) if connection.marks.pop(feed, None) is not None else b""
    if feed not in connection.marks:
        return await enter(world, follower, connection, member, News.RESUMED)
    await follower.follow(connection, feed)
    entries = await _missed(world, connection, feed)
    told = await meeting_frames(world, meeting_id, entries, [connection.person_id]) if entries else None
    return (told or {}).get(connection.person_id, b"")


async def _missed(world: World, connection: Connection, feed: str) -> list[Entry]:
    """Raises TooLongAgo."""
    entries = await world.feeds.after(feed, connection.marks[feed])
    if entries is None:
        raise TooLongAgo
    if entries:
        connection.marks[feed] = entries[-1].number
    return entries
