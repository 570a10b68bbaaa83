"""Making meetings from patterns. Said again for the same meeting id, each goes on where it stopped."""

from datetime import datetime

from services.meeting.meetings.commands import create_meeting
from services.meeting.meetings.model import Meeting
from services.meeting.participants.commands import invite_people
from services.meeting.patterns.model import Invited, Pattern, Template, pattern_of
from services.meeting.sites.copies import copy_sites, plan_sites
from services.meeting.world import World
from shared.aggregates import Act
from shared.ids import derived_id
from shared.store.port import every
from shared.words import Mode, ParticipantRole


async def take_pattern(
    world: World,
    meeting_id: str,
    *,
    with_agenda: bool = True,
    with_people: bool = True,
    with_sites: bool = True,
    with_room: bool = True,
) -> Pattern:
    """Of a meeting as it is now; a delegate who sent a substitute is invited himself again.

    A place that is only that of the booked room stays behind: a new booking gives it.
    """
    meeting = await world.meetings.get(meeting_id)
    joined = with_sites and meeting.mode is not Mode.IN_PERSON
    plans = await plan_sites(world, meeting_id) if joined else {}
    people: list[Invited] = []
    found = every(world.store, world.participations.collection, "by_meeting", meeting_id, limit=200)
    async for stored in found:
        row = stored.body
        if with_people and not row["removed"] and row.get("in_place_of") is None:
            plan = plans.get(row.get("site_id") or "")
            origin_id = plan.origin_id if plan else None
            people.append(Invited(person_id=row["person_id"], role=ParticipantRole(row["role"]), origin_id=origin_id))
    wish = meeting.room.again() if meeting.room and with_room else None
    pattern = pattern_of(meeting, people, list(plans.values()), wish, with_agenda=with_agenda)
    room = await world.rooms.look_up(meeting.room.room_id) if meeting.room else None
    return pattern.model_copy(update={"place": ""}) if room and room.place == pattern.place else pattern


async def make_meeting(
    world: World,
    pattern: Pattern,
    meeting_id: str,
    starts_at: datetime,
    ends_at: datetime,
    act: Act,
    *,
    fingerprint: str = "",
    **more: str,
) -> Meeting:
    """A draft with the pattern's agenda, people, sites and wish for a room.

    Raises EndsBeforeItBegins, PeopleUnknown, BookingTooLong.
    """
    made = pattern.meeting(meeting_id, starts_at, ends_at, act.actor_id or "", fingerprint, **more)
    meeting = await create_meeting(world, made, act)
    if pattern.sites:
        await copy_sites(world, meeting_id, pattern.sites, act)
    if rows := pattern.rows_of_people(meeting_id):
        await invite_people(world, derived_id("people of", meeting_id), meeting_id, rows, act, "")
    return meeting


async def keep_template(world: World, template: Template, act: Act) -> Template:
    return await world.templates.add(template, act)


async def drop_template(world: World, template_id: str, act: Act) -> None:
    def decide(template: Template) -> None:
        template.listed = 0

    await world.templates.change(template_id, decide, act)
