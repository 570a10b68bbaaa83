"""Secrets made once, and identifiers that are random or follow from what they name."""

import asyncio
import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shared.ids import derived_id, new_id, participation_id
from shared.keys import secret
from tests.factories.processes import ROOT

PRINT_SECRET = "import sys, pathlib, shared.keys as k; print(k.secret(pathlib.Path(sys.argv[1]), 'x', 64).hex())"


def test_secret_is_the_same_at_every_start_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret(tmp_path / "keys", "cursors", 64)
    assert len(first) == 64
    assert secret(tmp_path / "keys", "cursors", 64) == first
    assert secret(tmp_path / "keys", "objects", 32) != first[:32]
    modes = {name: (tmp_path / "keys" / name).stat().st_mode & 0o777 for name in os.listdir(tmp_path / "keys")}
    assert modes == {"cursors": 0o600, "objects": 0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


async def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    async def one() -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PRINT_SECRET, str(tmp_path / "keys"), stdout=asyncio.subprocess.PIPE, cwd=ROOT
        )
        return (await process.communicate())[0]

    secrets = await asyncio.gather(*(one() for _ in range(4)))
    assert len(set(secrets)) == 1
    assert len(secrets[0].strip()) == 128
    assert os.listdir(tmp_path / "keys") == ["x"]


def test_starts_at_the_same_moment_agree_on_one_secret(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def start(folder: Path) -> bytes:
        together.wait()
        return secret(folder, "x", 64)

    with ThreadPoolExecutor(8) as threads:
        for number in range(20):
            assert len(set(threads.map(start, [tmp_path / str(number)] * 8))) == 1


def test_random_ids_are_hexadecimal_and_differ() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in made)


parts = st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**63), 2**63 - 1), max_size=4)


@given(parts, parts)
def test_derived_ids_are_equal_when_their_parts_are(first: list[str | int], second: list[str | int]) -> None:
    assert (derived_id(*first) == derived_id(*second)) == (repr(first) == repr(second))


def test_derived_ids_stay_what_they_are_for_ever() -> None:
    assert derived_id("a", 1) == "484c670ce4753ed75a3cc908af49224a"
    assert participation_id("m1", "p1") == "bfae6352b619b1589b18692f0481f61d"
