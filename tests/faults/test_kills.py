"""kill -9 of services and engines at any point: nothing is lost, nobody hears twice."""

import asyncio
import os
import random
from functools import partial
from pathlib import Path

from tests.backends.cluster import Cluster
from tests.backends.server import PATIENCE, Server
from tests.factories.installation import until
from tests.faults.history import reconcile
from tests.faults.letters import Letters
from tests.faults.load import load
from tests.faults.office import Office

POINTS = int(os.environ.get("POINTS", "200"))
WORK_BETWEEN = 12  # requests at most
WORK_AFTER = 20


def victims(hop: Cluster) -> list[Server]:
    return [*hop.services.values(), *(hop.engines.servers[name] for name in ("store", "events", "objects"))]


async def kill_and_start(server: Server) -> None:
    """As Kubernetes would: started again at once, and waited for by nobody."""
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.launch)


async def start_what_ended(hop: Cluster) -> None:
    """A service that gave up, because the store was away for a minute or a loop died, is started again."""
    for server in victims(hop):
        if server.ended:
            await asyncio.to_thread(server.launch)


async def all_answer(hop: Cluster) -> bool:
    """One that gave up lets its requests go before it ends: whoever ended since the last look is started again."""
    await start_what_ended(hop)
    return all([await asyncio.to_thread(server.answers) for server in victims(hop)])


async def test_killed_at_any_point_nothing_is_lost_and_nothing_happens_twice(
    office: Office, chance: random.Random, post: Letters, tmp_path: Path
) -> None:
    hop = office.hop
    async with load(office, chance, "k") as told:
        await told.further(WORK_AFTER)
        for _ in range(POINTS):
            await told.further(chance.randrange(1, WORK_BETWEEN))
            await start_what_ended(hop)
            await kill_and_start(chance.choice(victims(hop)))
        await until(partial(all_answer, hop), PATIENCE)
        await told.further(WORK_AFTER)
    assert told.called, "nobody could work at all"
    history = await reconcile(office, told, post, tmp_path)
    print(f"{POINTS} kills, {told.asked} requests, {len(told.meetings)} meetings, {len(history.facts)} facts")
