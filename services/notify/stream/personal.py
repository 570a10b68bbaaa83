"""A person's own feed: his inbox, the meetings he comes into and goes out of, the end of his sign-in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from services.notify.audiences.commands import is_withheld
from services.notify.audiences.duties import participants_site
from services.notify.feeds.model import Entry, Kind, News, meeting_feed
from services.notify.inbox.views import shown_entries
from services.notify.stream.connections import Connection
from services.notify.stream.model import ENDED, RELOAD, fact_frame, newest
from services.notify.world import World
from shared.ids import participation_id
from shared.membership import Member
from shared.views import meeting_fields, my_part, my_site, people_in, people_of, shown_role


class Follower(Protocol):
    async def follow(self, connection: Connection, feed: str) -> None: ...

    def unfollow(self, connection: Connection, feed: str) -> None: ...


async def personal_frames(world: World, follower: Follower, connection: Connection, entries: Sequence[Entry]) -> bytes:
    unseen = {entry.reference.id for entry in entries if entry.type == News.ARRIVED}
    frames = [await _frames(world, follower, connection, entry, unseen) for entry in newest(entries)]
    return b"".join(frames)


async def enter(world: World, follower: Follower, connection: Connection, member: Member, type_: str) -> bytes:
    """From now on the stream tells of the meeting; the frame shows it whole, but for its agenda."""
    meeting_id = member.meeting["id"]
    await follower.follow(connection, meeting_feed(meeting_id))
    participation = await world.membership.participations.get(participation_id(meeting_id, member.person_id))
    site = await participants_site(world, participation)
    named_bodies = [member.meeting["organisation_id"], *([site["organisation_id"]] if site else [])]
    organisations = await world.directory.organisation_refs(named_bodies)
    named = people_in(participation) if participation else []
    people = await world.directory.refs([*people_of(member.meeting), *named])
    invited = participation if participation and not participation["removed"] else None
    role = shown_role(member.standings)
    my = my_part(
        role, invited if member.meeting["called_at"] else None, people, my_site(site, organisations) if site else None
    )
    fields = {**meeting_fields(member.meeting, people, organisations), "my": my}
    return fact_frame(type_, Kind.MEETING, meeting_id, fields, meeting_id)


def gone_frame(meeting_id: str, type_: str) -> bytes:
    return fact_frame(type_, Kind.MEETING, meeting_id, {}, meeting_id, gone=True)


async def _frames(
    world: World, follower: Follower, connection: Connection, entry: Entry, unseen: Collection[str]
) -> bytes:
    reference = entry.reference
    match reference.kind:
        case Kind.SESSION if reference.id == connection.session_id:
            connection.close()
            return ENDED
        case Kind.PERSON:
            return await _person_frame(world, connection, entry)
        case Kind.INBOX:
            joined = await _settle_meeting(world, follower, connection, entry)
            return joined + await _inbox_frame(world, entry, seen=reference.id not in unseen)
        case Kind.STANDING:
            return await _settle_meeting(world, follower, connection, entry)
    return b""


async def _settle_meeting(world: World, follower: Follower, connection: Connection, entry: Entry) -> bytes:
    """Makes the stream follow the meeting exactly while the person is a member.

    One who stays a member in another part reads everything anew: what he may see differs in many places at once.
    """
    meeting_id = entry.reference.meeting_id
    if meeting_id is None or await is_withheld(world, meeting_id, connection.person_id):
        return b""
    member = await world.membership.member(meeting_id, connection.person_id)
    follows = meeting_feed(meeting_id) in connection.marks
    if member and not follows:
        return await enter(world, follower, connection, member, entry.type)
    if follows and not member:
        follower.unfollow(connection, meeting_feed(meeting_id))
        if await world.membership.replaced_member(meeting_id, connection.person_id):
            return RELOAD  # he keeps what was there before, which is the meeting service's to tell
        return gone_frame(meeting_id, entry.type)
    return RELOAD if member and entry.reference.kind is Kind.STANDING else b""


async def _person_frame(world: World, connection: Connection, entry: Entry) -> bytes:
    person = await world.directory.people.get(connection.person_id)
    if person is not None and not person["active"]:
        connection.close()
        return ENDED
    refs = await world.directory.refs([connection.person_id])
    return fact_frame(entry.type, Kind.PERSON, connection.person_id, refs[connection.person_id])


async def _inbox_frame(world: World, entry: Entry, *, seen: bool) -> bytes:
    """Of an entry that was withdrawn before it was ever seen, nothing is told."""
    found = await world.inbox.look_up(entry.reference.id)
    views = await shown_entries(world, found.person_id, [found]) if found else []
    if not views and not seen:
        return b""
    fields: Mapping[str, Any] = views[0] if views else {}
    reference = entry.reference
    return fact_frame(entry.type, Kind.INBOX, reference.id, fields, reference.meeting_id, gone=not views)
