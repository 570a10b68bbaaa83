"""The suite is a trap for carelessness: what only hurts in production fails the test that caused it.

Warnings are errors already (pyproject.toml), among them the ones Python raises for a coroutine nobody awaited and for
a file or socket that was dropped without being closed.
"""

import asyncio
import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import HealthCheck, settings
from pytest_asyncio import is_async_test

from tests.backends.fixture import driver_drops_a_socket as driver_drops_a_socket
from tests.backends.fixture import running_engines as running_engines

# How long an example takes is the machine's business, and no verdict on the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30  # bytes free


def pytest_configure(config: pytest.Config) -> None:
    """Folders of tests lie in memory, where there is room: killing a process loses nothing that a disk would keep.

    Each commit waits for the disk otherwise, and on a busy one that is most of the suite's time.
    """
    if config.option.basetemp is None and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        config.option.basetemp = tempfile.mkdtemp(prefix="hop-tests-", dir=MEMORY)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))


@pytest.fixture(scope="session", autouse=True)
def nothing_blocks_the_loop() -> Iterator[BlockBuster]:
    """A blocking call of our code, or of a library below it, raises BlockingError when a loop runs in its thread."""
    with blockbuster_ctx(["shared", "services"]) as watched:
        yield watched


@pytest.fixture(autouse=True)
def sockets_are_closed() -> Iterator[None]:
    before = _open_sockets()
    yield
    left = _open_sockets() - before
    assert not left, f"{len(left)} sockets were left open"


@pytest.fixture(autouse=True)
def tasks_are_ended(request: pytest.FixtureRequest, sockets_are_closed: None) -> None:
    if is_async_test(request.node):
        request.getfixturevalue("_tasks_are_ended")


@pytest.fixture
async def _tasks_are_ended() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    await asyncio.sleep(0)  # a task that was cancelled, or has nothing left to wait for, ends in this pass
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left, f"tasks were left running: {sorted(map(str, left))}"


def _open_sockets() -> set[int]:
    """Inode numbers of this process's sockets."""
    found = set()
    for descriptor in os.listdir("/dev/fd"):
        try:
            status = os.fstat(int(descriptor))
        except OSError:  # the listing's own descriptor
            continue
        if stat.S_ISSOCK(status.st_mode):
            found.add(status.st_ino)
    return found
