"""What the meeting service does about facts: its own and those of others."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from services.meeting.meetings.model import MeetingOver
from services.meeting.participants.commands import add_participant, begin_attendance
from services.meeting.participants.model import PersonUnknown
from services.meeting.patterns.commands import hand_templates_on
from services.meeting.room_calendars.commands import settle_booking, settle_room
from services.meeting.sites.commands import close_sites, vacate_site
from services.meeting.substitutes.commands import return_seat, seat_substitute
from services.meeting.world import World
from shared.aggregates import Act
from shared.events import documents, gateway, meeting
from shared.events.envelope import Event, Fact
from shared.events.gateway import OrganisationChanged
from shared.events.meeting import (
    BookingSettled,
    MeetingCalled,
    MeetingCancelled,
    MeetingChanged,
    MeetingCreated,
    MeetingHeld,
    MeetingPostponed,
    ParticipantRemoved,
    SiteRemoved,
    SubstituteAgreed,
)
from shared.ids import participation_id
from shared.reactions import Handler, Pace, Reactions
from shared.words import ParticipantRole

Consequence = Callable[[World, Any, Act], Awaitable[None]]


def reactions(world: World) -> tuple[Reactions, ...]:
    """Copies of others' facts, the diary, and what follows from a meeting's own: groups that go at their pace."""
    consequences: dict[type[Fact], Consequence] = {
        MeetingCreated: _seat_chair,
        MeetingChanged: _follow_change,
        MeetingHeld: _note_attendance,
        SubstituteAgreed: _seat_substitute,
        ParticipantRemoved: _return_seat,
        SiteRemoved: _vacate_site,
    }
    bookings: dict[type[Fact], Consequence] = {
        MeetingCreated: _settle_room,
        MeetingChanged: _settle_room,
        MeetingCalled: _settle_room,
        MeetingPostponed: _settle_room,
        MeetingCancelled: _settle_room,
        BookingSettled: _settle_booking,
    }
    rooms = {kind: _in(world, consequence) for kind, consequence in bookings.items()}
    own = {kind: _in(world, consequence) for kind, consequence in consequences.items()}
    return (
        _group(world, "directory", [gateway.SOURCE], _directory(world)),
        _group(world, "papers", [documents.SOURCE], world.releases.handlers()),
        _group(world, "diary", [meeting.SOURCE], world.diary.handlers(), pace=Pace.SOON),
        _group(world, "agenda_entries", [meeting.SOURCE], world.agenda_history.handlers(), pace=Pace.SOON),
        _group(world, "participants", [meeting.SOURCE], own),
        _group(world, "rooms", [meeting.SOURCE], rooms),
    )


def _directory(world: World) -> dict[type[Fact], Handler]:
    """The copies; and what a body that ended leaves to its successors."""
    handlers = world.directory.handlers()
    copy = handlers[OrganisationChanged]

    async def change(fact: OrganisationChanged, event: Event) -> None:
        await copy(fact, event)
        await hand_templates_on(world, fact.organisation, Act.after(event))

    return handlers | {OrganisationChanged: change}


def _group(
    world: World, name: str, topics: list[str], handlers: dict[type[Fact], Handler], *, pace: Pace = Pace.AT_ONCE
) -> Reactions:
    return Reactions("meeting", name, topics, world.store, world.clock, handlers, pace=pace)


def _in(world: World, consequence: Consequence) -> Handler:
    async def handle(fact: Any, event: Event) -> None:
        act = Act.after(event)
        await consequence(world, fact, act)

    return handle


async def _seat_chair(world: World, fact: Any, act: Act) -> None:
    """The chair takes part with a vote; who takes part already keeps his part, and a meeting that is over stays."""
    with suppress(MeetingOver, PersonUnknown):
        await add_participant(world, fact.meeting.id, fact.meeting.chair_id, ParticipantRole.DELEGATE, act, again=True)


async def _follow_change(world: World, fact: MeetingChanged, act: Act) -> None:
    await _seat_chair(world, fact, act)
    if "mode" in fact.changed:
        await close_sites(world, fact.meeting.id, act)


async def _note_attendance(world: World, fact: MeetingHeld, act: Act) -> None:
    await begin_attendance(world, fact.meeting.id, fact.attended, act)


async def _seat_substitute(world: World, fact: SubstituteAgreed, act: Act) -> None:
    delegate = fact.participation
    await seat_substitute(
        world, await world.participations.get(participation_id(delegate.meeting_id, delegate.person_id)), act
    )


async def _return_seat(world: World, fact: ParticipantRemoved, act: Act) -> None:
    gone = fact.participation
    await return_seat(world, await world.participations.get(participation_id(gone.meeting_id, gone.person_id)), act)


async def _vacate_site(world: World, fact: SiteRemoved, act: Act) -> None:
    await vacate_site(world, fact.site.id, fact.site.meeting_id, act)


async def _settle_room(world: World, fact: Any, act: Act) -> None:
    await settle_room(world, fact.meeting.id, act)


async def _settle_booking(world: World, fact: BookingSettled, act: Act) -> None:
    await settle_booking(world, fact.booking, act)
