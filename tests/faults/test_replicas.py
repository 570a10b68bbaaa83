"""Two of each service: they share the work, and are replaced one after the other while streams stay open."""

import asyncio
import os
import random
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import AsyncExitStack
from math import ceil
from pathlib import Path

import pytest

from tests.backends.accounts import SERVICES
from tests.backends.cluster import ENDS_WITHIN, Cluster
from tests.backends.server import Server
from tests.factories.tablet import Stream, following, soon
from tests.faults.history import reconcile
from tests.faults.letters import Letters
from tests.faults.load import load
from tests.faults.office import Office
from tests.faults.test_engines_away import add_item

STREAMS = int(os.environ.get("STREAMS", "200"))
STREAMS_EACH = 4  # the most one person may have
WORK = 60  # requests
FREE = 10  # wrong passwords of one address for one person; one more is forgotten each minute


def items_of(stream: Stream) -> list[str]:
    return [fact["id"] for fact in stream.facts if fact["kind"] == "agenda_item"]


@pytest.fixture(scope="module")
def second(hop: Cluster) -> Iterator[dict[str, Server]]:
    """The other replica of each service, behind the same door."""
    replicas = {name: hop.another(name) for name in SERVICES}
    try:
        for replica in replicas.values():
            replica.launch()
        for replica in replicas.values():
            replica.wait()
        yield replicas
    finally:
        for replica in replicas.values():
            replica.stop(ENDS_WITHIN)


async def test_two_of_each_keep_the_order_and_tell_everything_once(
    office: Office, second: dict[str, Server], chance: random.Random, post: Letters, tmp_path: Path
) -> None:
    async with load(office, chance, "hai") as told:
        await told.further(WORK)
    await reconcile(office, told, post, tmp_path)


async def test_two_gateways_count_wrong_passwords_together(office: Office, second: dict[str, Server]) -> None:
    answers: Tally[int] = Tally()
    body = {"name": "chutri", "password": "không phải mật khẩu"}
    while not answers[429]:
        status, _ = await office.tablet().ask_once("POST", "/api/sessions", body)
        answers[status] += 1
        assert answers.total() < 2 * FREE, answers


async def test_services_replaced_one_by_one_lose_no_stream_and_repeat_no_fact(
    office: Office, second: dict[str, Server]
) -> None:
    secretary = await office.of("thuky")
    listeners = await office.listeners(ceil(STREAMS / STREAMS_EACH))
    meeting = await office.call_meeting(secretary, "Họp giữa lúc nâng cấp", list(listeners))
    for listener in listeners.values():
        await listener.until_invited(meeting)
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(following(listener))
            for listener in listeners.values()
            for _ in range(STREAMS_EACH)
        ]
        added: list[str] = []
        for name in SERVICES:
            for replica in (office.hop.services[name], second[name]):
                added.append(await add_item(secretary, meeting, f"Nội dung {len(added)}"))
                await asyncio.to_thread(replica.stop, ENDS_WITHIN)
                added.append(await add_item(secretary, meeting, f"Nội dung {len(added)}"))
                await asyncio.to_thread(replica.start)
        for stream in streams:
            await soon(lambda stream=stream: set(added) <= set(items_of(stream)), "a stream missed a fact")
            assert Tally(items_of(stream)) == Tally(added), "a fact was repeated"
        assert max(stream.connections for stream in streams) > 1, "no stream was ended: nothing was tried"
