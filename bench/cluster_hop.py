"""What the gateway costs where services run apart: a hop through it, over a hop through a bare aiohttp proxy.

Both stand before the same upstream, in processes of their own; a rate is requests for each second of the proxy's own
processor time.
"""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from bench.children import CONNECTIONS, Served, served
from bench.cluster_hop_server import TOKENS
from bench.hall import copied, furnish
from bench.rows import ROUNDS, Row, compare, cpu_seconds
from bench.server import BODY

REQUESTS = 2000
FRESH = 1100  # for each round, which all must last


async def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "hall"
        facts = await furnish(folder)
        path = f"/api/meetings/{facts['meeting']}/agenda-items"
        peer = await copied(folder, "peer")
        alone = await copied(folder, "alone")
        async with served("bench.server", "service", alone) as plain:
            await asyncio.to_thread((peer / BODY).write_bytes, await plain.read(path))
        async with served("bench.server", "bare", peer) as upstream:
            address = f"http://127.0.0.1:{upstream.port}"
            module = "bench.cluster_hop_server"
            async with (
                served(module, "gateway", folder, address) as ours,
                served(module, "bare", peer, address) as bare,
            ):
                assert await ours.read(path) == await bare.read(path)
                tokens = iter(json.loads(await asyncio.to_thread((folder / TOKENS).read_text)))
                assert FRESH * (ROUNDS + 1) < 10_000
                return [
                    await _row("gateway hop, token seen ÷ bare proxy hop", _seen(ours, path), bare, path, 0.70),
                    await _row("gateway hop, every token new ÷ bare", _new(ours, path, tokens), bare, path, 0.33),
                ]


async def _row(name: str, ours: Callable[[], Awaitable[float]], bare: Served, path: str, bound: float) -> Row:
    mine, theirs, ratio = await compare(ours, lambda: bare.rate(path, REQUESTS))
    return Row(name, ratio, bound, figures={"ours_per_cpu_s": round(mine), "bare_per_cpu_s": round(theirs)})


def _seen(ours: Served, path: str) -> Callable[[], Awaitable[float]]:
    return lambda: ours.rate(path, REQUESTS)


def _new(ours: Served, path: str, tokens: Iterator[str]) -> Callable[[], Awaitable[float]]:
    async def ask() -> None:
        for _ in range(FRESH // CONNECTIONS):
            await ours.read(path, {"Authorization": f"Bearer {next(tokens)}"})

    async def rate() -> float:
        begun = cpu_seconds(ours.pid)
        await asyncio.gather(*(ask() for _ in range(CONNECTIONS)))
        return FRESH // CONNECTIONS * CONNECTIONS / (cpu_seconds(ours.pid) - begun)

    return rate
