"""What runs for ever ends when it is told to, also when something in it swallows the cancellation."""

import asyncio
from pathlib import Path

import pytest

from shared import ending
from shared.ending import end
from tests.factories.installation import installation
from tests.unit.kernel.test_app import service


class Deaf:
    """A loop whose driver takes the first cancellation for a fault of the network, and goes on."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.asked += 1
                if self.asked == 2:
                    raise


@pytest.fixture(autouse=True)
def _asked_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "ASKED_AGAIN", 0.01)


async def test_tasks_that_swallowed_their_cancellation_are_asked_again() -> None:
    loops = [Deaf(), Deaf()]
    tasks = [asyncio.create_task(loop()) for loop in loops]
    await asyncio.sleep(0)
    await end(*tasks)
    assert [(task.done(), loop.asked) for task, loop in zip(tasks, loops, strict=True)] == [(True, 2)] * 2


async def test_nothing_to_end_ends_at_once() -> None:
    await end()


async def test_a_service_stops_although_a_loop_of_it_swallows_the_first_cancellation(tmp_path: Path) -> None:
    loop = Deaf()
    async with installation(tmp_path, service(loop)):
        pass
    assert loop.asked == 2
