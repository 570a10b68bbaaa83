"""One SQLite file: a writer thread that commits waiting writes together, and reader threads beside it.

A thousand ballots then cost a handful of fsyncs (`synchronous=FULL`), and nobody waits in the event loop.
"""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from shared.metrics import Gauge

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Told = tuple[str, str]  # topic and aggregate of an event

WAITING = Gauge("hop_store_writes_waiting", "Writes to the embedded store that wait for the commit before them.")

LARGEST_BATCH = 200  # measured: keeps commit-to-consumer at 1 ms with a thousand writers
READERS = 2
SWITCH = 0.0005  # seconds until a thread gets its turn: at Python's 0.005 a read waits for a burst of the loop's work
PATIENCE = 2.0  # seconds for another process on the same file to let go of it
_END = None


class DatabaseAway(Exception):
    """SQLite refused (disk full, file gone, locked): the transaction was rolled back whole."""


class WrittenByNewer(Exception):
    def __init__(self, version: int) -> None:
        super().__init__(f"written by version {version}")
        self.version = version


class _Job(Generic[T]):
    __slots__ = ("error", "future", "result", "tells", "work")

    def __init__(self, work: Work[T], future: asyncio.Future[T], tells: Collection[Told]) -> None:
        self.work = work
        self.future = future
        self.tells = tells
        self.result: T | None = None
        self.error: BaseException | None = None


class Database:
    """`after_commit` is called in the event loop after each commit that tells something, with what it told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.after_commit: list[Callable[[set[Told]], None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writes: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._reads: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def start(self, *schemas: str, version: int = 0) -> None:
        """Creates the file when it is missing (mode 0600) and applies each schema, which must be idempotent.

        Raises DatabaseAway, also for a file that is no database, and WrittenByNewer before anything is changed.
        """
        writer, readers = await asyncio.to_thread(_open, self.path, schemas, version)
        self._threads = [
            threading.Thread(target=self._serve_writes, args=(writer,), name="database-writer", daemon=True),
            *(
                threading.Thread(target=self._serve_reads, args=(reader,), name="database-reader", daemon=True)
                for reader in readers
            ),
        ]
        self._loop = asyncio.get_running_loop()
        sys.setswitchinterval(SWITCH)
        for thread in self._threads:
            thread.start()

    async def stop(self) -> None:
        """What was queued is committed first; what comes later is refused."""
        self._loop = None
        # The writer alone at the end: of two who close at once each may leave it to the other to take in the WAL.
        for queue, threads in ((self._reads, self._threads[1:]), (self._writes, self._threads[:1])):
            for _ in threads:
                queue.put(_END)
            for thread in threads:
                await asyncio.to_thread(thread.join)

    async def write(self, work: Work[T], *, tells: Collection[Told] = ()) -> T:
        """Runs `work` in a transaction shared with other waiting writes. Raises DatabaseAway, and what `work` raises.

        `work` must raise before its first change, or not at all: a failure after it rolls back the whole batch,
        whose works then run again one by one. `tells` names what its events are about, for those who wait for such.
        """
        return await self._submit(self._writes, work, tells)

    async def read(self, work: Work[T]) -> T:
        return await self._submit(self._reads, work, ())

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Callable[[Work[Any]], Awaitable[Any]]]:
        """Reads in it all see the file at one moment, that of the first. While it lasts the WAL grows."""
        connection = await asyncio.to_thread(_connect_to_read, self.path)

        async def read(work: Work[Any]) -> Any:
            return await asyncio.to_thread(work, connection)

        try:
            yield read
        finally:
            await asyncio.to_thread(connection.close)

    def _submit(
        self, queue: "SimpleQueue[_Job[Any] | None]", work: Work[T], tells: Collection[Told]
    ) -> asyncio.Future[T]:
        if self._loop is None:
            raise DatabaseAway("it is not started, or stopped")
        job = _Job(work, self._loop.create_future(), tells)
        queue.put(job)
        return job.future

    def _serve_writes(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            while (job := self._writes.get()) is not _END:
                jobs, ended = _take(self._writes, job)
                WAITING.set(self._writes.qsize())
                _commit_together(connection, jobs)
                self._tell(jobs)
                if ended:
                    return

    def _serve_reads(self, connection: sqlite3.Connection) -> None:
        with closing(connection):
            while (job := self._reads.get()) is not _END:
                _run(connection, job)
                self._tell([job])

    def _tell(self, jobs: list[_Job[Any]]) -> None:
        jobs[0].future.get_loop().call_soon_threadsafe(self._resolve, jobs)

    def _resolve(self, jobs: list[_Job[Any]]) -> None:
        for job in jobs:
            if job.future.cancelled():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)
        if told := {one for job in jobs if job.error is None for one in job.tells}:
            for callback in self.after_commit:
                callback(told)


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """In a transaction, which begins with the first read."""
    connection = _connect(path)
    connection.execute("pragma query_only=on")
    connection.execute("begin")
    return connection


def _open(path: Path, schemas: Sequence[str], version: int) -> tuple[sqlite3.Connection, list[sqlite3.Connection]]:
    """A connection to write and some to read. Raises DatabaseAway, WrittenByNewer."""
    with ExitStack() as opened:
        try:
            path.touch(0o600)
            writer, *readers = (opened.enter_context(closing(_connect(path))) for _ in range(1 + READERS))
            _apply(writer, schemas, version)
            for reader in readers:
                reader.execute("pragma query_only=on")
        except (sqlite3.Error, OSError) as error:
            raise DatabaseAway(str(error)) from error
        opened.pop_all()
    return writer, readers


def _connect(path: Path) -> sqlite3.Connection:
    """For one thread, which need not be this one."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE, check_same_thread=False)
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=full")
    return connection


