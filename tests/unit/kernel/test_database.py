"""The writer that commits waiting writes together: whole or not at all, also when the disk is full."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from shared import database as database_module
from shared.database import LARGEST_BATCH, Database, DatabaseAway, Told
from tests.factories.limits import files_no_larger_than

SCHEMA = "create table if not exists notes (id integer primary key, text text not null)"

MEETING = ("hop.meeting", "meeting")


class Refused(Exception):
    pass


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "test.db")
    await opened.start(SCHEMA)
    yield opened
    await opened.stop()


def note(text: str = "x", times: int = 1) -> Callable[[sqlite3.Connection], None]:
    def work(connection: sqlite3.Connection) -> None:
        for _ in range(times):
            connection.execute("insert into notes (text) values (?)", (text,))

    return work


async def texts(database: Database) -> list[str]:
    rows = await database.read(lambda connection: connection.execute("select text from notes order by id").fetchall())
    return [row[0] for row in rows]


async def hold_writer(database: Database) -> threading.Event:
    """Keeps the writer busy until the event is set, so that what is written meanwhile waits, and commits together."""
    begun, go_on = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        begun.set()
        go_on.wait(20)

    asyncio.ensure_future(database.write(work))  # noqa: RUF006  # the database keeps it
    await asyncio.to_thread(begun.wait, 20)
    return go_on


async def test_writes_that_wait_are_committed_together_in_order(database: Database) -> None:
    commits: list[set[Told]] = []
    database.after_commit.append(lambda told: commits.append(told))
    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(note(str(number)), tells={MEETING})) for number in range(50)]
    go_on.set()
    await asyncio.gather(*writes)
    assert await texts(database) == [str(number) for number in range(50)]
    assert len(commits) == 1


async def test_only_a_commit_that_tells_something_is_announced(database: Database) -> None:
    commits: list[set[Told]] = []
    database.after_commit.append(lambda told: commits.append(told))
    await database.write(note())

    def refuse(connection: sqlite3.Connection) -> None:
        raise Refused

    with pytest.raises(Refused):
        await database.write(refuse, tells={MEETING})
    assert commits == []
    await database.write(note(), tells={MEETING})
    assert len(commits) == 1


async def test_batches_have_a_bound(database: Database) -> None:
    commits: list[set[Told]] = []
    database.after_commit.append(lambda told: commits.append(told))
    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(note(), tells={MEETING})) for _ in range(LARGEST_BATCH + 1)]
    go_on.set()
    await asyncio.gather(*writes)
    assert len(commits) == 2


async def test_work_that_refuses_before_its_first_change_leaves_its_neighbours_in_the_batch(database: Database) -> None:
    runs: list[str] = []

    def counted(text: str) -> Callable[[sqlite3.Connection], None]:
        def work(connection: sqlite3.Connection) -> None:
            runs.append(text)
            if text == "refused":
                raise Refused
            note(text)(connection)

        return work

    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(counted(text))) for text in ("a", "refused", "b")]
    go_on.set()
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), Refused, type(None)]
    assert await texts(database) == ["a", "b"]
    assert runs == ["a", "refused", "b"]


async def test_work_that_fails_after_a_change_undoes_itself_and_nobody_else(database: Database) -> None:
    def poison(connection: sqlite3.Connection) -> None:
        note("poison")(connection)
        raise Refused

    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(work)) for work in (note("a"), poison, note("b"), poison)]
    go_on.set()
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), Refused, type(None), Refused]
    assert await texts(database) == ["a", "b"]


async def test_mistake_in_a_statement_is_no_trouble_of_the_engine(database: Database) -> None:
    def twice(connection: sqlite3.Connection) -> None:
        connection.execute("insert into notes (id, text) values (1, 'x')")
        connection.execute("insert into notes (id, text) values (1, 'x')")

    with pytest.raises(sqlite3.IntegrityError):
        await database.write(twice)
    with pytest.raises(OverflowError):
        await database.read(lambda connection: connection.execute("select ?", (2**64,)).fetchall())


async def test_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseAway, match="readonly"):
        await database.read(note())
    assert await texts(database) == []


async def test_full_database_fails_the_whole_work_and_goes_on_when_there_is_room(database: Database) -> None:
    pages = await database.write(lambda connection: connection.execute("pragma page_count").fetchone()[0])
    await database.write(lambda connection: connection.execute(f"pragma max_page_count = {pages + 2}").fetchall())
    await database.write(note("small"))
    with pytest.raises(DatabaseAway, match="full"):
        await database.write(note("x" * 1000, times=20))
    assert await texts(database) == ["small"]
    await database.write(note("small too"))
    await database.write(lambda connection: connection.execute("pragma max_page_count = 1000000").fetchall())
    await database.write(note("x" * 1000, times=20))
    assert len(await texts(database)) == 22


async def test_full_database_fails_who_asks_too_much_and_not_his_neighbours(database: Database) -> None:
    pages = await database.write(lambda connection: connection.execute("pragma page_count").fetchone()[0])
    await database.write(lambda connection: connection.execute(f"pragma max_page_count = {pages + 2}").fetchall())
    go_on = await hold_writer(database)
    works = [note("a"), note("x" * 1000, times=20), note("b")]
    writes = [asyncio.ensure_future(database.write(work)) for work in works]
    go_on.set()
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [type(None), DatabaseAway, type(None)]
    assert await texts(database) == ["a", "b"]


async def test_full_disk_fails_the_whole_batch_and_goes_on_when_there_is_room(database: Database) -> None:
    """The journal cannot grow: unlike a full database, it is the commit that fails."""
    await database.write(note("before"))
    log = database.path.with_name("test.db-wal").stat().st_size
    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(note("x" * 3000))) for _ in range(5)]
    with files_no_larger_than(log + 2000):
        go_on.set()
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {DatabaseAway}
        assert await texts(database) == ["before"]
    await database.write(note("after"))
    assert await texts(database) == ["before", "after"]
    with closing(sqlite3.connect(database.path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


async def test_lock_held_elsewhere_fails_a_batch_once_and_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for the store gets his answer within two seconds."""
    assert database_module.PATIENCE <= 2
    monkeypatch.setattr(database_module, "PATIENCE", 0.5)
    database = Database(tmp_path / "test.db")
    await database.start(SCHEMA)

    def lock() -> sqlite3.Connection:
        connection = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
        connection.execute("begin immediate")
        return connection

    other = await asyncio.to_thread(lock)
    async with asyncio.timeout(3):  # each of them waiting its turn would take five
        outcomes = await asyncio.gather(*(database.write(note()) for _ in range(10)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {DatabaseAway}
    assert await texts(database) == []
    await asyncio.to_thread(other.close)
    await database.write(note("after"))
    assert await texts(database) == ["after"]
    await database.stop()


async def test_cancelled_wait_does_not_undo_the_write(database: Database) -> None:
    go_on = await hold_writer(database)
    write = asyncio.ensure_future(database.write(note("kept")))
    await asyncio.sleep(0)  # it is queued
    write.cancel()
    go_on.set()
    await database.write(note("next"))
    assert await texts(database) == ["kept", "next"]


async def test_what_was_queued_is_committed_before_the_end(tmp_path: Path) -> None:
    database = Database(tmp_path / "test.db")
    await database.start(SCHEMA)
    go_on = await hold_writer(database)
    writes = [asyncio.ensure_future(database.write(note(str(number)))) for number in range(LARGEST_BATCH * 2)]
    stopping = asyncio.ensure_future(database.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await asyncio.gather(*writes)
    with closing(sqlite3.connect(database.path)) as connection:
        assert connection.execute("select count(*) from notes").fetchone() == (LARGEST_BATCH * 2,)


async def test_stopped_database_refuses_instead_of_hanging(tmp_path: Path) -> None:
    database = Database(tmp_path / "test.db")
    await database.start(SCHEMA)
    await database.stop()
    with pytest.raises(DatabaseAway):
        await asyncio.wait_for(database.write(note()), 5)
    with pytest.raises(DatabaseAway):
        await asyncio.wait_for(database.read(note()), 5)


@pytest.mark.parametrize("spoil", [Path.mkdir, lambda path: path.write_bytes(b"no database" * 1000)])
async def test_file_that_is_no_database_is_said_at_the_start(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path / "test.db")
    with pytest.raises(DatabaseAway):
        await asyncio.wait_for(Database(tmp_path / "test.db").start(SCHEMA), 5)


async def test_two_processes_may_start_on_a_new_file_at_once(tmp_path: Path) -> None:
    databases = [Database(tmp_path / "test.db") for _ in range(6)]
    await asyncio.gather(*(database.start(SCHEMA) for database in databases))
    await asyncio.gather(*(database.write(note()) for database in databases))
    assert len(await texts(databases[0])) == 6
    for database in databases:
        await database.stop()


async def test_file_is_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    await database.write(note())
    assert {name: (tmp_path / name).stat().st_mode & 0o777 for name in os.listdir(tmp_path)} == {
        "test.db": 0o600,
        "test.db-wal": 0o600,
        "test.db-shm": 0o600,
    }


async def test_journal_does_not_grow_for_ever(database: Database) -> None:
    for _ in range(30):
        await database.write(note("x" * 1000, times=200))
        await texts(database)
    assert database.path.with_name("test.db-wal").stat().st_size < 6_000_000
