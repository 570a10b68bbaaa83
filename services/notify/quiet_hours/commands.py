from datetime import datetime

from services.notify.quiet_hours.model import QuietHours, Span
from services.notify.world import World
from shared.aggregates import Act
from shared.store.port import Document


async def span_of(world: World, person_id: str) -> Span | None:
    """His own choice, else the installation's."""
    chosen = await world.quiet_hours.look_up(person_id)
    return chosen.span if chosen else world.usual_quiet_hours


async def choose_span(world: World, person_id: str, span: Span | None, act: Act) -> None:
    await world.quiet_hours.add(QuietHours(id=person_id, chosen_at=act.at), act)
    await world.quiet_hours.change(person_id, lambda one: one.choose(span, act.at), act)


async def night_until(world: World, person_id: str) -> datetime | None:
    """When his quiet hours are over; None outside them."""
    span = await span_of(world, person_id)
    return span.over_at(world.clock.now()) if span else None


async def quiet_until(world: World, person_id: str, meeting: Document | None) -> datetime | None:
    """Until when a message about the meeting waits; None for now. It does not wait past the meeting's begin."""
    over_at = await night_until(world, person_id)
    if over_at is None or meeting is None or datetime.fromisoformat(meeting["starts_at"]) <= over_at:
        return None
    return over_at
