"""The cells this process answers from, brought up to the rows every few seconds and off every request and scrape."""

import asyncio
from datetime import datetime

from services.gateway.usage.cells import Cells
from services.gateway.usage.commands import Watermark
from services.gateway.usage.gauges import USAGE, YARDSTICKS
from services.gateway.usage.store import Rows
from services.gateway.yardsticks.model import Yardsticks
from shared.clock import Clock, to_text
from shared.zones import home_day

AGAIN = 5.0  # seconds
BREATHE = 200  # rows between two looks at what else the loop has to do


class Snapshot:
    """`as_of` is None until the first round is through."""

    def __init__(self, rows: Rows, clock: Clock) -> None:
        self.cells = Cells()
        self.as_of: datetime | None = None
        self.yardsticks: dict[str, Yardsticks] = {}
        self._rows = rows
        self._clock = clock
        self._watermark = Watermark(clock)

    async def run(self) -> None:
        """For ever; the first round takes in everything there is."""
        while True:
            await self.refresh()
            await asyncio.sleep(AGAIN)

    async def refresh(self) -> None:
        now, count = self._clock.now(), 0
        async for row in self._rows.changed_since(self._watermark.since):
            self._watermark.saw(row["changed_at"])
            if self.cells.rows.get(row["meeting_id"]) != row:
                self.cells.put(row)
                count += 1
                if count % BREATHE == 0:
                    await asyncio.sleep(0)
        self.yardsticks = await self._rows.yardsticks()
        self.as_of = now
        USAGE.show(self.cells.settings, self.cells.groups(to_text(now)))
        YARDSTICKS.show(self.cells, self.yardsticks, home_day(now))
