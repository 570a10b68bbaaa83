"""Finds what people are to meetings, as far as we know now. Fails closed where facts could not be handled."""

from collections.abc import Iterable

from services.notify.audiences.model import is_long_over
from services.notify.world import World
from shared.ids import participation_id
from shared.membership import Member, member_of
from shared.store.port import Document


async def members_among(world: World, meeting_id: str, people: Iterable[str]) -> dict[str, Member]:
    """Those of `people` who are members of the meeting."""
    found = await world.membership.among(meeting_id, people)
    return found[1] if found else {}


async def all_members(world: World, meeting_id: str) -> dict[str, Member]:
    meeting = await world.membership.meetings.get(meeting_id)
    if meeting is None or "chair_id" not in meeting:
        return {}
    involved = await world.audiences.involvements.get(meeting_id)
    participations: dict[str, Document | None] = dict.fromkeys(involved["people"] if involved else ())
    async for participation in world.membership.participants(meeting_id):
        participations[participation["person_id"]] = participation
    members = (member_of(meeting, person_id, one) for person_id, one in participations.items())
    return {member.person_id: member for member in members if member}


async def trusted_member(world: World, meeting_id: str, person_id: str) -> Member | None:
    """None also while facts that decide about it are parked."""
    if await is_withheld(world, meeting_id, person_id):
        return None
    return await world.membership.member(meeting_id, person_id)


async def is_withheld(world: World, meeting_id: str, person_id: str) -> bool:
    subjects = {f"meeting/{meeting_id}", f"participation/{participation_id(meeting_id, person_id)}"}
    return not subjects.isdisjoint(await world.parked())


async def meetings_followed_by(world: World, person_id: str) -> set[str]:
    """Ids of the meetings the person may know of now, without those that are long over.

    A stream's mark names every meeting it follows, so years of meetings must not gather in it.
    """
    ids = {meeting_id async for meeting_id in world.membership.meetings_of(person_id)}
    ids |= set(await world.audiences.involved_in(person_id))
    meetings = await world.membership.meetings.get_many(sorted(ids))
    now = world.clock.now()
    living = [key for key, meeting in meetings.items() if "chair_id" in meeting and not is_long_over(meeting, now)]
    return {meeting_id for meeting_id in living if await trusted_member(world, meeting_id, person_id)}
