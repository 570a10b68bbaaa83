"""How far groups have come, asked of a Kafka that falls silent."""

import asyncio
from typing import cast

import pytest

from shared.log.kafka import positions
from shared.log.kafka.connection import Connection
from shared.log.kafka.positions import Positions


class Nowhere:
    def options(self) -> dict[str, object]:
        return {}


class Silent:
    """A client whose broker answers nothing any more, not even that its connection closes."""

    gone = asyncio.Event()

    async def start(self) -> None:
        raise ConnectionError

    async def close(self) -> None:
        await Silent.gone.wait()


async def test_whoever_asks_a_silent_broker_waits_for_no_connection_to_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "AIOKafkaAdminClient", Silent)
    asked = Positions(cast(Connection, Nowhere()))
    for _ in range(2):
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(asked.left("group", []), 10)
    closing = asyncio.create_task(asked.close())
    assert not (await asyncio.wait([closing], timeout=0.05))[0]
    Silent.gone.set()
    await closing
