from datetime import datetime

from services.notify.quiet_hours.model import QuietHours, Span
from services.notify.world import World
from shared.aggregates import Act
from shared.store.port import Document


async def own_choice(world: World, person_id: str) -> QuietHours | None:
    chosen = await world.quiet_hours.look_up(person_id)
    return None if chosen is None or chosen.withdrawn else chosen


async def usual_span(world: World, person_id: str) -> Span | None:
    """As his body, or one above it, has decided; else the installation's."""
    person = await world.directory.people.get(person_id)
    decided = await world.directory.house_rule(person["organisation_id"], "quiet_hours") if person else None
    return Span.of(decided.model_dump()) if decided else world.usual_quiet_hours


async def choose_span(world: World, person_id: str, span: Span | None, act: Act) -> None:
    await world.quiet_hours.add(QuietHours(id=person_id, chosen_at=act.at), act)
    await world.quiet_hours.change(person_id, lambda one: one.choose(span, act.at), act)


async def follow_usual(world: World, person_id: str, act: Act) -> None:
    if await own_choice(world, person_id):
        await world.quiet_hours.change(person_id, QuietHours.withdraw, act)


async def night_until(world: World, person_id: str) -> datetime | None:
    """When his quiet hours are over; None outside them."""
    own = await own_choice(world, person_id)
    span = own.span if own else await usual_span(world, person_id)
    return span.over_at(world.clock.now()) if span else None


async def quiet_until(world: World, person_id: str, meeting: Document | None) -> datetime | None:
    """Until when a message about the meeting waits; None for now. It does not wait past the meeting's begin."""
    over_at = await night_until(world, person_id)
    if over_at is None or meeting is None or datetime.fromisoformat(meeting["starts_at"]) <= over_at:
        return None
    return over_at
