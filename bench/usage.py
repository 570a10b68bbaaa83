"""The usage figures: facts added up, a page of a province's year, and a scrape of everything.

Facts are made by the real event classes once for one meeting, and repeated under other names: a million of them would
take longer to make than to count.
"""

import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from prometheus_client.exposition import generate_latest
from prometheus_client.registry import CollectorRegistry

from bench.rows import Row
from services.gateway.app import build
from services.gateway.organisations.commands import create_organisation
from services.gateway.usage.cells import Cells
from services.gateway.usage.gauges import UsageCollector
from services.gateway.usage.rebuild import Replay
from shared.aggregates import Act
from shared.app import Kit, Service
from shared.clock import SystemClock
from shared.events.envelope import decode, encode
from shared.events.gateway import LevelSince
from shared.ids import derived_id
from tests.factories.installation import Installation, Person, installation
from tests.factories.usage import BUSY, CALENDAR, Story, busy

FACTS, MORE_FACTS = 1_000_000, 5_000_000
MEETINGS, UNITS = 5_000, 150
ROUNDS, READS = 3, 40
TEMPLATE = "m-0000000"


async def rows() -> list[Row]:
    return [*_projection(), await _page(), _scrape()]


def _projection() -> list[Row]:
    """CPU of decoding and adding up ÷ that of decoding and putting into a dictionary.

    With BENCH_MORE_FACTS also five times as many, which takes ten minutes and some gigabytes.
    """
    ours, peer = _cpu(_count, FACTS), _cpu(_put, FACTS)
    figures = {"facts_per_s": round(FACTS / ours), "us_per_fact": round(ours / FACTS * 1e6, 1)}
    speed = Row(f"usage: {FACTS} facts, speed ÷ decoding into a dictionary", peer / ours, 0.3, figures=figures)
    if not os.environ.get("BENCH_MORE_FACTS"):
        return [speed]
    exponent = math.log(_cpu(_count, MORE_FACTS) / ours) / math.log(MORE_FACTS / FACTS)
    return [speed, Row(f"usage: growth from {FACTS} to {MORE_FACTS} facts, exponent", exponent, 1.05, at_least=False)]


def _cpu(work: Any, facts: int) -> float:
    begun = time.process_time()
    work(_facts(facts))
    return time.process_time() - begun


def _count(facts: Iterator[bytes]) -> None:
    replay = Replay()
    for encoded in facts:
        replay.apply(decode(encoded))
    total = sum(1 for _ in replay.rows(CALENDAR))
    assert total


def _put(facts: Iterator[bytes]) -> None:
    heard: dict[str, Any] = {}
    for encoded in facts:
        event = decode(encoded)
        heard[event.subject] = event.data
    assert heard


def _facts(count: int) -> Iterator[bytes]:
    story = Story()
    busy(story, TEMPLATE)
    texts = [encode(event).decode() for event in story.events]
    seats = {derived_id("participation", TEMPLATE, person) for person in ("an", "binh", "chi")}
    number = made = 0
    while made < count:
        number += 1
        for text in texts[: count - made]:
            named = text.replace(TEMPLATE, f"m-{number:07}")
            for seat in seats:
                named = named.replace(seat, f"{number:07}{seat[7:]}")
            yield named.encode()
        made += len(texts)


async def _page() -> Row:
    """Over HTTP, in turn; the client's own time is in both."""
    with tempfile.TemporaryDirectory() as temporary:
        async with installation(Path(temporary), _gateway) as hop:
            await _fill(hop)
            reader = hop.person("leader", ("leader", "tinh"))
            year, month = "?from=2025-01-01&to=2025-12-31", "?from=2025-06-01&to=2025-06-30"
            times = [(await _median(reader, year), await _median(reader, month)) for _ in range(ROUNDS)]
    ratio = statistics.median(one / other for one, other in times[1:])
    figures = {"year_ms": round(times[-1][0] * 1000, 2), "month_ms": round(times[-1][1] * 1000, 2)}
    name = f"usage: page of a year ({MEETINGS} meetings, {UNITS} units) ÷ of a month"
    return Row(name, ratio, 1.3, at_least=False, figures=figures)


async def _median(reader: Person, query: str) -> float:
    taken = []
    for _ in range(READS):
        begun = time.perf_counter()
        found = await reader.get(f"/api/usage{query}")
        taken.append(time.perf_counter() - begun)
        assert found["figures"]["meetings_called"]
    return statistics.median(taken)


async def _fill(hop: Installation) -> None:
    world, act = hop.services[0].world, Act(SystemClock().now())
    level = LevelSince(level="province", since=date(2000, 1, 1))
    await create_organisation(world, "tinh", "Tỉnh", "Tỉnh", None, level, act)
    for number in range(UNITS):
        await create_organisation(world, f"u{number}", f"Đơn vị {number}", f"ĐV {number}", "tinh", level, act)
    for row in _rows(MEETINGS, UNITS):
        world.usage.snapshot.cells.put(row)


def _rows(meetings: int, units: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)
    for number in range(meetings):
        unit = f"u{number % units}"
        yield {
            "meeting_id": f"m{number}",
            "organisation_id": unit,
            "day": (date(2025, 1, 1) + timedelta(days=chance.randrange(365))).isoformat(),
            "path": ["tinh", unit],
            "level": chance.choice(["province", "commune"]),
            "mode": chance.choice(["in_person", "online", "hybrid"]),
            "kind": chance.choice(["advisory", "work_resolving", "review", "briefing"]),
            "figures": BUSY,
            "withheld": {},
            "withheld_people": [],
            "told_at": "",
            "told_month": "",
            "told_path": [],
        }


def _scrape() -> Row:
    """Processor time of writing all samples, and how many they are: they do not grow with organisations."""
    (_, few_samples), (many, many_samples) = _told(10), _told(1000)
    figures = {"many_ms": round(many * 1000, 2), "samples": many_samples, "samples_of_few": few_samples}
    return Row("usage: scrape at 1000 organisations ÷ at 10", many_samples / few_samples, 1.05, False, figures)


def _told(units: int) -> tuple[float, int]:
    cells, collector, registry = Cells(), UsageCollector(), CollectorRegistry()
    for row in _rows(MEETINGS, units):
        cells.put(row)
    collector.show(cells.settings, [])
    registry.register(collector)
    begun = time.process_time()
    text = generate_latest(registry)
    taken = time.process_time() - begun
    return taken, sum(not line.startswith(b"#") for line in text.splitlines())


def _gateway(kit: Kit) -> Service:
    return build(kit).service
