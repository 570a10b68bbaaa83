"""Bulk work goes on where it stopped, whoever takes it over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest

from shared.aggregates import Act
from shared.clock import SetClock
from shared.jobs import LEASE, ROWS_AT_ONCE, Jobs
from shared.problems import Conflict, KeyReused, NotFound, Problem, Unavailable
from shared.store.port import Document, Store, StoreAway
from tests.factories.events import NOON
from tests.factories.installation import until
from tests.fakes.breaking_store import BreakingStore

TWO_BATCHES = ROWS_AT_ONCE + 5
LEASE_OVER = timedelta(seconds=LEASE, microseconds=1)
SOON = 4.0  # seconds; less than a runner sleeps when nothing wakes it


class Team:
    """Does rows that are numbers, and remembers them."""

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self.done: list[int] = []
        self.acts: list[Act] = []
        self.trouble: Callable[[int], Exception | None] = lambda row: None
        self.may_go = asyncio.Event()
        self.may_go.set()

    def jobs(self, store: Store, insists: frozenset[str] = frozenset()) -> Jobs:
        return Jobs("test", store, self.clock, {"count": self._do}, insists)

    async def _do(self, about: Document, row: Any, act: Act) -> None:
        await self.may_go.wait()
        if error := self.trouble(row):
            raise error
        assert about == {"meeting_id": "m1"}
        self.done.append(row)
        self.acts.append(act)


@pytest.fixture
def team(clock: SetClock) -> Team:
    return Team(clock)


@pytest.fixture
def jobs(team: Team, store: Store) -> Jobs:
    return team.jobs(store)


async def begin(jobs: Jobs, rows: int = TWO_BATCHES, job_id: str = "j1", fingerprint: str = "f1") -> Document:
    act = Act(NOON, actor_id="p1", request_id="r1", cause_id="e1")
    return await jobs.begin(job_id, "count", {"meeting_id": "m1"}, list(range(rows)), act, fingerprint)


@asynccontextmanager
async def running(*runners: Jobs) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


async def is_leased(jobs: Jobs) -> bool:
    return bool((await jobs.get("j1") or {})["leased_until"])


async def finish(jobs: Jobs, job_id: str = "j1", seconds: float = 20) -> Document:
    job = await jobs.finished(job_id, seconds)
    assert job is not None
    return job


async def test_every_row_is_done_once(jobs: Jobs, team: Team) -> None:
    begun = await begin(jobs)
    assert (begun["state"], begun["done"]) == ("running", 0)
    async with running(jobs):
        job = await finish(jobs)
    assert (job["state"], job["done"], job["refused"]) == ("done", TWO_BATCHES, [])
    assert sorted(team.done) == list(range(TWO_BATCHES))
    assert {(act.actor_id, act.request_id, act.cause_id) for act in team.acts} == {("p1", "r1", "e1")}


async def test_new_job_wakes_a_runner_that_has_nothing_to_do(jobs: Jobs) -> None:
    async with running(jobs):
        await begin(jobs, 1)
        await finish(jobs, seconds=SOON)
        await begin(jobs, 1, "j2")
        assert (await finish(jobs, "j2", SOON))["state"] == "done"


async def test_job_without_rows_is_done_at_once(jobs: Jobs) -> None:
    assert (await begin(jobs, 0))["state"] == "done"


async def test_same_job_begun_again_is_the_one_that_is_there(jobs: Jobs, team: Team) -> None:
    await begin(jobs)
    async with running(jobs):
        await finish(jobs)
    assert (await begin(jobs))["state"] == "done"
    with pytest.raises(KeyReused):
        await begin(jobs, 3, fingerprint="f2")
    assert len(team.done) == TWO_BATCHES


async def test_refused_rows_are_named_and_the_rest_is_done(jobs: Jobs, team: Team) -> None:
    team.trouble = lambda row: {3: Conflict(), ROWS_AT_ONCE + 1: NotFound()}.get(row)
    await begin(jobs)
    async with running(jobs):
        job = await finish(jobs)
    assert job["refused"] == [{"row": 3, "code": "conflict"}, {"row": ROWS_AT_ONCE + 1, "code": "not-found"}]
    assert len(team.done) == TWO_BATCHES - 2


async def test_row_that_breaks_something_is_refused_and_the_runner_lives_on(jobs: Jobs, team: Team) -> None:
    team.trouble = lambda row: {0: KeyError("x"), 1: Problem()}.get(row)
    await begin(jobs)
    async with running(jobs):
        job = await finish(jobs)
        await begin(jobs, 1, "j2")
        await finish(jobs, "j2")
    assert job["refused"] == [{"row": 0, "code": "unexpected"}, {"row": 1, "code": "unexpected"}]


async def test_kind_that_insists_gives_no_row_up(store: Store, team: Team) -> None:
    jobs = team.jobs(store, frozenset({"count"}))
    team.trouble = lambda row: {0: KeyError("x"), 1: Conflict()}.get(row)
    await begin(jobs, 3)
    with pytest.raises(ExceptionGroup) as raised:
        await jobs.run()
    assert raised.group_contains(Unavailable)
    team.trouble = lambda row: Conflict() if row == 1 else None
    team.clock.moment += LEASE_OVER
    async with running(jobs):
        assert (await finish(jobs))["refused"] == [{"row": 1, "code": "conflict"}]
    assert set(team.done) == {0, 2}


@pytest.mark.parametrize("error", [StoreAway, Unavailable])
async def test_absent_engine_refuses_no_row_and_leaves_the_job_to_go_on(
    jobs: Jobs, team: Team, error: type[Exception]
) -> None:
    team.trouble = lambda row: error() if row == ROWS_AT_ONCE else None
    await begin(jobs)
    with pytest.raises(ExceptionGroup) as raised:
        await jobs.run()
    assert raised.group_contains(error)
    job = await jobs.get("j1")
    assert job is not None
    assert (job["state"], job["done"], job["refused"]) == ("running", ROWS_AT_ONCE, [])
    team.trouble = lambda row: None
    team.clock.moment += LEASE_OVER
    async with running(jobs):
        assert (await finish(jobs))["refused"] == []
    assert set(team.done) == set(range(TWO_BATCHES))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(4))
async def test_job_resumes_after_a_crash_at_any_write(store: Store, team: Team, at: int, after: bool) -> None:
    team.trouble = lambda row: Conflict() if row in {0, ROWS_AT_ONCE} else None
    await begin(team.jobs(store))
    with pytest.raises(StoreAway):
        await team.jobs(BreakingStore(store, at, after=after)).run()
    team.clock.moment += LEASE_OVER
    jobs = team.jobs(store)
    async with running(jobs):
        job = await finish(jobs)
    assert (job["state"], job["done"]) == ("done", TWO_BATCHES)
    assert job["refused"] == [{"row": 0, "code": "conflict"}, {"row": ROWS_AT_ONCE, "code": "conflict"}]
    assert set(team.done) == set(range(TWO_BATCHES)) - {0, ROWS_AT_ONCE}


async def test_two_runners_do_each_row_once(store: Store, team: Team) -> None:
    runners = [team.jobs(store) for _ in range(2)]
    for number in range(4):
        await begin(runners[0], job_id=f"j{number}")
    async with running(*runners):
        for number in range(4):
            await finish(runners[1], f"j{number}")
    assert sorted(team.done) == sorted(list(range(TWO_BATCHES)) * 4)


async def test_runner_that_is_stopped_leaves_its_job_to_the_next_at_once(store: Store, team: Team) -> None:
    stopped = team.jobs(store)
    team.may_go.clear()
    await begin(stopped)
    async with running(stopped):
        await until(lambda: is_leased(stopped))
    team.may_go.set()
    jobs = team.jobs(store)
    async with running(jobs):
        assert (await finish(jobs, seconds=SOON))["state"] == "done"


async def test_job_held_by_a_clock_that_ran_ahead_is_not_left_for_hours(store: Store, team: Team) -> None:
    await begin(team.jobs(store))
    team.clock.moment += timedelta(hours=3)
    with pytest.raises(StoreAway):
        await team.jobs(BreakingStore(store, 1)).run()
    team.clock.moment -= timedelta(hours=3)
    jobs = team.jobs(store)
    async with running(jobs):
        assert (await finish(jobs))["state"] == "done"


async def test_held_job_is_taken_over_when_its_lease_ends_and_not_before(store: Store, team: Team) -> None:
    silent, other = team.jobs(store), team.jobs(store)
    team.may_go.clear()
    await begin(silent)
    async with running(silent):
        await until(lambda: is_leased(silent))
        helper = Team(team.clock)
        other = helper.jobs(store)
        async with running(other):
            await begin(other, 1, "j2")
            await finish(other, "j2")
            assert helper.done == [0]
            team.clock.moment += LEASE_OVER
            await begin(other, 1, "j3")
            assert (await finish(other))["state"] == "done"
        team.may_go.set()
        await begin(silent, 1, "j4")
        await finish(silent, "j4")
    job = await silent.get("j1")
    assert job is not None
    assert (job["state"], job["done"]) == ("done", TWO_BATCHES)
    assert set(helper.done) == set(range(TWO_BATCHES))
