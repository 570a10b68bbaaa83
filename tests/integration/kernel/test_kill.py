"""kill -9 at any moment: what was acknowledged is there, once, with its fact and its effect; nothing is half done."""

import asyncio
import os
import random
from collections import Counter as Tally
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from shared.aggregates import Act
from shared.backends import Backends, open_backends
from shared.clock import SetClock
from shared.events.envelope import Event
from shared.ids import new_id
from shared.objects.port import NoSuchObject
from shared.settings import Settings
from tests.factories.events import NOON, TOPIC, Listener
from tests.factories.installation import until
from tests.factories.processes import child
from tests.integration.kernel.counters import JOB, NAMES, ROWS, Counter, Counting

KILLS = 3
LINES = 300  # of output; the process is killed after at most so many
LONG_AFTER = timedelta(days=1)


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("SEED", random.randrange(10**9)))
    print(f"SEED={seed} makes the same kills")
    return random.Random(seed)


async def prepare(settings: Settings) -> None:
    async with open_backends(settings) as backends:
        counting = Counting(backends, SetClock(NOON))
        for name in NAMES:
            await counting.counters.add(Counter(id=name), Act(NOON))
        await counting.jobs.begin(JOB, "note", {}, list(range(ROWS)), Act(NOON))


async def run_and_kill(settings: Settings, chance: random.Random, minutes: int, folder: Path) -> list[list[str]]:
    """What the process said it had done."""
    said = []
    async with child("tests.integration.kernel.killed", settings, str(minutes), str(folder)) as victim:
        for _ in range(chance.randrange(1, LINES)):
            said.append((await victim.line()).split())
        victim.process.kill()
        said += [line.split() for line in await victim.rest()]
    return [words for words in said if len(words) == 3]  # the last line may be half written


async def check_counters(backends: Backends, acknowledged: Tally[str]) -> None:
    counting = Counting(backends, SetClock(NOON + LONG_AFTER))
    facts: dict[str, list[Event]] = {}
    for event in await Listener(backends.log, new_id(), [TOPIC]).hear_all():
        facts.setdefault(event.aggregate_id, []).append(event)
    for name in NAMES:
        value = (await counting.counters.get(name)).value
        assert value >= acknowledged[name]
        assert [event.sequence for event in facts.get(name, [])] == list(range(1, value + 1))
        assert [event.data["value"] for event in facts.get(name, [])] == list(range(1, value + 1))


async def check_effects(backends: Backends) -> None:
    counting = Counting(backends, SetClock(NOON + LONG_AFTER))
    running = [asyncio.create_task(counting.reactions.run(backends.log)), asyncio.create_task(counting.jobs.run())]

    async def all_heard() -> bool:
        return await backends.log.behind(counting.reactions.group, [TOPIC]) == 0

    await until(all_heard, 60)
    job = await counting.jobs.finished(JOB, 60)
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for name in NAMES:
        value = (await counting.counters.get(name)).value
        heard = await counting.heard.get(name)
        assert (heard or {"values": []})["values"] == list(range(1, value + 1))
    assert await counting.reactions.parked() == []
    assert job is not None
    assert (job["state"], job["done"], job["refused"]) == ("done", ROWS, [])
    assert await counting.missing_rows() == []


async def check_objects(backends: Backends, said: list[list[str]], folder: Path) -> None:
    """`putting` may have been done or not; `put` was. Either way the object is whole or not there."""
    target = folder / "fetched"
    there = set()
    for key, digest in {(words[1], words[2]) for words in said if words[0] in {"putting", "put"}}:
        with suppress(NoSuchObject):
            await backends.objects.fetch(key, target)
            assert sha256(await asyncio.to_thread(target.read_bytes)).hexdigest() == digest
            there.add(key)
    assert {words[1] for words in said if words[0] == "put"} <= there


@pytest.mark.timeout(300)
async def test_killed_process_loses_nothing_it_acknowledged_and_leaves_nothing_half(
    tmp_path: Path, chance: random.Random
) -> None:
    settings = Settings(data=tmp_path / "data")
    await prepare(settings)
    acknowledged: Tally[str] = Tally()
    for kill in range(KILLS):
        said = await run_and_kill(settings, chance, kill, tmp_path)
        for words in said:
            if words[0] == "counted":
                acknowledged[words[1]] = max(acknowledged[words[1]], int(words[2]))
        async with open_backends(settings) as backends:
            await check_counters(backends, acknowledged)
            await check_objects(backends, said, tmp_path)
    assert sum(acknowledged.values()) > 0
    async with open_backends(settings) as backends:
        await check_effects(backends)
