"""What the print desk does: count, strike out, say that all is counted."""

from services.gateway.prints.model import Print, PrintCount
from services.gateway.prints.store import PRINTS
from services.gateway.world import World
from shared.aggregates import Act
from shared.store.port import every


async def count_print(world: World, entry: Print, act: Act) -> Print:
    """Raises PrintBeyondReason."""
    entry.count()
    return await world.prints.add(entry, act)


async def strike_print(world: World, entry: Print, act: Act) -> None:
    await world.prints.change(entry.id, lambda one: one.strike(), act)


async def say_complete(world: World, meeting_id: str, complete: bool, act: Act) -> PrintCount:
    """Nothing more was printed than is entered, or there is more to come. Said again changes nothing."""
    if await world.print_counts.look_up(meeting_id) is None:
        await world.print_counts.add(PrintCount(id=meeting_id), act)

    def decide(count: PrintCount) -> None:
        (count.close if complete else count.reopen)(act.actor_id or "", act.at)

    return await world.print_counts.change(meeting_id, decide, act)


async def prints_of(world: World, meeting_id: str) -> list[Print]:
    """Those that count, oldest first."""
    return [Print.load(stored) async for stored in every(world.prints.store, PRINTS, "by_meeting", meeting_id, 1)]
