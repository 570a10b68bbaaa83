"""The whole product with its demo data while nobody asks for anything, and what a browser loads first."""

import asyncio
import os
import re
import sys
import tempfile
import time
from pathlib import Path

from bench.rows import Row, cpu_seconds
from tests.e2e.product import start_with_demo

SETTLE, WATCH = 10.0, 30.0  # seconds
WEB = Path(__file__).parents[1] / "web"
MOST_KB = 250


async def rows() -> list[Row]:
    return [await _idle(), await _first_load()]


async def _idle() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        product = await asyncio.to_thread(start_with_demo, Path(folder))
        try:
            pid = product.process.pid
            await asyncio.sleep(SETTLE)
            spent, begun = cpu_seconds(pid), time.perf_counter()
            await asyncio.sleep(WATCH)
            share = (cpu_seconds(pid) - spent) / (time.perf_counter() - begun)
            memory = sum(_pss(one) for one in [pid, *_children(pid)])
        finally:
            await asyncio.to_thread(product.stop)
    figures = {"pss_mb": round(memory / 1e6, 1), "core_percent": round(share * 100, 2)}
    return Row("whole product idle: memory and share of a core", None, figures=figures)


def _pss(pid: int) -> int:
    """Proportional set size in bytes: what is shared with others counts in shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def _first_load() -> Row:
    """As the build counts it, which fails on the same bound: gzip, before fonts and PDF code."""
    paths = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        "node", "build/budget.mjs", cwd=WEB, env=os.environ | {"PATH": paths}, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    found = re.search(r"first load: ([\d.]+) kB", said.decode())
    assert found is not None, said
    size = float(found[1])
    return Row(f"web first load, gzip ÷ {MOST_KB} kB", size / MOST_KB, 1.0, at_least=False, figures={"kb": size})
