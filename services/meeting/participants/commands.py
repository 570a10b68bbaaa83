"""What is done to those who take part."""

from collections.abc import Callable
from typing import Any

from services.meeting.meetings.model import Meeting, MeetingOver
from services.meeting.participants.model import AlreadyTakesPart, ChairTakesPart, Participation, PersonUnknown
from services.meeting.world import World
from shared.aggregates import Act
from shared.ids import derived_id, participation_id
from shared.membership import has_seat
from shared.problems import Conflict, NotFound
from shared.store.port import Document, every
from shared.words import ParticipantRole, Reply


async def add_participant(
    world: World, meeting_id: str, person_id: str, role: ParticipantRole, act: Act, *, again: bool = False
) -> None:
    """`again` makes it no error that the person takes part already. Raises PersonUnknown, MeetingOver."""
    person = await world.directory.people.get(person_id)
    if person is None or not person["active"]:
        raise PersonUnknown
    await check_open(world, meeting_id)
    try:
        await seat_person(world, meeting_id, person_id, lambda one: one.join(role), act)
    except AlreadyTakesPart:
        if not again:
            raise


async def seat_person(
    world: World, meeting_id: str, person_id: str, join: Callable[[Participation], None], act: Act
) -> None:
    """Whoever was taken out before comes back to his old place. Raises what `join` raises, Conflict."""
    aggregate_id = participation_id(meeting_id, person_id)
    participation = await world.participations.look_up(aggregate_id) or Participation(
        id=aggregate_id, meeting_id=meeting_id, person_id=person_id, role=ParticipantRole.DELEGATE
    )
    join(participation)
    if participation.version:
        await world.participations.save(participation, act)
    else:
        await world.participations.add(participation, act)


async def add_people(
    world: World, job_id: str, meeting_id: str, people: list[dict[str, Any]], act: Act, fingerprint: str
) -> Document:
    """Invites them, and names in the job those who take part already or stand in an earlier row. Raises KeyReused.

    Settled before the job begins: a row that runs again finds the person there by its own doing.
    """
    ids = [participation_id(meeting_id, row["person_id"]) for row in people]
    stored = await world.store.get_many(world.participations.collection, ids)
    there = {one.id for one in stored.values() if not one.body["removed"]}
    rows = []
    for one, row in zip(ids, people, strict=True):
        rows.append(row | {"there": one in there})
        there.add(one)
    return await invite_people(world, job_id, meeting_id, rows, act, fingerprint)


async def invite_people(
    world: World, job_id: str, meeting_id: str, people: list[dict[str, Any]], act: Act, fingerprint: str
) -> Document:
    """A job with one row per person; rows of those who take part already are passed over. Raises KeyReused."""
    return await world.jobs.begin(job_id, "participants", {"meeting_id": meeting_id}, people, act, fingerprint)


async def invite_row(world: World, about: Document, row: Document, act: Act) -> None:
    """A row that meets a simultaneous one for the same person is the same invitation: it passes.

    `there`: it was known before that the person takes part. `site_id` is where he does, the site being there or not
    yet.
    """
    if row.get("there"):
        raise AlreadyTakesPart
    role = ParticipantRole(row["role"])
    try:
        await add_participant(world, about["meeting_id"], row["person_id"], role, act, again=True)
    except Conflict as conflict:
        if isinstance(conflict, MeetingOver):
            raise
        await add_participant(world, about["meeting_id"], row["person_id"], role, act, again=True)
    if site_id := row.get("site_id"):
        await _change(world, about["meeting_id"], row["person_id"], lambda one: one.assign_site(site_id), act)


async def change_role(world: World, meeting_id: str, person_id: str, role: ParticipantRole, act: Act) -> None:
    await check_open(world, meeting_id)
    await _change(world, meeting_id, person_id, lambda participation: participation.change_role(role), act)


async def remove_participant(world: World, meeting_id: str, person_id: str, act: Act) -> None:
    meeting = await check_open(world, meeting_id)
    if meeting.chair_id == person_id:
        raise ChairTakesPart
    await _change(world, meeting_id, person_id, lambda participation: participation.leave(), act)


async def answer_invitation(
    world: World, meeting_id: str, person_id: str, reply: Reply, reason: str | None, act: Act
) -> None:
    """Of somebody who telephoned when `act` is another person's: that one is kept as who entered it."""
    await check_called(world, meeting_id)
    by = None if act.actor_id == person_id else act.actor_id
    await _change(world, meeting_id, person_id, lambda one: one.answer(reply, reason, act.at, by), act)


async def begin_attendance(world: World, meeting_id: str, attended: tuple[str, ...], act: Act) -> Document:
    """Says of everybody who takes part whether he was there, in one job per meeting."""
    present = set(attended)
    rows = [
        {"person_id": stored.body["person_id"], "attended": stored.body["person_id"] in present}
        async for stored in every(world.store, world.participations.collection, "by_meeting", meeting_id)
        if has_seat(stored.body)
    ]
    job_id = derived_id("attendance", meeting_id)
    return await world.jobs.begin(job_id, "attendance", {"meeting_id": meeting_id}, rows, act)


async def attendance_row(world: World, about: Document, row: Document, act: Act) -> None:
    await _change(
        world,
        about["meeting_id"],
        row["person_id"],
        lambda participation: participation.record_attendance(row["attended"]),
        act,
    )


async def _change(world: World, meeting_id: str, person_id: str, decide: Any, act: Act) -> None:
    await world.participations.change(participation_id(meeting_id, person_id), decide, act)


async def check_open(world: World, meeting_id: str) -> Meeting:
    """Raises MeetingOver."""
    meeting = await world.meetings.get(meeting_id)
    meeting.check_open()
    return meeting


async def check_called(world: World, meeting_id: str) -> Meeting:
    """Raises MeetingOver, NotFound before anybody was invited."""
    meeting = await check_open(world, meeting_id)
    if meeting.called_at is None:
        raise NotFound
    return meeting


async def get_participation(world: World, meeting_id: str, person_id: str) -> Participation:
    """Raises NotFound."""
    return await world.participations.get(participation_id(meeting_id, person_id))
