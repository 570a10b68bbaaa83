"""The usage figures on the cluster's engines: heard from Kafka, kept in the store, rebuilt; the same as in memory, and
as counted again from the log."""

import asyncio
from contextlib import suppress

from services.gateway.usage.commands import Settling
from services.gateway.usage.reactions import usage_reactions
from services.gateway.usage.rebuild import rebuild
from services.gateway.usage.store import Records, Rows
from shared.backends import Backends
from shared.clock import SystemClock, to_text
from shared.zones import all_zones
from tests.factories.installation import until
from tests.factories.month import month
from tests.factories.saying import save_events
from tests.factories.usage import CALENDAR
from tests.integration.gateway.recount import recount


async def test_month_gives_the_same_rows_as_in_memory(backends: Backends) -> None:
    await asyncio.to_thread(all_zones)
    story, clock = month(3, meetings=12), SystemClock()
    records, rows = Records(backends.store, clock), Rows(backends.store, clock)
    heard = usage_reactions("gateway", records, backends.store, clock)
    settling = Settling(records, rows, CALENDAR, clock)
    await save_events(backends.store, story.events)
    hearing = asyncio.create_task(heard.run(backends.log))

    async def all_heard() -> bool:
        last = {event.subject: event.sequence for event in story.events}
        return all([await heard.heard(subject, sequence) for subject, sequence in last.items()])

    await until(all_heard, 90)
    hearing.cancel()
    with suppress(asyncio.CancelledError):
        await hearing
    await settling.settle()
    found = {row["meeting_id"]: row async for row in rows.changed_since("")}
    assert {name: row | {"changed_at": ""} for name, row in found.items()} == {
        name: row | {"changed_at": ""} for name, row in story.rows().items()
    }
    log = [event.model_dump(mode="json") | {"time": to_text(event.time)} for event in story.events]
    assert {name: sum(row["figures"].get(name) or 0 for row in found.values()) for name in recount(log)} == recount(log)
    again = await rebuild(backends.store, backends.log, clock, CALENDAR)
    assert (again.rows, again.rows_changed, again.records_changed) == (len(found), 0, 0)
