"""From a secretary's change to the tablets of a full hall, where services run apart on real engines.

The peer does with bare libraries what cannot be left out: it saves the change and its event, sends it to the broker,
hears it in another process, adds it to a feed and writes it to every stream. Both are asked over HTTP by this process,
which also plays all tablets; what that costs is told with the row.
"""

import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from bench.children import served
from bench.engines import office
from bench.rows import Row, compare, cpu_seconds
from shared.log.kafka.connection import connection_of
from shared.log.kafka.log import KafkaLog
from shared.log.kafka.topics import Topics
from tests.factories.installation import until
from tests.factories.tablet import Tablet, soon
from tests.faults.office import Office

PEOPLE, STREAMS = 125, 4  # as many as one person may have open
TABLETS = PEOPLE * STREAMS
A_SECOND, SECONDS = 10, 3
ITEMS = A_SECOND * SECONDS  # each changes once in a round: a tablet is told how an item is now, not what came before
CHEAP = {"ARGON2_TIME": "1", "ARGON2_MEMORY": "8192"}  # signing in is another row's
IDLE = 20.0  # seconds
TEXT = "x" * 500
CHANGE = re.compile(rb"change-(\d{6})")
LONGEST = 13  # bytes that CHANGE matches

Say = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class Hall:
    """All tablets of one contender. `said` by change when it was sent, `came` the seconds until each tablet had it."""

    said: dict[int, float] = field(default_factory=dict)
    came: list[float] = field(default_factory=list)
    started: int = 0

    def hear(self, number: int) -> None:
        self.came.append(time.perf_counter() - self.said[number])


class _Screen(asyncio.Protocol):
    """One tablet's stream, as it comes: two short texts are looked for, for a parser would cost more than the hall."""

    def __init__(self, hall: Hall, request: bytes) -> None:
        self._hall = hall
        self._request = request
        self._rest = b""
        self._started = False
        self._seen: set[int] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast(asyncio.Transport, transport).write(self._request)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        text = self._rest + data
        self._rest = text[-LONGEST:]
        if not self._started and b"event: mark" in text:
            self._started = True
            self._hall.started += 1
        for found in CHANGE.finditer(text):
            number = int(found[1])
            if number in self._hall.said and number not in self._seen:
                self._seen.add(number)
                self._hall.hear(number)


async def rows() -> list[Row]:
    async with office(CHEAP) as hop, AsyncExitStack() as stack:
        ours_say, tablets = await _meeting(hop)
        bare_say, teller = await stack.enter_async_context(_bare(hop))
        ours, bare = Hall(), Hall()
        door = urlsplit(hop.hop.url).netloc
        await _open(
            ours, door, [_request(door, "/api/stream", tablet.token) for tablet in tablets for _ in range(STREAMS)]
        )
        await _open(bare, f"127.0.0.1:{teller}", [_request(door, "/stream", "")] * TABLETS)
        numbers = count()
        begun, spent = time.perf_counter(), time.process_time()
        mine, theirs, ratio = await compare(
            lambda: _tail(ours, ours_say, numbers), lambda: _tail(bare, bare_say, numbers)
        )
        clients = (time.process_time() - spent) / (time.perf_counter() - begun)
        figures = {
            "ours_p99_ms": round(mine * 1000, 1),
            "bare_p99_ms": round(theirs * 1000, 1),
            "clients_core_percent": round(clients * 100, 1),
        }
        name = f"command to screen, {A_SECOND} changes a second to {TABLETS} tablets, p99 ÷ bare chain"
        return [Row(name, ratio, 2.0, at_least=False, figures=figures), await _idle(hop)]


async def _tail(hall: Hall, say: Say, numbers: "count[int]") -> float:
    """Seconds; each change is sent when it is due, whether those before it have arrived or not."""
    hall.said.clear()
    hall.came.clear()
    begun = time.perf_counter()

    async def change(turn: int) -> None:
        await asyncio.sleep(max(0.0, begun + turn / A_SECOND - time.perf_counter()))
        number = next(numbers)
        hall.said[number] = time.perf_counter()
        await say(f"change-{number:06}")

    changes = A_SECOND * SECONDS
    await asyncio.gather(*(change(turn) for turn in range(changes)))
    await soon(lambda: len(hall.came) == changes * TABLETS, "a change did not reach every tablet")
    return statistics.quantiles(hall.came, n=100)[98]


async def _idle(hop: Office) -> Row:
    """Share of a core of each service while its tablets wait and nobody does anything."""
    pids = {name: service.pid for name, service in hop.hop.services.items()}
    begun, spent = time.perf_counter(), {name: cpu_seconds(pid) for name, pid in pids.items()}
    await asyncio.sleep(IDLE)
    taken = time.perf_counter() - begun
    figures = {f"{name}_core_percent": round((cpu_seconds(pids[name]) - spent[name]) / taken * 100, 2) for name in pids}
    return Row(f"services idle with {TABLETS} open streams: share of a core", None, figures=figures)


async def _meeting(hop: Office) -> tuple[Say, Sequence[Tablet]]:
    """How its secretary changes an agenda item, and the people who take part."""
    listeners = await hop.listeners(PEOPLE)
    secretary = await hop.of("thuky")
    meeting = await hop.call_meeting(secretary, "Kỳ họp Hội đồng nhân dân", list(listeners))
    path = f"/api/meetings/{meeting}/agenda-items"
    items = [await secretary.send("POST", path, {"title": f"Nội dung {number}"}) for number in range(ITEMS)]
    turn = count()

    async def say(text: str) -> None:
        hand = replace(secretary, seen="")  # many people change things: none waits to see another's
        await hand.send("PATCH", f"{path}/{items[next(turn) % ITEMS]['id']}", {"title": text})

    await _until_told(hop)
    return say, list(listeners.values())


async def _until_told(hop: Office) -> None:
    """Until notify has heard everything, so that the call does not run into the first round."""
    settings = hop.hop.engines.settings(hop.hop.folder).model_copy(update={"events_url": hop.hop.engines.events})
    connection = connection_of(settings)
    log = KafkaLog(connection, Topics(connection, prepares=False), lambda topics: 0)

    async def all_heard() -> bool:
        return not await log.behind("notify.facts", ["hop.gateway", "hop.meeting", "hop.documents"])

    await until(all_heard, 300)


@asynccontextmanager
async def _bare(hop: Office) -> AsyncIterator[tuple[Say, int]]:
    """How the peer is told of a change, and the port of its streams."""
    settings = hop.hop.engines.settings(hop.hop.folder / "bare", "bare")
    connection = connection_of(settings)
    await Topics(connection, prepares=True).ready("hop.meeting")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.json"
        await asyncio.to_thread(file.write_text, settings.model_dump_json())
        async with (
            served("bench.screen_bare", "saver", file) as saver,
            served("bench.screen_bare", "teller", file) as teller,
        ):

            async def say(text: str) -> None:
                async with saver.client.patch("/change", json={"title": text, "text": TEXT}) as response:
                    assert response.status == 200, await response.text()

            yield say, teller.port


async def _open(hall: Hall, door: str, requests: Sequence[bytes]) -> None:
    loop = asyncio.get_running_loop()
    host, _, port = door.partition(":")
    for request in requests:
        await loop.create_connection(lambda request=request: _Screen(hall, request), host, int(port))  # type: ignore[misc]
    await soon(lambda: hall.started == len(requests), "a stream did not begin")


def _request(host: str, path: str, token: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
