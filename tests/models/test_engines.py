"""The engines: whatever is cancelled, nothing hangs, leaks or is half done."""

import asyncio
import sqlite3
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import asyncpg
import pytest

from models.database import PostgresDatabase, SqliteDatabase
from models.sql import statement
from tests.models.conftest import Opened

ROOT = Path(__file__).resolve().parents[2]
ADD = statement("INSERT INTO users (handle, name, created_at) VALUES ($1, $2, $3)")
HANDLES = statement("SELECT handle FROM users")
COUNT = statement("SELECT count(*) FROM users")
IN_TRANSACTION = statement("""
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND state LIKE 'idle in transaction%'""")
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
PATIENCE = 10

INCREMENT = """
import asyncio, sys
from models.database import open_database
from models.sql import statement

async def main():
    database = await open_database(sys.argv[1])
    for _ in range(100):
        async with database.transaction() as unit:
            (row,) = await unit.fetch(statement("SELECT identity FROM feed_epochs WHERE id = 1 FOR UPDATE"))
            await unit.fetch(statement("UPDATE feed_epochs SET identity = $1"), str(int(row[0]) + 1))
    await database.close()

asyncio.run(main())
"""


async def add_two(database: Opened, name: str) -> None:
    """One unit of work: two rows or none."""
    async with database.transaction() as unit:
        await unit.fetch(ADD, f"{name}-one", "One", NOON)
        await unit.fetch(ADD, f"{name}-two", "Two", NOON)


async def healthy(database: Opened) -> None:
    """No half unit, a write and a read at once, and every connection back in its place."""
    async with asyncio.timeout(PATIENCE):
        handles = {row[0] for row in await database.fetch(HANDLES)}
        assert {h.removesuffix("-one") for h in handles if h.endswith("-one")} == {
            h.removesuffix("-two") for h in handles if h.endswith("-two")
        }
        # What a cancelled unit gives back, it gives back behind the one who cancelled it.
        while (
            database._pool.get_idle_size() < database._pool.get_size()
            if isinstance(database, PostgresDatabase)
            else database.client._lock.locked()
        ):
            await asyncio.sleep(0.001)
    if isinstance(database, PostgresDatabase):
        assert database._pool.get_idle_size() == database._pool.get_size()
        assert (await database.fetch(IN_TRANSACTION))[0][0] == 0
    else:
        assert not database.client._lock.locked()
        assert database.client._connection is not None
        assert not database.client._connection.in_transaction


async def test_a_unit_that_is_cancelled_after_any_number_of_steps_is_whole_or_absent(database: Opened) -> None:
    for steps in range(60):
        task = asyncio.create_task(add_two(database, f"steps{steps}"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait([task])

    await healthy(database)
    await add_two(database, "after")
    await healthy(database)


async def test_a_unit_that_is_cancelled_after_any_time_is_whole_or_absent(database: Opened) -> None:
    async with asyncio.timeout(PATIENCE):
        await add_two(database, "warm")
    took = 0.004
    outcomes = set()
    for number in range(60):
        task = asyncio.create_task(add_two(database, f"time{number}"))
        await asyncio.sleep(took * number / 30)
        task.cancel()
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait([task])
        outcomes.add(task.cancelled())

    assert True in outcomes
    await healthy(database)
    await add_two(database, "after")


async def test_many_units_cancelled_at_once_hold_nothing(database: Opened) -> None:
    for round_ in range(5):
        tasks = [asyncio.create_task(add_two(database, f"r{round_}n{n}")) for n in range(30)]
        await asyncio.sleep(0.003 * round_)
        for task in tasks:
            task.cancel()
        async with asyncio.timeout(PATIENCE):
            await asyncio.wait(tasks)

    await healthy(database)
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(add_two(database, f"after{n}") for n in range(12)))
    await healthy(database)


async def test_reads_that_are_cancelled_hold_nothing(database: Opened) -> None:
    for round_ in range(10):
        tasks = [asyncio.create_task(database.fetch(COUNT)) for _ in range(30)]
        await asyncio.sleep(0.0005 * round_)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async with asyncio.timeout(PATIENCE):
        assert await asyncio.gather(*(database.fetch_row(COUNT) for _ in range(30)))
    await healthy(database)


async def test_a_unit_that_fails_is_taken_back(database: Opened) -> None:
    await add_two(database, "same")

    for _ in range(15):
        with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
            await add_two(database, "same")

    await healthy(database)


async def test_two_processes_that_read_and_then_write_lose_nothing(database: Opened, database_url: str) -> None:
    async with database.transaction() as unit:
        await unit.fetch(statement("INSERT INTO feed_epochs (id, epoch, identity) VALUES (1, 'x', '0')"))

    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", INCREMENT, database_url, cwd=ROOT) for _ in range(2)
    ]

    assert [await process.wait() for process in processes] == [0, 0]
    assert (await database.fetch(statement("SELECT identity FROM feed_epochs")))[0][0] == "200"


