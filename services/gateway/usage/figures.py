"""The sums behind /metrics: held in memory per meeting, counted anew for the meetings something was heard about."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

from services.gateway.organisations.model import Organisation
from services.gateway.usage.model import Measure, Setting, setting_of, sum_up
from services.gateway.usage.store import Contributions
from shared.aggregates import Repository
from shared.clock import Clock, to_text
from shared.metrics import Gauge

# level: codes of the levels, or "unknown"; mode: in_person, online, hybrid, or "unknown"
LABELS = ["level", "mode"]
GAUGES = {
    Measure.MEETINGS_CALLED: Gauge("hop_meetings_called", "Meetings called.", LABELS),
    Measure.PAPERS_RELEASED: Gauge("hop_papers_released", "Papers released.", LABELS),
    Measure.PAGES_READ: Gauge("hop_pages_read", "Pages read, each sitting for itself.", LABELS),
    Measure.ANSWERS_GIVEN: Gauge("hop_answers_given", "Invitations answered.", LABELS),
}

AGAIN = 15.0  # seconds
OVERLAP = timedelta(seconds=30)  # between the clocks of replicas, and from the clock's reading to the commit


class Figures:
    def __init__(self, contributions: Contributions, organisations: Repository[Organisation], clock: Clock) -> None:
        self._contributions = contributions
        self._organisations = organisations
        self._clock = clock
        self._since = datetime.min.replace(tzinfo=UTC)
        self._meetings: dict[str, tuple[Setting, Counter[Measure]]] = {}

    async def run(self) -> None:
        """For ever; the first round counts everything there is."""
        while True:
            await self.refresh()
            await asyncio.sleep(AGAIN)

    async def refresh(self) -> None:
        now = self._clock.now()
        changed = {body["meeting_id"] async for body in self._contributions.changed_since(to_text(self._since))}
        for meeting_id in changed:
            self._meetings[meeting_id] = await self._count(meeting_id)
        self._since = now - OVERLAP
        self._show()

    async def _count(self, meeting_id: str) -> tuple[Setting, Counter[Measure]]:
        meeting = await self._contributions.meeting(meeting_id)
        organisation = await self._organisations.look_up(meeting["organisation_id"]) if meeting else None
        setting = setting_of(meeting, organisation.levels if organisation else ())
        return setting, sum_up(await self._contributions.of_meeting(meeting_id))

    def _show(self) -> None:
        totals: dict[Measure, Counter[Setting]] = {measure: Counter() for measure in Measure}
        for setting, sums in self._meetings.values():
            for measure, count in sums.items():
                totals[measure][setting] += count
        for measure, gauge in GAUGES.items():
            gauge.clear()
            for setting, count in totals[measure].items():
                gauge.labels(setting.level, setting.mode).set(count)
