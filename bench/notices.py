"""A congress gets thirty papers at once: how long until all of it is heard, and until everybody has been told.

What else happens meanwhile, on the live stream too, waits until the releases are heard, not until people are told.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from bench.rows import Row
from services.notify.app import build
from shared.events import documents
from shared.events.documents import DocumentAdded, DocumentReleased
from shared.events.meeting import ParticipantAdded
from tests.factories.facts import participation_facts
from tests.factories.installation import Installation, installation, until
from tests.integration.notify.conftest import populate
from tests.integration.notify.saying import call, document_facts, draft, say_of_participant

PEOPLE, PAPERS = 1586, 30
AT_ONCE = 50
PATIENCE = 600.0  # seconds


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        async with installation(Path(temporary), build) as hop:
            await _fill(hop)
            begun = time.perf_counter()
            await asyncio.gather(*(_release(hop, f"d{number}") for number in range(PAPERS)))
            heard = time.perf_counter() - begun
            await until(_told(hop), PATIENCE)
            told = time.perf_counter() - begun
    figures = {"heard_s": round(heard, 2), "told_s": round(told, 1), "entries_per_s": round(PEOPLE * PAPERS / told)}
    return [
        Row(f"{PAPERS} papers released at once to {PEOPLE} people: heard ÷ told", heard / told, None, figures=figures)
    ]


async def _fill(hop: Installation) -> None:
    await populate(hop)
    await draft(hop)
    await call(hop)
    waiting = iter(range(PEOPLE))

    async def join(numbers: Iterator[int]) -> None:
        for number in numbers:
            person_id = f"delegate-{number}"
            joined = ParticipantAdded(participation=participation_facts(person_id))
            await say_of_participant(hop, person_id, joined)

    await asyncio.gather(*(join(waiting) for _ in range(AT_ONCE)))
    await hop.settle(PATIENCE)


async def _release(hop: Installation, name: str) -> None:
    """Until it has been heard."""
    added = DocumentAdded(document=document_facts(name, released=False))
    released = DocumentReleased(document=document_facts(name))
    await hop.say(documents.SOURCE, "document", name, added, released, key="m1", seconds=PATIENCE)


def _told(hop: Installation) -> Callable[[], Awaitable[bool]]:
    """Whether the planning of each paper is done."""
    jobs = hop.services[0].world.jobs

    async def all_done() -> bool:
        page = await hop.kit.backends.store.find(jobs.collection, "by_state", "done", limit=PAPERS)
        return len(page.items) == PAPERS

    return all_done
