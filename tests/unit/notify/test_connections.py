import pytest
from opentelemetry.sdk.trace import TracerProvider

from services.notify.stream.connections import MOST_WAITING, Chunk, Connection, Journey, Overrun


def started(missed: bytes = b"") -> Connection:
    connection = Connection("an", "s1")
    connection.marks = {"meeting/m1": 5}
    connection.start(missed)
    return connection


async def test_what_was_missed_goes_before_what_came_meanwhile() -> None:
    connection = Connection("an", "s1")
    connection.marks = {"meeting/m1": 5}
    connection.push(Chunk("meeting/m1", 6, b"later"))
    connection.start(b"missed ")
    assert await connection.take(1) == b"missed later"
    assert connection.marks == {"meeting/m1": 6}


async def test_what_catching_up_has_sent_is_not_sent_again() -> None:
    connection = Connection("an", "s1")
    connection.push(Chunk("meeting/m1", 5, b"already"))
    connection.marks = {"meeting/m1": 5}
    connection.start(b"missed")
    assert await connection.take(1) == b"missed"


async def test_what_happens_out_of_sight_moves_the_mark_and_is_not_felt() -> None:
    connection = started(b"begin")
    assert await connection.take(1) == b"begin"
    connection.push(Chunk("meeting/m1", 6, b""))
    assert await connection.take(0.01) == b""
    assert connection.marks == {"meeting/m1": 6}


async def test_client_that_stops_reading_is_dropped_at_a_bound() -> None:
    connection = started()
    for number in range(MOST_WAITING + 1):
        connection.push(Chunk("meeting/m1", 6 + number, b"frame"))
    with pytest.raises(Overrun):
        await connection.take(1)


async def test_closed_stream_still_hands_out_what_waits() -> None:
    connection = started()
    connection.push(Chunk("person/an", 1, b"ended"))
    connection.close()
    assert await connection.take(1) == b"ended"
    assert await connection.take(1) is None


async def test_silence_gives_nothing_after_its_time() -> None:
    connection = started()
    assert await connection.take(1) == b""
    assert await connection.take(0.01) == b""


async def test_journey_ends_when_the_last_stream_was_written_to() -> None:
    span = TracerProvider().get_tracer("test").start_span("tell streams")
    journey, streams = Journey([span], 4), [started() for _ in range(4)]
    one, other, gone, slow = streams
    for connection in streams:
        await connection.take(1)
    for number in range(MOST_WAITING):
        slow.push(Chunk("meeting/m1", 6 + number, b"x"))
    gone.leave()
    for connection in streams:
        connection.push(Chunk("meeting/m1", 6, b"news", journey))
    assert await one.take(1) == await other.take(1) == b"news"
    assert await one.take(0.01) == b""
    assert span.is_recording(), "the other has taken it, and is being written to"
    other.leave()
    assert not span.is_recording()
