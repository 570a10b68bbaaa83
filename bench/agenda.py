"""The read that everybody in the hall does: a 30-item agenda, filtered for the caller.

Product and peer each run in a process of their own on their own copy of one store; the load comes from this process
over connections that stay open. A rate is requests for each second of the server's processor time, so that the client,
and whatever else the machine does, does not count.
"""

import asyncio
import tempfile
from pathlib import Path

from bench.children import Served, served
from bench.hall import copied, furnish
from bench.rows import Row, compare
from bench.server import BODY

REQUESTS = 4000


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "hall"
        facts = await furnish(folder)
        path = f"/api/meetings/{facts['meeting']}/agenda-items"
        alone = await copied(folder, "alone")
        async with served("bench.server", "gateway", folder) as ours, served("bench.server", "service", alone) as plain:
            body = await ours.read(path)
            peer = await copied(folder, "peer")
            await asyncio.to_thread((peer / BODY).write_bytes, body)
            async with served("bench.server", "bare", peer) as bare:
                assert await bare.read(path) == body
                return [
                    await _row("agenda of 30 items, filtered ÷ bare aiohttp", plain, bare, path, 0.60),
                    await _unchanged(plain, bare, path),
                    await _row("agenda, gateway mounted, token seen ÷ without gateway", ours, plain, path, 0.70),
                ]


async def _row(name: str, ours: Served, peer: Served, path: str, bound: float) -> Row:
    mine, theirs, ratio = await compare(lambda: ours.rate(path, REQUESTS), lambda: peer.rate(path, REQUESTS))
    return _judged(name, mine, theirs, ratio, bound)


async def _unchanged(ours: Served, peer: Served, path: str) -> Row:
    known = {"If-None-Match": await ours.etag(path)}
    known_to_peer = {"If-None-Match": await peer.etag(path)}
    mine, theirs, ratio = await compare(
        lambda: ours.rate(path, REQUESTS, known, 304), lambda: peer.rate(path, REQUESTS, known_to_peer, 304)
    )
    return _judged("agenda unchanged (304) ÷ bare 304", mine, theirs, ratio, 0.60)


def _judged(name: str, mine: float, theirs: float, ratio: float, bound: float) -> Row:
    return Row(name, ratio, bound, figures={"ours_per_cpu_s": round(mine), "peer_per_cpu_s": round(theirs)})
