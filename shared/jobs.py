"""Bulk work as a job: its rows and a cursor are saved, so that a restart goes on where it stopped.

A row may run twice (a crash between its effect and the cursor), so what it does must be idempotent.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from shared import tracing
from shared.aggregates import Act
from shared.clock import Clock, to_text
from shared.groups import task_group
from shared.metrics import Counter
from shared.problems import KeyReused, Problem, Unavailable
from shared.store.port import AlreadyThere, Collection, Document, Index, Store, StoreAway, Stored, VersionConflict

log = structlog.get_logger()

JOB_ROWS = Counter("hop_job_rows", "Rows of bulk work, by kind of job and outcome: done, refused.", ["kind", "outcome"])

ROWS_AT_ONCE = 25
LEASE = 30  # seconds a process may be silent before another takes the job over
TOO_LONG = 10 * LEASE  # for a lease: it was taken by a clock that ran ahead
LOOK_AGAIN = 5.0  # seconds

RowWork = Callable[[Document, Any, Act], Awaitable[None]]


def jobs_of(service: str) -> Collection:
    return Collection(f"{service}.jobs", (Index("by_state", ("state",), order="leased_until"),))


class Jobs:
    """`kinds` maps a kind to what is done with one row.

    A Problem it raises refuses that row, and so does a mistake of ours; the others go on. An engine that is away ends
    the run: the job goes on from its cursor when the lease has ended. So does a mistake in a kind that `insists`,
    because nobody would see the refusal and something else relies on the row.
    """

    def __init__(
        self,
        service: str,
        store: Store,
        clock: Clock,
        kinds: Mapping[str, RowWork],
        insists: frozenset[str] = frozenset(),
    ) -> None:
        self.collection = jobs_of(service)
        self._store = store
        self._clock = clock
        self._kinds = kinds
        self._insists = insists
        self._begun = asyncio.Event()
        self._moved = asyncio.Condition()

    async def begin(
        self, job_id: str, kind: str, about: Document, rows: list[Any], act: Act, fingerprint: str = ""
    ) -> Document:
        """`about` is what all rows share. The same `job_id` again gives the job that is there.

        Raises KeyReused when that was begun by a request with another fingerprint.
        """
        body = {
            "id": job_id,
            "kind": kind,
            "about": about,
            "rows": rows,
            "state": "running" if rows else "done",
            "done": 0,
            "refused": [],
            "actor_id": act.actor_id,
            "request_id": act.request_id,
            "cause_id": act.cause_id,
            "fingerprint": fingerprint,
            "leased_until": "",
            **tracing.carrying(),
        }
        try:
            await self._store.insert(self.collection, job_id, body)
        except AlreadyThere:
            there = await self.get(job_id) or body
            if there.get("fingerprint", "") != fingerprint:
                raise KeyReused from None
            return there
        self._begun.set()
        return body

    async def get(self, job_id: str) -> Document | None:
        stored = await self._store.get(self.collection, job_id)
        return stored.body if stored else None

    async def finished(self, job_id: str, seconds: float) -> Document | None:
        """The job's state once it is done, or after `seconds`."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (job := await self.get(job_id)) and job["state"] == "running":
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                break
            try:
                async with asyncio.timeout(min(left, 0.2)), self._moved:
                    await self._moved.wait()
            except TimeoutError:
                continue
        return job

    async def run(self) -> None:
        """For ever: takes jobs that nobody holds, oldest lease first."""
        while True:
            self._begun.clear()
            if waiting := await self._waiting():
                await self._work_off(waiting)
                continue
            try:
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._begun.wait()
            except TimeoutError:
                continue

    async def _waiting(self) -> Stored | None:
        now, find = self._clock.now(), partial(self._store.find, self.collection, "by_state", "running", limit=1)
        too_long = to_text(now + timedelta(seconds=TOO_LONG))
        page = await find(until=to_text(now))
        items = page.items or (await find(since=too_long)).items
        return items[0] if items else None

    async def _work_off(self, stored: Stored) -> None:
        try:
            while stored.body["state"] == "running":
                stored = await self._lease(stored, to_text(self._clock.now() + timedelta(seconds=LEASE)))
                stored = await self._advance(stored)
        except VersionConflict:
            log.info("job taken over", job_id=stored.id)
        except asyncio.CancelledError:
            with contextlib.suppress(VersionConflict, StoreAway):  # whoever comes next need not wait for the lease
                await self._lease(stored, "")
            raise

    async def _lease(self, stored: Stored, until: str) -> Stored:
        return await self._store.save(self.collection, stored, stored.body | {"leased_until": until})

    async def _advance(self, stored: Stored) -> Stored:
        job = stored.body
        start = job["done"]
        rows = job["rows"][start : start + ROWS_AT_ONCE]
        with tracing.follow(job.get("traceparent"), f"job {job['kind']}", {"hop.job.kind": job["kind"]}):
            async with task_group() as group:
                tries = [group.create_task(self._try_row(stored, row)) for row in rows]
        codes = [one.result() for one in tries]
        refused = [{"row": start + n, "code": code} for n, code in enumerate(codes) if code]
        done = start + len(rows)
        body = stored.body | {
            "done": done,
            "refused": job["refused"] + refused,
            "state": "done" if done == len(job["rows"]) else "running",
        }
        stored = await self._store.save(self.collection, stored, body)
        async with self._moved:
            self._moved.notify_all()
        return stored

    async def _try_row(self, stored: Stored, row: Any) -> str | None:
        """Why the row is refused, if it is. Raises StoreAway, Unavailable."""
        job = stored.body
        act = Act(
            self._clock.now(),
            actor_id=job["actor_id"],
            request_id=job["request_id"],
            cause_id=job.get("cause_id"),
        )
        try:
            await self._kinds[job["kind"]](job["about"], row, act)
            code = None
        except (StoreAway, Unavailable):
            raise
        except Problem as problem:
            code = problem.code
        except Exception:
            log.exception("row failed", job_id=stored.id, kind=job["kind"])
            if job["kind"] in self._insists:
                raise Unavailable from None
            code = Problem.code
        JOB_ROWS.labels(job["kind"], "refused" if code else "done").inc()
        return code
