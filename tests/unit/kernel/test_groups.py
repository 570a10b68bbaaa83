"""A loop goes on after a group of its tasks has failed, with time-outs that still end in time."""

import asyncio

import pytest

from shared.groups import task_group


async def fails() -> None:
    await asyncio.sleep(0)
    raise OSError("away")


async def lets_a_group_fail() -> None:
    with pytest.raises(ExceptionGroup) as failed:
        async with task_group() as tasks:
            tasks.create_task(fails())
    assert isinstance(failed.value.exceptions[0], OSError)


async def test_task_is_not_cancelled_by_a_group_that_failed() -> None:
    task = asyncio.current_task()
    assert task is not None
    await lets_a_group_fail()
    assert task.cancelling() == 0
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()


async def test_cancellation_from_outside_still_ends_it() -> None:
    begun = asyncio.Event()

    async def work() -> None:
        await lets_a_group_fail()
        async with task_group() as tasks:
            tasks.create_task(asyncio.Event().wait())
            begun.set()

    task = asyncio.create_task(work())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
