import asyncio
from typing import cast

import pytest
from aiohttp import web
from opentelemetry.sdk.trace import TracerProvider

from services.notify.stream import connections as module
from services.notify.stream.connections import MOST_WAITING, Chunk, Connection, Journey, Overrun


def started(missed: bytes = b"") -> Connection:
    connection = Connection("an", "s1")
    connection.marks = {"meeting/m1": 5}
    connection.start(missed)
    return connection


async def stays_silent(connection: Connection) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await connection.take()


async def test_what_was_missed_goes_before_what_came_meanwhile() -> None:
    connection = Connection("an", "s1")
    connection.marks = {"meeting/m1": 5}
    connection.push(Chunk("meeting/m1", 6, b"later"))
    connection.start(b"missed ")
    assert await connection.take() == b"missed later"
    assert connection.marks == {"meeting/m1": 6}


async def test_what_catching_up_has_sent_is_not_sent_again() -> None:
    connection = Connection("an", "s1")
    connection.push(Chunk("meeting/m1", 5, b"already"))
    connection.marks = {"meeting/m1": 5}
    connection.start(b"missed")
    assert await connection.take() == b"missed"


async def test_what_belongs_to_no_feed_is_told_and_leaves_no_mark() -> None:
    connection = Connection("an", "s1")
    connection.tell(b"first ")
    connection.start(b"missed")
    assert await connection.take() == b"first missed"
    connection.tell(b"now")
    assert await connection.take() == b"now"
    assert connection.marks == {}


async def test_what_happens_out_of_sight_moves_the_mark_and_is_not_felt() -> None:
    connection = started(b"begin")
    assert await connection.take() == b"begin"
    connection.push(Chunk("meeting/m1", 6, b""))
    await stays_silent(connection)
    assert connection.marks == {"meeting/m1": 6}


async def test_client_that_stops_reading_is_dropped_at_a_bound() -> None:
    connection = started()
    for number in range(MOST_WAITING + 1):
        connection.push(Chunk("meeting/m1", 6 + number, b"frame"))
    with pytest.raises(Overrun):
        await connection.take()


async def test_closed_stream_still_hands_out_what_waits() -> None:
    connection = started()
    connection.push(Chunk("person/an", 1, b"ended"))
    connection.close()
    assert await connection.take() == b"ended"
    assert await connection.take() is None


async def test_long_silence_gives_nothing_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = started()
    assert await connection.take() == b""
    connection.look_after()
    await stays_silent(connection)
    monkeypatch.setattr(module, "HEARTBEAT_AFTER", 0.0)
    connection.look_after()
    assert await connection.take() == b""


class Stuck:
    """A client that takes nothing until it is let go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()

    async def write(self, data: bytes) -> None:
        await self.let_go.wait()


async def test_client_that_takes_nothing_for_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    connection, client = started(), Stuck()
    connection.cut = client.let_go.set
    monkeypatch.setattr(module, "HEARTBEAT_AFTER", 0.0)
    writing = asyncio.create_task(connection.write(cast(web.StreamResponse, client), b"news"))
    await asyncio.sleep(0)
    connection.look_after()
    assert not connection.dropped
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    connection.look_after()
    await writing
    assert connection.dropped


async def test_journey_ends_when_the_last_stream_was_written_to() -> None:
    span = TracerProvider().get_tracer("test").start_span("tell streams")
    journey, streams = Journey([span], 4), [started() for _ in range(4)]
    one, other, gone, slow = streams
    for connection in streams:
        await connection.take()
    for number in range(MOST_WAITING):
        slow.push(Chunk("meeting/m1", 6 + number, b"x"))
    gone.leave()
    for connection in streams:
        connection.push(Chunk("meeting/m1", 6, b"news", journey))
    assert await one.take() == await other.take() == b"news"
    await stays_silent(one)
    assert span.is_recording(), "the other has taken it, and is being written to"
    other.leave()
    assert not span.is_recording()
