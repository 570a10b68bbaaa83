"""A month of a province's use, as Prometheus would have scraped it day by day: OpenMetrics for promtool's backfill.

The facts go through the real projection; only the clock is ours.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from prometheus_client.openmetrics.exposition import generate_latest
from prometheus_client.registry import CollectorRegistry

from services.gateway.usage.cells import Cells
from services.gateway.usage.gauges import UsageCollector
from services.gateway.usage.rebuild import Replay
from tests.factories.usage import CALENDAR, Story, busy

DAYS = 40
UNITS = {"tinh": "province", "so": "province", "xa": "commune"}
MODES, KINDS = ("in_person", "online", "hybrid"), ("advisory", "work_resolving", "review")


def story_until(today: datetime) -> Story:
    """A meeting of each unit on each working day."""
    story = Story()
    for unit, level in UNITS.items():
        path = ("tinh",) if unit == "tinh" else ("tinh", unit)
        story.organisation(*path, levels=((level, "2000-01-01"),), at="2020-01-01T00:00:00.000000Z")
    for number in range(DAYS + 1):
        day = (today - timedelta(days=DAYS - number)).date()
        for place, unit in enumerate(UNITS):
            setting = {"mode": MODES[(number + place) % 3], "kind": KINDS[number % 3], "organisation_id": unit}
            called = (day - timedelta(days=10)).isoformat()
            busy(story, f"{unit}-{number}", day.isoformat(), called, **setting)
    return story


def openmetrics(today: datetime, job: str, instance: str) -> Iterator[str]:
    """One sample of every series a day, at its end."""
    story = story_until(today)
    lines: dict[str, list[str]] = {}
    for number in range(DAYS):
        end = datetime.combine((today - timedelta(days=DAYS - number)).date(), time(23), UTC)
        for name, labels, value in _scrape(story, end):
            sample = f'{name}{{instance="{instance}",job="{job}",{labels}}} {value} {int(end.timestamp())}'
            lines.setdefault(name, []).append(sample)
    for name, samples in lines.items():
        yield f"# TYPE {name} gauge"
        yield from samples
    yield "# EOF"


def _scrape(story: Story, moment: datetime) -> Iterator[tuple[str, str, str]]:
    replay, cells, collector, registry = Replay(), Cells(), UsageCollector(), CollectorRegistry()
    for event in story.events:
        if event.time <= moment:
            replay.apply(event)
    for row in replay.rows(CALENDAR):
        cells.put(row)
    collector.show(cells.settings, [])
    registry.register(collector)
    for line in generate_latest(registry).decode().splitlines():  # type: ignore[no-untyped-call]
        if not line.startswith("#"):
            name, _, rest = line.partition("{")
            labels, _, value = rest.partition("} ")
            yield name, labels, value
