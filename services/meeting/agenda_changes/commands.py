"""What changed in an agenda for one reader, and telling people that it has."""

from collections.abc import Callable
from dataclasses import dataclass

from services.meeting.access import Seen
from services.meeting.agenda_changes.model import Entry, Json, Said, State, is_beginning, state_now
from services.meeting.world import World
from shared.aggregates import Act
from shared.permissions import Standing
from shared.secrecy import check_secrecy
from shared.words import AgendaSince, Classification


async def note_agenda(world: World, meeting_id: str, note_id: str, note: str, act: Act) -> None:
    """Everybody who was invited hears it; the same id again tells nobody. Raises WrongState, MeetingOver,
    SecretRefused.
    """
    check_secrecy(Classification.NONE, note, about=meeting_id, allowed=world.secrets_allowed)
    await world.meetings.change(meeting_id, lambda meeting: meeting.note_agenda(note_id, note), act)


async def look_at_agenda(world: World, seen: Seen, at: str) -> None:
    """Whoever does not lead begins with the meeting's first call: what a draft said is not his to know."""
    history, meeting_id = world.agenda_history, seen.stored.id
    first_told = "" if seen.leads else await history.first_call(meeting_id) or seen.meeting["called_at"] or at
    await history.look(meeting_id, seen.person_id, max(at, first_told))


@dataclass(frozen=True, slots=True)
class Changes:
    """From `before` to `after` by what was `said`, in order. `since` is when that began; None with no beginning yet.

    `newest` has every item of both as it was last heard of, removed ones too: its audience still holds.
    """

    since: str | None
    before: State
    after: State
    said: list[Entry]
    newest: dict[str, Json]

    def known_until(self, may_read: Callable[[Json], bool]) -> str:
        """Of what the reader may know: a later moment would tell that something hidden happened."""
        known = [one for one in self.said if one.said not in {Said.ITEM, Said.REMOVED} or may_read(one.data)]
        return known[-1].at if known else self.since or ""


async def changes_for(world: World, seen: Seen, since: AgendaSince, looked_at: str | None) -> Changes:
    """Reads as far back as the beginning. Without one, nothing has changed, and all that was said is read once."""
    history, meeting_id = world.agenda_history, seen.stored.id
    until = _told_until(seen)
    later, beginning = await history.since(
        meeting_id,
        lambda entry: (until is None or entry.at <= until) and is_beginning(since, looked_at, entry),
    )
    untold = [entry for entry in later if until is not None and entry.at > until]
    said = later[: len(later) - len(untold)]
    after = await history.rewound(meeting_id, state_now(seen.meeting), untold)
    moment = looked_at if since is AgendaSince.LOOK else beginning.at if beginning else None
    before = await history.rewound(meeting_id, after, said) if moment else after
    last = {entry.about: entry.data for entry in said if entry.said in {Said.ITEM, Said.REMOVED}}
    return Changes(moment, before, after, said, {**last, **after.items})


def _told_until(seen: Seen) -> str | None:
    """A delegate whose substitute has the seat is told nothing later."""
    if Standing.REPLACED not in seen.standings or seen.participation is None:
        return None
    return str(seen.participation["substitution"]["decided_at"])
