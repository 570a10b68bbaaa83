"""What is done to a meeting: each loads, decides, saves."""

from datetime import datetime
from typing import Any

from services.meeting.meetings.bodies import check_body, check_heir
from services.meeting.meetings.model import Handover, Meeting
from services.meeting.world import World
from shared.aggregates import Act
from shared.events.meeting import Held
from shared.problems import Invalid, Said
from shared.secrecy import check_secrecy
from shared.words import Classification, MeetingState


class PeopleUnknown(Invalid):
    code = "people-unknown"
    title = Said("Có người không có trong danh bạ", "Some people are not in the directory")
    advice = Said("Hãy chọn lại người trong danh bạ.", "Choose people from the directory.")


async def create_meeting(world: World, meeting: Meeting, act: Act) -> Meeting:
    """Raises SecretRefused, OrganisationEnded, PeopleUnknown, what Meeting.create raises."""
    _check_names(world, meeting.classification, meeting.id, meeting.title, meeting.place, meeting.urgent_reason or "")
    await check_body(world, meeting.organisation_id, meeting.begins_there)
    await _check_people(world, [meeting.chair_id, *meeting.secretary_ids])
    meeting.create()
    return await world.meetings.add(meeting, act)


async def change_meeting(world: World, meeting_id: str, fields: dict[str, Any], act: Act) -> Meeting:
    """Raises SecretRefused, PeopleUnknown, NotItsSuccessor, Conflict, what Meeting.change raises."""
    meeting = await world.meetings.get(meeting_id)
    await check_heir(world, meeting.organisation_id, fields.get("organisation_id", meeting.organisation_id))
    await check_fields(world, meeting, fields)
    meeting.change(fields, act.at)
    return await world.meetings.save(meeting, act)


async def check_fields(world: World, meeting: Meeting, fields: dict[str, Any]) -> None:
    """Raises SecretRefused, PeopleUnknown."""
    names = [fields.get(name) or "" for name in ("title", "place", "urgent_reason")]
    _check_names(world, fields.get("classification", meeting.classification), meeting.id, *names)
    chair = [fields["chair_id"]] if "chair_id" in fields else []
    await _check_people(world, [*chair, *fields.get("secretary_ids", [])])


async def hand_over(world: World, meeting_id: str, person_id: str, note: str, act: Act) -> Meeting:
    """From whoever acts. Raises PeopleUnknown, SecretRefused, HandedToOneself, MeetingOver."""
    _check_names(world, Classification.NONE, meeting_id, note)
    await _check_people(world, [person_id])
    handover = Handover(from_id=act.actor_id or "", to_id=person_id, note=note, at=act.at)
    return await world.meetings.change(meeting_id, lambda meeting: meeting.hand_over(handover), act)


async def call_meeting(
    world: World, meeting_id: str, starts_at: datetime | None, ends_at: datetime | None, act: Act
) -> Meeting:
    """Raises OrganisationEnded, what Meeting.call raises. One that is called already stays so, whatever its body is."""
    meeting = await world.meetings.get(meeting_id)
    if meeting.state is not MeetingState.CALLED:
        meeting.starts_at = starts_at or meeting.starts_at
        await check_body(world, meeting.organisation_id, meeting.begins_there)
    return await world.meetings.change(meeting_id, lambda meeting: meeting.call(act.at, starts_at, ends_at), act)


async def postpone_meeting(world: World, meeting_id: str, reason: str, act: Act) -> Meeting:
    _check_names(world, Classification.NONE, meeting_id, reason)
    return await world.meetings.change(meeting_id, lambda meeting: meeting.postpone(reason), act)


async def cancel_meeting(world: World, meeting_id: str, reason: str, act: Act) -> Meeting:
    _check_names(world, Classification.NONE, meeting_id, reason)
    return await world.meetings.change(meeting_id, lambda meeting: meeting.cancel(reason), act)


async def record_meeting(world: World, meeting_id: str, held: Held, attended: list[str], act: Act) -> Meeting:
    """Who attended follows from the fact, person by person."""
    _check_names(world, Classification.NONE, meeting_id, held.reason or "")
    return await world.meetings.change(
        meeting_id, lambda meeting: meeting.record_held(held, tuple(attended), act.at), act
    )


def _check_names(world: World, classification: Classification, about: str, *names: str) -> None:
    check_secrecy(classification, *names, about=about, allowed=world.secrets_allowed)


async def _check_people(world: World, person_ids: list[str]) -> None:
    """Raises PeopleUnknown."""
    active = await world.directory.active_among(person_ids)
    if missing := [person_id for person_id in person_ids if person_id not in active]:
        raise PeopleUnknown(people=missing)
