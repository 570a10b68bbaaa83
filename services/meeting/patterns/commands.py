"""Making meetings from patterns. Said again for the same meeting id, each goes on where it stopped."""

from datetime import datetime

from services.meeting.meetings.commands import create_meeting
from services.meeting.meetings.model import Meeting
from services.meeting.participants.commands import invite_people
from services.meeting.patterns.model import ChairLeft, Invited, Pattern, Template, pattern_of
from services.meeting.patterns.store import TEMPLATES
from services.meeting.sites.copies import copy_sites, plan_sites
from services.meeting.world import World
from shared.aggregates import Act
from shared.events.gateway import OrganisationFacts
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

    A place that is only that of the booked room stays behind: a new booking gives it. So does a room out of use.
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
    room = await world.rooms.look_up(meeting.room.room_id) if meeting.room else None
    wish = meeting.room.again() if meeting.room and room and room.active and with_room else None
    pattern = pattern_of(meeting, people, list(plans.values()), wish, with_agenda=with_agenda)
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
    """A draft with the pattern's agenda, people, sites and wish for a room; secretaries who have left stay behind.

    Of a body that has ended it is its successor's. Raises EndsBeforeItBegins, ChairLeft, BookingTooLong,
    OrganisationEnded where several went on.
    """
    await check_chair(world, pattern.chair_id)
    there = await world.directory.active_among(pattern.secretary_ids)
    body = await world.directory.successor_of(pattern.organisation_id)
    pattern = pattern.model_copy(update={"secretary_ids": there, "organisation_id": body})
    made = pattern.meeting(meeting_id, starts_at, ends_at, act.actor_id or "", fingerprint, **more)
    meeting = await create_meeting(world, made, act)
    if pattern.sites:
        await copy_sites(world, meeting_id, pattern.sites, act)
    if rows := pattern.rows_of_people(meeting_id):
        await invite_people(world, derived_id("people of", meeting_id), meeting_id, rows, act, "")
    return meeting


async def check_chair(world: World, chair_id: str) -> None:
    """Raises ChairLeft."""
    if not await world.directory.active_among([chair_id]):
        raise ChairLeft


async def keep_template(world: World, template: Template, act: Act) -> Template:
    """Where its body has ended, each that went on keeps it; gives one of them."""
    heirs = await world.directory.heirs_of(template.organisation_id)
    kept = [template.handed_to(heir) for heir in heirs] or [template]
    first, *_ = [await world.templates.add(one, act) for one in kept]
    return first


async def hand_templates_on(world: World, body: OrganisationFacts, act: Act) -> None:
    """Those of a body that has ended go to the bodies that went on, to each of them. Heard again it changes nothing."""
    if body.active or not body.successor_ids:
        return
    kept = [Template.load(stored) async for stored in every(world.store, TEMPLATES, "by_organisation", body.id, 1)]
    for template in kept:
        for successor_id in body.successor_ids:
            await world.templates.add(template.handed_to(successor_id), act)
        await drop_template(world, template.id, act)


async def drop_template(world: World, template_id: str, act: Act) -> None:
    def decide(template: Template) -> None:
        template.listed = 0

    await world.templates.change(template_id, decide, act)
