"""What a process feels of itself: how late its event loop is, and what its groups had to put aside."""

import asyncio
import gc
from collections.abc import Sequence
from itertools import count

from shared.metrics import Gauge, Histogram
from shared.reactions import Reactions

# What waits in the loop before somebody's turn comes; a tenth of a second is felt.
LAG = Histogram(
    "hop_event_loop_lag_seconds",
    "How much later than asked for the event loop came back.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
PARKED = Gauge("hop_events_parked", "Facts put aside until they are replayed; 500 stands for more.", ["group"])

EVERY = 1.0  # seconds
COUNTED_EVERY = 15  # rounds


def settle_memory() -> None:
    """Once all is built: what is there now stays, so the garbage collector need not look through it again.

    It holds the loop while it does, a tenth of a second each time with the modules of the whole product loaded.
    """
    gc.collect()
    gc.freeze()


async def watch(groups: Sequence[Reactions]) -> None:
    """For ever. Raises StoreAway."""
    loop = asyncio.get_running_loop()
    for round_ in count():
        if round_ % COUNTED_EVERY == 0:
            for group in groups:
                PARKED.labels(group.group).set(await group.count_parked())
        begun = loop.time()
        await asyncio.sleep(EVERY)
        LAG.observe(max(0.0, loop.time() - begun - EVERY))
