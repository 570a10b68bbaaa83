"""`python -m services.gateway` as its administrator uses it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"DATA": str(folder / "data"), "PORT": "0", "PUBLIC_URL": "http://hop.test"}


@pytest.fixture
async def output(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.gateway", env=environment(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    yield process
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def run(folder: Path, *words: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.gateway", *words, env=environment(folder), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_empty_installation_prints_the_code_for_its_first_administrator(
    output: asyncio.subprocess.Process,
) -> None:
    assert output.stdout
    told = re.compile(r"/setup and enter the code ([A-Z2-9]{4}-){2}[A-Z2-9]{4}$")
    while not told.search((line := (await output.stdout.readline()).decode()).strip()):
        assert line, "it ended and told none"


async def test_keys_turn_by_command(tmp_path: Path) -> None:
    names = [re.fullmatch(r"new key ([0-9a-f]{16})\n", (await run(tmp_path, "rotate-keys"))[1]) for _ in range(2)]
    files = await asyncio.to_thread(lambda: sorted((tmp_path / "data/keys/tokens").iterdir()))
    assert [name and name[1] for name in names] == [file.stem.rpartition("-")[2] for file in files][1:]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


async def test_unknown_word_is_explained(tmp_path: Path) -> None:
    assert (await run(tmp_path, "rotate"))[0] == 2