async def test_reads_do_not_wait_for_an_open_transaction_nor_see_it(database: Opened) -> None:
    async with database.transaction() as unit:
        await unit.fetch(ADD, "unseen", "Unseen", NOON)
        async with asyncio.timeout(1):
            before = await asyncio.gather(*(database.fetch_row(COUNT) for _ in range(8)))
        inside = await unit.fetch_row(COUNT)

    assert {row[0] for row in before if row} == {0}
    assert inside is not None
    assert inside[0] == 1
    assert (await database.fetch(COUNT))[0][0] == 1


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_readers_cannot_write_even_by_mistake(database: SqliteDatabase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.fetch(ADD, "maya", "Maya", NOON)

    assert (await database.fetch(COUNT))[0][0] == 0


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_the_writer_keeps_references_and_puts_every_commit_on_disk(database: SqliteDatabase) -> None:
    async with database.transaction() as unit:
        settings = {
            name: (await unit.fetch(statement(f"PRAGMA {name}")))[0][0]
            for name in ("foreign_keys", "journal_mode", "synchronous")
        }

    assert settings == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2}


async def test_moments_come_back_in_utc_whatever_offset_they_were_given_with(database: Opened) -> None:
    moments = [NOON, NOON.astimezone(timezone(timedelta(hours=3, minutes=30))), NOON + timedelta(microseconds=1)]
    async with database.transaction() as unit:
        for number, moment in enumerate(moments):
            await unit.fetch(ADD, f"user{number}", "User", moment)

    read = [row[0] for row in await database.fetch(statement("SELECT created_at FROM users ORDER BY handle"))]
    later = await database.fetch(
        statement("SELECT handle FROM users WHERE created_at > $1 ORDER BY created_at"), moments[1]
    )

    assert read == moments
    assert {moment.utcoffset() for moment in read} == {timedelta(0)}
    assert [row[0] for row in later] == ["user2"]


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_a_moment_without_an_offset_is_not_kept_as_text(database: Opened) -> None:
    with pytest.raises(ValueError, match="no offset"):
        async with database.transaction() as unit:
            await unit.fetch(ADD, "maya", "Maya", NOON.replace(tzinfo=None))

    assert (await database.fetch(COUNT))[0][0] == 0


async def test_true_and_false_come_back_as_such(database: Opened) -> None:
    async with database.transaction() as unit:
        await unit.fetch(
            statement("""
                INSERT INTO accounts (kind, handle, name, home_market, markets, status, level, verified, programmes,
                    live_partner, created_at)
                VALUES ('AGENCY', 'a', 'A', 'US', 'US', 'ACTIVE', 'NONE', $1, 'CAP', $2, $3)"""),
            True,
            False,
            NOON,
        )

    (row,) = await database.fetch(statement("SELECT verified, live_partner FROM accounts"))

    assert row[0] is True
    assert row[1] is False


async def test_a_row_is_read_or_there_is_none(database: Opened) -> None:
    assert await database.fetch_row(HANDLES) is None
    assert list(await database.fetch(HANDLES)) == []
    async with database.transaction() as unit:
        await unit.execute_many(ADD, [("a", "A", NOON), ("b", "B", NOON)])
        assert await unit.fetch_row(statement("SELECT 1 FROM users WHERE handle = 'c'")) is None

    found = await database.fetch(statement("SELECT handle FROM users WHERE id IN LIST($1)"), [1, 2, 3])

    assert sorted(row[0] for row in found) == ["a", "b"]


async def test_what_is_deleted_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    path, word = tmp_path / "words.sqlite3", "quince"
    database = SqliteDatabase(str(path))
    await database.open()
    async with database.transaction() as unit:
        await unit.fetch(statement("CREATE TABLE words (said TEXT)"))
        await unit.execute_many(statement("INSERT INTO words VALUES ($1)"), [(f"{word} {n}",) for n in range(5000)])
    async with database.transaction() as unit:
        await unit.fetch(statement("DELETE FROM words"))
    await database.close()

    assert word.encode() not in path.read_bytes()
