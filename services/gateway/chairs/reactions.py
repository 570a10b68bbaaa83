"""Hears who chairs meetings, so that a second factor can be asked of them."""

from typing import Any

from services.gateway.chairs.store import OVER, TO_COME, Chairs
from shared.clock import Clock, to_text
from shared.copies import Made
from shared.events import meeting
from shared.events.envelope import Event, Fact
from shared.events.meeting import MeetingFacts
from shared.reactions import Handler, Reactions
from shared.store.port import Store
from shared.words import MeetingState

_OVER = {MeetingState.CANCELLED, MeetingState.CLOSED}


def chair_reactions(chairs: Chairs, store: Store, clock: Clock) -> Reactions:
    return Reactions("gateway", "chairs", [meeting.SOURCE], store, clock, _handlers(chairs), feeds_reads=False)


def chairs_in(store: Store) -> Made:
    chairs = Chairs(store)
    return _handlers(chairs), [chairs]


def _handlers(chairs: Chairs) -> dict[type[Fact], Handler]:
    async def hear(fact: Any, event: Event) -> None:
        facts: MeetingFacts = fact.meeting
        body = {
            "chair_id": facts.chair_id,
            "state": OVER if facts.state in _OVER else TO_COME,
            "ends_at": to_text(facts.ends_at),
        }
        await chairs.apply(event, lambda _: body)

    return dict.fromkeys(meeting.HEADERS, hear)
