"""A hall signs in at once: what it costs over bare argon2, and what those who read meanwhile feel of it.

Product and peer each run in a process of their own and are asked over HTTP. The peer verifies as many passwords, one
after the other in one thread. Reads go one at a time over one connection, for as long as the sign-ins last.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.children import Served, served
from bench.hall import PEOPLE, copied, furnish
from bench.rows import Row, compare
from bench.server import BODY

Crowd = Callable[[], Awaitable[None]]
HALLS = 3  # in a round of reads, one after the other: a percentile of a single one hangs on a dozen of them


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "hall"
        facts = await furnish(folder)
        path = f"/api/meetings/{facts['meeting']}/agenda-items"
        peer = await copied(folder, "peer")
        async with served("bench.server", "gateway", folder) as ours:
            await asyncio.to_thread((peer / BODY).write_bytes, await ours.read(path))
            async with served("bench.server", "bare", peer) as bare:
                return [await _rate(ours, bare), await _reads(ours, bare, path)]


async def _rate(ours: Served, bare: Served) -> Row:
    mine, theirs, ratio = await compare(lambda: _sign_ins(_hall(ours)), lambda: _sign_ins(_argon2(bare)))
    figures = {"ours_per_s": round(mine, 1), "bare_per_s": round(theirs, 1)}
    return Row(f"{PEOPLE} sign-ins at once ÷ bare argon2 on one thread", ratio, 0.85, figures=figures)


async def _reads(ours: Served, bare: Served, path: str) -> Row:
    mine, theirs, ratio = await compare(
        lambda: _p99_beside(_hall(ours), ours, path), lambda: _p99_beside(_argon2(bare), bare, path)
    )
    figures = {"ours_p99_ms": round(mine * 1000, 2), "bare_p99_ms": round(theirs * 1000, 2)}
    return Row("agenda read p99 during sign-ins ÷ bare aiohttp beside argon2", ratio, 2.0, False, figures)


def _hall(ours: Served) -> Crowd:
    """Everybody with his own name and password in the same moment."""

    async def sign_in(account: dict[str, str]) -> None:
        async with ours.client.post("/api/sessions", json=account) as response:
            assert response.status == 201, await response.text()

    async def all_at_once() -> None:
        await asyncio.gather(*(sign_in(account) for account in ours.facts["accounts"]))

    return all_at_once


def _argon2(bare: Served) -> Crowd:
    async def verify() -> None:
        async with bare.client.post("/argon2") as response:
            assert response.status == 204

    return verify


async def _sign_ins(crowd: Crowd) -> float:
    """A second."""
    begun = time.perf_counter()
    await crowd()
    return PEOPLE / (time.perf_counter() - begun)


async def _p99_beside(crowd: Crowd, served_: Served, path: str) -> float:
    """Seconds."""

    async def crowds() -> None:
        for _ in range(HALLS):
            await crowd()

    work = asyncio.ensure_future(crowds())
    reads: list[float] = []
    while not work.done():
        reads.append(await served_.seconds(path))
    await work
    return statistics.quantiles(reads, n=100)[98]