def _apply(connection: sqlite3.Connection, schemas: Sequence[str], version: int) -> None:
    connection.execute("begin immediate")
    written: int = connection.execute("pragma user_version").fetchone()[0]
    if written > version:
        raise WrittenByNewer(written)
    connection.execute(f"pragma user_version = {version}")
    for schema in schemas:
        for statement in filter(str.strip, schema.split(";")):
            connection.execute(statement)
    connection.execute("commit")


def _take(queue: "SimpleQueue[_Job[Any] | None]", first: _Job[Any]) -> tuple[list[_Job[Any]], bool]:
    jobs = [first]
    while len(jobs) < LARGEST_BATCH and not queue.empty():
        job = queue.get()
        if job is _END:
            return jobs, True
        jobs.append(job)
    return jobs, False


def _run(connection: sqlite3.Connection, job: _Job[Any]) -> None:
    job.error = job.result = None
    try:
        job.result = job.work(connection)
    except Exception as error:
        job.error = _as_trouble(error)


def _as_trouble(error: Exception) -> Exception:
    """A full disk or a lock may pass; a statement that breaks a constraint is a mistake of ours and stays one."""
    if isinstance(error, sqlite3.OperationalError) or type(error) is sqlite3.DatabaseError:
        return DatabaseAway(str(error))
    return error


def _commit_together(connection: sqlite3.Connection, jobs: list[_Job[Any]]) -> None:
    if not _begin(connection, jobs) or _finish(connection, jobs) or len(jobs) == 1:
        return
    for job in jobs:
        if _begin(connection, [job]):
            _finish(connection, [job])


def _begin(connection: sqlite3.Connection, jobs: list[_Job[Any]]) -> bool:
    """Whether the transaction is open; if not, nothing ran, and nothing would one by one either."""
    try:
        connection.execute("begin immediate")
    except sqlite3.Error as error:
        _fail(jobs, error)
        return False
    return True


def _finish(connection: sqlite3.Connection, jobs: list[_Job[Any]]) -> bool:
    """Whether the jobs are committed; if not, each of them has its error.

    SQLITE_FULL rolls the transaction back by itself, hence the look at `in_transaction`.
    """
    try:
        for job in jobs:
            before = connection.total_changes
            _run(connection, job)
            if job.error is not None and (connection.total_changes != before or not connection.in_transaction):
                raise job.error
        connection.execute("commit")
    except Exception as error:
        if connection.in_transaction:
            connection.execute("rollback")
        _fail(jobs, error)
        return False
    return True


def _fail(jobs: list[_Job[Any]], error: Exception) -> None:
    for job in jobs:
        job.result, job.error = None, _as_trouble(error)
