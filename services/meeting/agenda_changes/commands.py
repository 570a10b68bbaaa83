"""Telling people that an agenda has changed."""

from services.meeting.world import World
from shared.aggregates import Act
from shared.secrecy import check_secrecy
from shared.words import Classification


async def note_agenda(world: World, meeting_id: str, note_id: str, note: str, act: Act) -> None:
    """Everybody who was invited hears it; the same id again tells nobody. Raises WrongState, MeetingOver,
    SecretRefused.
    """
    check_secrecy(Classification.NONE, note, about=meeting_id, allowed=world.secrets_allowed)
    await world.meetings.change(meeting_id, lambda meeting: meeting.note_agenda(note_id, note), act)
