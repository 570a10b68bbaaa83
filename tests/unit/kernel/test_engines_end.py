"""A background task of the engines ends, also when a driver swallows its cancellation."""

import asyncio

import pytest

from shared import engines


async def test_task_that_swallowed_its_cancellation_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ASKED_AGAIN", 0.01)
    swallowed = 0

    async def sweep() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 2:
                    raise

    task = asyncio.create_task(sweep())
    await asyncio.sleep(0)
    await engines.end(task)
    assert (task.done(), swallowed) == (True, 2)
