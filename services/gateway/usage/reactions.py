"""Facts of meetings and papers, as contributions to the usage figures."""

from typing import Any

from services.gateway.usage.model import Measure
from services.gateway.usage.store import Contributions
from shared.clock import to_text
from shared.events.documents import DocumentReleased, SittingEnded
from shared.events.envelope import Event, Fact
from shared.events.meeting import (
    InvitationAnswered,
    MeetingCalled,
    MeetingChanged,
    MeetingHeld,
    MeetingPostponed,
)
from shared.reactions import Handler
from shared.words import Reply


class UsageReactions:
    def __init__(self, contributions: Contributions) -> None:
        self._contributions = contributions

    def handlers(self) -> dict[type[Fact], Handler]:
        return {
            **dict.fromkeys((MeetingCalled, MeetingChanged, MeetingPostponed, MeetingHeld), self._meeting),
            InvitationAnswered: self._answer,
            DocumentReleased: self._paper,
            SittingEnded: self._pages,
        }

    async def _meeting(self, fact: Any, event: Event) -> None:
        meeting = fact.meeting
        kept = {
            "count": int(meeting.called_at is not None),
            "organisation_id": meeting.organisation_id,
            "day": to_text(meeting.starts_at)[:10],
            "mode": meeting.mode.value,
        }
        await self._contributions.put(event, meeting.id, Measure.MEETINGS_CALLED, lambda _: kept)

    async def _answer(self, fact: InvitationAnswered, event: Event) -> None:
        """An answer that was changed is one answer."""
        given = int(fact.participation.reply is not Reply.PENDING)
        await self._contributions.put(
            event,
            fact.participation.meeting_id,
            Measure.ANSWERS_GIVEN,
            lambda before: {"count": max(given, before["count"])},
        )

    async def _paper(self, fact: DocumentReleased, event: Event) -> None:
        """A paper counts once, however many versions of it are released."""
        await self._contributions.put(event, fact.document.meeting_id, Measure.PAPERS_RELEASED, lambda _: {"count": 1})

    async def _pages(self, fact: SittingEnded, event: Event) -> None:
        """A page seen in two sittings is read twice."""
        await self._contributions.put(
            event,
            fact.meeting_id,
            Measure.PAGES_READ,
            lambda before: {"count": before["count"] + len(set(fact.pages))},
        )
