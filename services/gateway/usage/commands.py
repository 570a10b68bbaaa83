"""Brings rows up to what was heard, and the whole projection anew from the log."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import structlog

from services.gateway.usage.facts import Record
from services.gateway.usage.history import Json, state
from services.gateway.usage.model import row_of
from services.gateway.usage.store import Records, Rows
from shared.clock import Clock, from_text, to_text
from shared.metrics import Counter
from shared.working_days import WorkingCalendar

log = structlog.get_logger()

NOT_COUNTED = Counter("hop_usage_not_counted", "Times a meeting could not be added up; the log names it.")

AGAIN = 2.0  # seconds
REST = 5.0  # times as long as a round took, so that a great meeting's facts do not take the process
OVERLAP = timedelta(seconds=30)  # between the clocks of replicas, and from the clock's reading to the commit


class Watermark:
    """From when on changes are asked for. A clock that steps back takes it back too, so that none is missed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.newest = ""  # times as text; nothing is before it

    @property
    def since(self) -> str:
        if not self.newest:
            return ""
        return to_text(min(self._clock.now(), from_text(self.newest)) - OVERLAP)

    def saw(self, changed_at: str) -> None:
        self.newest = max(self.newest, changed_at)


class Settling:
    """Rows follow records: each meeting something was heard about is added up anew, out of all its records.

    Two replicas may do it side by side: whoever read the older row decides again.
    """

    def __init__(self, records: Records, rows: Rows, calendar: WorkingCalendar, clock: Clock) -> None:
        self._records = records
        self._rows = rows
        self._calendar = calendar
        self._watermark = Watermark(clock)
        self._begun = False
        self._settled: dict[str, int] = {}  # records by id, with the sequence they were settled at

    async def run(self) -> None:
        """For ever; the first round goes on where the process before this one stopped."""
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            await self.settle()
            await asyncio.sleep(max(AGAIN, REST * (loop.time() - begun)))

    async def settle(self) -> None:
        if not self._begun:
            self._watermark.saw(await self._rows.settled_until())
            self._begun = True
        seen: dict[str, int] = {}
        meetings: set[str] = set()
        async for record_id, record in self._records.changed_since(self._watermark.since):
            seen[record_id] = record["_heard"]
            self._watermark.saw(record["changed_at"])
            if self._settled.get(record_id) != record["_heard"]:
                meetings.update([meeting async for meeting in self._concerned(record)])
        await self.settle_meetings(sorted(meetings))
        self._settled = seen
        if meetings:
            await self._rows.note_settled(self._watermark.newest)

    async def settle_meetings(self, meeting_ids: Iterable[str]) -> None:
        for meeting_id in meeting_ids:
            while not await self._settle(meeting_id):
                continue

    async def _concerned(self, record: Json) -> AsyncIterator[str]:
        if record["kind"] == Record.ORGANISATION:
            async for meeting_id in self._rows.meetings_of(state(record["history"])["path"][-1]):
                yield meeting_id
        else:
            yield record["meeting_id"]

    async def _settle(self, meeting_id: str) -> bool:
        before = await self._rows.get(meeting_id)
        records = await self._records.of_meeting(meeting_id)
        own = next((record for record in records if record["kind"] == Record.MEETING), None)
        body = None
        if own:
            body = await self._records.get(f"organisation/{state(own['history'])['organisation_id']}")
        try:
            row = row_of(records, body, self._calendar)
        except Exception:  # one meeting nobody can count must not hold up the others
            log.exception("meeting not counted", meeting_id=meeting_id)
            NOT_COUNTED.inc()
            return True
        return row is None or await self._rows.put(before, row)
