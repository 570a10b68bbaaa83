"""Reminding people of missing answers and papers, by the secretary; of a meeting that comes near, by itself."""

from datetime import timedelta

from services.meeting.meetings.model import Meeting
from services.meeting.meetings.store import MEETINGS
from services.meeting.world import World
from shared.aggregates import Act
from shared.clock import to_text
from shared.membership import has_seat
from shared.secrecy import check_secrecy
from shared.store.port import every
from shared.words import Classification, Reply


async def remind_unanswered(world: World, meeting_id: str, act: Act) -> int:
    """How many. Whoever waits for the chair's word on a substitute has answered. Raises WrongState, RemindedJustNow."""
    people = world.participations.collection
    waiting = tuple(
        [
            stored.body["person_id"]
            async for stored in every(world.store, people, "by_meeting", meeting_id, limit=200)
            if has_seat(stored.body) and stored.body["reply"] == Reply.PENDING and not _asks(stored.body)
        ]
    )
    await world.meetings.change(meeting_id, lambda meeting: meeting.remind(waiting, act.at), act)
    return len(waiting)


async def ask_for_papers(world: World, meeting_id: str, item_ids: tuple[str, ...], note: str, act: Act) -> int:
    """How many owner units' items. Raises NotFound, OwnerMissing, RemindedJustNow, MeetingOver, SecretRefused."""
    check_secrecy(Classification.NONE, note, about=meeting_id, allowed=world.secrets_allowed)
    asked = 0

    def decide(meeting: Meeting) -> None:
        nonlocal asked
        asked = meeting.ask_for_papers(item_ids, note, act.at)

    await world.meetings.change(meeting_id, decide, act)
    return asked


async def tell_nearness(world: World) -> None:
    """Of every meeting whose time has come."""
    now = world.clock.now()
    until = to_text(now + timedelta(microseconds=1))
    while page := (await world.store.find(MEETINGS, "by_nearness", 1, until=until)).items:
        for stored in page:
            await world.meetings.change(stored.id, lambda meeting: meeting.tell_nearness(now), Act(now))


def _asks(participation: dict[str, object]) -> bool:
    substitution = participation.get("substitution")
    return isinstance(substitution, dict) and substitution["state"] == "requested"
