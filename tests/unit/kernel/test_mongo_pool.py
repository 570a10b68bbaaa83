"""What MongoDB's driver tells of its connections, as figures."""

import asyncio
from typing import Any

from prometheus_client import REGISTRY
from pymongo.monitoring import (
    ConnectionCheckedInEvent,
    ConnectionCheckedOutEvent,
    ConnectionCheckOutFailedEvent,
    ConnectionCheckOutStartedEvent,
    ConnectionClosedEvent,
    ConnectionCreatedEvent,
)

from shared.settings import Settings
from shared.store.mongo.opening import _client
from shared.store.mongo.pool import Pool

SERVER = ("db", 27017)


def shown() -> tuple[float | None, ...]:
    """In use, idle, waiting."""
    states = [{"db_client_connection_state": state} for state in ("used", "idle")]
    counts = [REGISTRY.get_sample_value("db_client_connection_count", state) for state in states]
    return (*counts, REGISTRY.get_sample_value("db_client_connection_pending_requests"))


def test_connections_are_counted_from_the_first_wait_to_the_end() -> None:
    pool = Pool()
    pool.connection_check_out_started(ConnectionCheckOutStartedEvent(SERVER))
    assert shown() == (0, 0, 1)
    pool.connection_created(ConnectionCreatedEvent(SERVER, 1))
    assert shown() == (0, 1, 1)
    pool.connection_checked_out(ConnectionCheckedOutEvent(SERVER, 1, 0.1))
    assert shown() == (1, 0, 0)
    pool.connection_checked_in(ConnectionCheckedInEvent(SERVER, 1))
    assert shown() == (0, 1, 0)
    pool.connection_closed(ConnectionClosedEvent(SERVER, 1, "idle"))
    assert shown() == (0, 0, 0)


def test_operation_that_got_no_connection_waits_no_more() -> None:
    pool, before = Pool(), REGISTRY.get_sample_value("db_client_connection_timeouts_total") or 0
    pool.connection_check_out_started(ConnectionCheckOutStartedEvent(SERVER))
    pool.connection_check_out_failed(ConnectionCheckOutFailedEvent(SERVER, "timeout", 1.5))
    assert shown() == (0, 0, 0)
    assert REGISTRY.get_sample_value("db_client_connection_timeouts_total") == before + 1


async def test_store_is_opened_with_an_eye_on_its_pool() -> None:
    client = await asyncio.to_thread(_client, Settings(store_url="mongodb://127.0.0.1:1/hop"))
    listeners: list[Any] = list(client.options.event_listeners)
    await client.close()
    assert [type(one) for one in listeners] == [Pool]
