"""What the service does by itself, for ever; an engine that is away is waited for."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from services.documents.books.commands import bind_next
from services.documents.checking.commands import check_next, sweep_workspaces
from services.documents.checking.queue import measure_queue
from services.documents.claims.commands import sweep
from services.documents.readings.commands import end_silent_sittings
from services.documents.releases.commands import finish_recalls
from services.documents.world import World
from shared.groups import task_group
from shared.objects.port import ObjectsAway
from shared.store.port import StoreAway

log = structlog.get_logger()

Work = Callable[[World], Awaitable[None]]
LOOK_AGAIN = 2.0  # seconds; a lease of a process that ended runs out unannounced


async def check_versions(world: World) -> None:
    """As many side by side as the setting allows."""
    async with task_group() as group:
        for _ in range(world.settings.check_concurrency):
            group.create_task(_check_for_ever(world))


async def _check_for_ever(world: World) -> None:
    while True:
        world.arrived.clear()
        try:
            if await check_next(world):
                continue
        except StoreAway:
            log.warning("store away, checking waits")
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await world.arrived.wait()
        except TimeoutError:
            continue


async def bind_books(world: World) -> None:
    """One at a time."""
    while True:
        world.ordered.clear()
        try:
            if await bind_next(world):
                continue
        except (StoreAway, ObjectsAway) as error:
            log.warning("engine away, binding waits", reason=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await world.ordered.wait()


def every(seconds: float, work: Work, world: World) -> Callable[[], Awaitable[None]]:
    """A loop that works at once, and again so long after it was done."""

    async def go_on() -> None:
        while True:
            try:
                await work(world)
            except (StoreAway, ObjectsAway) as error:
                log.warning("engine away, work waits", work=work.__name__, reason=type(error).__name__)
            await asyncio.sleep(seconds)

    return go_on


Loops = dict[str, Callable[[], Awaitable[None]]]


def loops(world: World) -> Loops:
    async def look(world: World) -> None:
        await world.trust.look()

    return {
        "queue": every(15, measure_queue, world),
        "jobs": world.jobs.run,
        "recalls": every(5, finish_recalls, world),
        "claims": every(60, sweep, world),
        "sittings": every(60, end_silent_sittings, world),
        "trust": every(15, look, world),
    }


def checking_loops(world: World) -> Loops:
    """Of the process that opens papers: the service's own, or one beside it."""

    async def check() -> None:
        await check_versions(world)

    async def bind() -> None:
        await bind_books(world)

    return {"check": check, "books": bind, "workspaces": every(60, sweep_workspaces, world)}
